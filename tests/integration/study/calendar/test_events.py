"""Events over the native API: their life, their ranges, and changes of single occurrences."""

import uuid
from typing import Any

import pytest

from integration.study.planner.site import NativeClient

WEEK = {"title": "Chemistry", "event_date": "2026-11-02", "event_type": "class", "event_time": "09:00"}
"""A Monday."""
WEEKLY = {**WEEK, "end_time": "10:30", "recurring_pattern": "FREQ=WEEKLY;BYDAY=MO", "time_zone": "Europe/Berlin"}
NOVEMBER = "calendar?from=2026-11-01&to=2026-11-30"


def days(client: NativeClient, query: str = NOVEMBER) -> list[str]:
    """Return the dates of the occurrences in a range."""
    return [event["event_date"] for event in client.get(query)["events"]]


def test_the_life_of_an_event(client: NativeClient) -> None:
    """An event is added as the old page does with blanks, read, listed, changed, replaced and deleted."""
    subject = client.add("subjects", name="Chemistry")["id"]
    event = client.add(
        "calendar", title="Lab ✍ שלום", description="", event_date="2026-11-20", event_time="", subject_id="",
        event_type="deadline", completed=False,
    )  # fmt: skip
    assert (event["event_time"], event["subject_id"], event["all_day"], event["time_zone"]) == (None, None, True, "UTC")
    assert (event["recurring"], event["series_id"], event["starts_at"]) == (False, None, None)
    path = f"calendar/{event['id']}"
    assert client.get(path) == event
    assert client.get(NOVEMBER) == {"events": [event], "total": 1, "limit": 500, "offset": 0}
    assert client.get("study/calendar")["events"] == [event]
    changed = client.change(
        path, event_time="08:30", end_time="09:00:00", time_zone="Asia/Tokyo", subject_id=subject, completed=True
    )
    assert (changed["title"], changed["event_time"], changed["completed"]) == ("Lab ✍ שלום", "08:30:00", True)
    assert (changed["starts_at"], changed["ends_at"]) == ("2026-11-19T23:30:00Z", "2026-11-20T00:00:00Z")
    replaced = client.call("PUT", path, {"title": "New", "event_date": "2026-12-01"}).json()
    assert (replaced["event_type"], replaced["event_time"], replaced["subject_id"]) == ("study", None, None)
    assert days(client) == []
    rest = client.http.get("/rest/v1/calendar_events", headers=client.server.headers(client.account)).json()
    assert [(row["title"], row["event_date"], row["event_type"]) for row in rest] == [("New", "2026-12-01", "study")]
    assert client.call("DELETE", path).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert client.refuse(method, path, {"title": "x"}) == (404, "NOT_FOUND")


def test_events_of_the_rest_api_are_in_the_calendar(client: NativeClient) -> None:
    """A row that the old page writes is an event in the profile's zone; a pattern that is no rule is ignored."""
    headers = {**client.server.headers(client.account), "Prefer": "return=representation"}
    row = {"title": "Old", "event_date": "2026-11-03", "event_time": "23:30", "event_type": "exam", "end_time": "01:00"}
    rows = [
        {**row, "user_id": str(client.account), "recurring": True, "recurring_pattern": pattern}
        for pattern in ("every now and then", "weekly")
    ]
    client.http.patch(
        f"/rest/v1/profiles?id=eq.{client.account}", json={"timezone": "Europe/Berlin"}, headers=headers
    ).raise_for_status()
    client.http.post("/rest/v1/calendar_events", json=rows, headers=headers).raise_for_status()
    events = client.get(NOVEMBER)["events"]
    assert [event["event_date"] for event in events] == [f"2026-11-{day}" for day in ("03", "03", "10", "17", "24")]
    assert (events[-1]["starts_at"], events[-1]["ends_at"]) == ("2026-11-24T22:30:00Z", "2026-11-25T00:00:00Z")
    client.http.post(
        "/rest/v1/calendar_events", headers=headers,
        json={**row, "user_id": str(client.account), "event_date": "infinity", "event_time": "24:00"},
    ).raise_for_status()  # fmt: skip
    assert client.get("calendar")["total"] == 2


def test_a_series_keeps_its_local_time_over_both_clock_changes(client: NativeClient) -> None:
    """A weekly event at 09:00 in Berlin is at 08:00 UTC in winter and at 07:00 UTC in summer."""
    client.add("calendar", **WEEKLY)
    times = {event["starts_at"] for event in client.get("calendar?from=2026-11-02&to=2027-03-22")["events"]}
    assert {time[11:] for time in times} == {"08:00:00Z"}
    spring = client.get("calendar?from=2027-03-22&to=2027-03-29")["events"]
    assert [event["starts_at"] for event in spring] == ["2027-03-22T08:00:00Z", "2027-03-29T07:00:00Z"]


def test_one_occurrence_is_changed_and_another_deleted(client: NativeClient) -> None:
    """A change of one date moves that one alone; a deleted one does not come back, nor one that was replaced before."""
    series = client.add("calendar", **WEEKLY)["id"]
    path = f"calendar/{series}"
    assert days(client) == [f"2026-11-{day}" for day in ("02", "09", "16", "23", "30")]
    moved = client.change(f"{path}?date=2026-11-09", event_date="2026-11-11", title="Moved")
    assert (moved["series_id"], moved["original_date"], moved["recurring"]) == (series, "2026-11-09", False)
    assert moved["id"] != series
    again = client.change(f"{path}?scope=this&date=2026-11-09", completed=True)
    assert (again["id"], again["title"], again["event_date"]) == (moved["id"], "Moved", "2026-11-11")
    assert client.call("DELETE", f"{path}?scope=this&date=2026-11-16").status_code == 204
    assert days(client) == [f"2026-11-{day}" for day in ("02", "11", "23", "30")]
    assert client.refuse("PATCH", f"{path}?date=2026-11-16", {"title": "x"}) == (404, "NOT_FOUND")
    assert client.refuse("PATCH", f"{path}?date=2026-11-17", {"title": "x"}) == (404, "NOT_FOUND")
    assert client.call("DELETE", f"calendar/{moved['id']}").status_code == 204
    assert days(client) == [f"2026-11-{day}" for day in ("02", "23", "30")]
    assert client.get(path)["excluded_dates"] == ["2026-11-09", "2026-11-16"]
    client.change(f"{path}?date=2026-11-23", title="Other")
    assert client.call("DELETE", path).status_code == 204
    assert client.get("calendar")["total"] == 0


def test_this_and_the_following_occurrences_change(client: NativeClient) -> None:
    """The series ends before the date and a new one has the rest of the count, with what was changed after it."""
    path = f"calendar/{client.add('calendar', **{**WEEKLY, 'recurring_pattern': 'FREQ=WEEKLY;COUNT=6'})['id']}"
    client.change(f"{path}?date=2026-11-23", title="Special")
    client.call("DELETE", f"{path}?date=2026-11-30").raise_for_status()
    later = client.change(f"{path}?scope=following&date=2026-11-16", title="New room", location="B 2")
    assert later["recurring_pattern"] == "FREQ=WEEKLY;COUNT=4"
    events = client.get("calendar?from=2026-11-01&to=2027-01-31")["events"]
    titles = [(event["event_date"][5:], event["title"]) for event in events]
    assert titles == [
        ("11-02", "Chemistry"), ("11-09", "Chemistry"), ("11-16", "New room"), ("11-23", "Special"),
        ("12-07", "New room"),
    ]  # fmt: skip
    client.change(f"calendar/{later['id']}?scope=following&date=2026-12-07", event_date="2026-12-08")
    assert days(client, "calendar?from=2026-12-01&to=2027-01-31") == ["2026-12-08"]
    client.call("DELETE", f"calendar/{later['id']}?scope=following&date=2026-11-16").raise_for_status()
    assert days(client) == ["2026-11-02", "2026-11-09"]


def test_all_occurrences_move(client: NativeClient) -> None:
    """A change of all with a date moves the start by as many days; what replaced a date that is gone is deleted."""
    path = f"calendar/{client.add('calendar', **{**WEEKLY, 'recurring_pattern': 'weekly'})['id']}"
    client.change(f"{path}?date=2026-11-09", title="Special")
    moved = client.change(f"{path}?scope=all&date=2026-11-16", event_date="2026-11-17")
    assert (moved["event_date"], moved["recurring_pattern"]) == ("2026-11-03", "weekly")
    assert days(client) == [f"2026-11-{day}" for day in ("03", "10", "17", "24")]
    assert client.get("calendar")["total"] == 1
    single = client.change(path, recurring=False)
    assert (single["recurring"], single["recurring_pattern"]) == (False, None)
    assert days(client) == ["2026-11-03"]


def test_lists_are_filtered_and_paged(client: NativeClient) -> None:
    """Types, subjects and completed events are filters; an event of several days is in every range that it touches."""
    client.add("calendar", title="Trip", event_date="2026-10-30", end_date="2026-11-02", event_type="break")
    client.add("calendar", **WEEKLY, completed=True)
    assert days(client, f"{NOVEMBER}&type=break,exam") == ["2026-10-30"]
    assert days(client, f"{NOVEMBER}&completed=false") == ["2026-10-30"]
    page = client.get(f"{NOVEMBER}&limit=2&offset=1")
    assert ([event["event_date"] for event in page["events"]], page["total"]) == (["2026-11-02", "2026-11-09"], 6)
    assert days(client, "calendar?from=2026-11-03&to=2026-11-03") == []
    assert client.wrong_fields("GET", "calendar?from=2026-11-01") == {"to": "is missing"}
    wrong = client.wrong_fields("GET", "calendar?from=2026-11-01&to=2028-01-01")
    assert wrong == {"to": "is not within 400 days from 'from'"}
    for query, name in (("type=party", "type"), ("subject_id=1", "subject_id"), ("completed=maybe", "completed")):
        assert list(client.wrong_fields("GET", f"calendar?{query}")) == [name]
    assert list(client.wrong_fields("GET", "calendar?from=yesterday&to=0001-01-01")) == ["from", "to"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": " ", "event_date": "tomorrow", "event_type": "party"}, ["event_date", "event_type", "title"]),
        ({"title": None, "event_date": ""}, ["event_date", "title"]),
        ({**WEEK, "end_time": "08:00"}, ["end_time"]),
        ({**WEEK, "event_time": None, "end_time": "08:00"}, ["end_time"]),
        ({**WEEK, "end_date": "2026-11-01"}, ["end_date"]),
        ({**WEEK, "end_date": "2030-11-01"}, ["end_date"]),
        ({**WEEK, "time_zone": "../../etc/passwd"}, ["time_zone"]),
        ({**WEEK, "time_zone": "Mars/Olympus", "recurring_pattern": "FREQ=HOURLY"}, ["recurring_pattern", "time_zone"]),
        ({**WEEK, "recurring": True}, ["recurring_pattern"]),
        ({**WEEK, "recurring_pattern": "x" * 501}, ["recurring_pattern"]),
        ({**WEEK, "event_date": "0001-01-01"}, ["event_date"]),
        ({**WEEK, "event_time": "25:00", "notification_time": -1}, ["event_time", "notification_time"]),
        ({**WEEK, "title": "x" * 501, "completed": "maybe"}, ["completed", "title"]),
        ({**WEEK, "subject_id": "1"}, ["subject_id"]),
        ({**WEEK, "subject_id": str(uuid.uuid4())}, ["subject_id"]),
    ],
)
def test_wrong_fields_are_named(client: NativeClient, fields: dict[str, Any], wrong: list[str]) -> None:
    """Every wrong field is named, and nothing is stored."""
    assert sorted(client.wrong_fields("POST", "calendar", **fields)) == wrong
    assert client.get("calendar")["total"] == 0


def test_scopes_and_dates_that_are_none_are_refused(client: NativeClient) -> None:
    """An unknown scope, a date that is none, and a scope without its date are 400; so are bodies that are no texts."""
    path = f"calendar/{client.add('calendar', **WEEKLY)['id']}"
    for query, name in (
        ("scope=some", "scope"),
        ("scope=this", "date"),
        ("date=x", "date"),
        ("scope=following", "date"),
    ):
        assert list(client.wrong_fields("PATCH", f"{path}?{query}", title="x")) == [name]
    assert client.refuse("DELETE", f"{path}?date=2026-11-03") == (404, "NOT_FOUND")
    for body in (b"", b"[]", b'{"title":', b'{"title":"\\ud800"}', b'{"title":"a\\u0000"}'):
        assert client.call("PATCH", path, raw=body).status_code == 400


def test_events_of_others_are_not_found(client: NativeClient, other_client: NativeClient) -> None:
    """Another account neither sees, changes nor deletes an event, and cannot use its subject."""
    subject = client.add("subjects", name="Mine")["id"]
    path = f"calendar/{client.add('calendar', **WEEKLY, subject_id=subject)['id']}"
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        for query in ("", "?date=2026-11-09", "?scope=following&date=2026-11-09"):
            assert other_client.refuse(method, path + query, dict(WEEK)) == (404, "NOT_FOUND")
    assert other_client.get(NOVEMBER)["events"] == []
    assert list(other_client.wrong_fields("POST", "calendar", **WEEK, subject_id=subject)) == ["subject_id"]
    assert client.call("GET", path).status_code == 200
    for name in (str(uuid.uuid4()), "nonsense"):
        assert client.refuse("GET", f"calendar/{name}") == (404, "NOT_FOUND")


def test_a_series_with_too_many_occurrences_is_refused(client: NativeClient) -> None:
    """A range with more than 5,000 occurrences is 422, and a smaller one of the same events is answered."""
    for _ in range(14):
        client.add("calendar", **{**WEEKLY, "recurring_pattern": "daily"})
    assert client.refuse("GET", "calendar?from=2027-01-01&to=2027-12-31") == (422, "RANGE_TOO_LARGE")
    assert client.get("calendar?from=2027-01-01&to=2027-01-31&limit=1")["total"] == 14 * 31
