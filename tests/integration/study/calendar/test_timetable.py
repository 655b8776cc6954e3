"""The timetable, and what overlaps."""

from integration.study.planner.site import NativeClient

MONDAY = {"day_of_week": 1, "start_time": "09:00", "end_time": "10:30", "room": "B 12"}


def test_lessons_follow_from_entries_and_terms(client: NativeClient) -> None:
    """An entry of a term has a lesson in each week of it, at the time of the profile's zone; a subject names it."""
    headers = client.server.headers(client.account)
    zone = {"timezone": "America/Los_Angeles"}
    client.http.patch(f"/rest/v1/profiles?id=eq.{client.account}", json=zone, headers=headers).raise_for_status()
    term = client.add("timetable-terms", name="Autumn", start_date="2026-10-01", end_date="2026-11-09")["id"]
    subject = client.add("subjects", name="Algebra")["id"]
    entry = client.add("timetable", **MONDAY, term_id=term, subject_id=subject)
    assert (entry["start_time"], entry["room"], entry["is_recurring"]) == ("09:00:00", "B 12", True)
    client.add("timetable", day_of_week=0, start_time="08:00", end_time="08:45", subject_name="Choir")
    classes = client.get("timetable/classes?date=2026-11-01")["classes"]
    assert [(lesson["title"], lesson["starts_at"]) for lesson in classes] == [
        ("Choir", "2026-11-01T16:00:00Z"),
        ("Algebra", "2026-11-02T17:00:00Z"),
    ]
    assert [lesson["title"] for lesson in client.get("timetable/classes?date=2026-11-10")["classes"]] == ["Choir"]
    assert client.get("timetable?day_of_week=1")["total"] == 1
    assert client.call("DELETE", f"timetable-terms/{term}").status_code == 204
    assert client.get("timetable")["total"] == 1


def test_wrong_entries_are_refused(client: NativeClient, other_client: NativeClient) -> None:
    """An entry or term that ends before it starts, a weekday that is none, and a term of others are refused."""
    assert list(client.wrong_fields("POST", "timetable", **{**MONDAY, "end_time": "09:00"})) == ["end_time"]
    assert list(client.wrong_fields("POST", "timetable", **{**MONDAY, "day_of_week": 7})) == ["day_of_week"]
    entry = client.add("timetable", **MONDAY)["id"]
    assert list(client.wrong_fields("PATCH", f"timetable/{entry}", start_time="11:00")) == ["end_time"]
    term = {"name": "T", "start_date": "2026-10-01", "end_date": "2026-09-01"}
    assert list(client.wrong_fields("POST", "timetable-terms", **term)) == ["end_date"]
    foreign = other_client.add("timetable-terms", name="T", start_date="2026-10-01", end_date="2026-11-01")["id"]
    assert list(client.wrong_fields("POST", "timetable", **MONDAY, term_id=foreign)) == ["term_id"]
    assert other_client.refuse("DELETE", f"timetable/{entry}") == (404, "NOT_FOUND")
    assert list(client.wrong_fields("GET", "timetable/classes?date=never")) == ["date"]


def test_conflicts_are_overlaps_of_events_and_lessons(client: NativeClient) -> None:
    """Events and classes at the same time are a conflict with its minutes; neighbours and whole days are none."""
    client.add("timetable", **MONDAY, subject_name="Algebra")
    day = {"event_date": "2026-11-09", "event_type": "meeting"}
    client.add("calendar", title="Dentist", **day, event_time="10:00", end_time="11:00")
    client.add("calendar", title="After", **day, event_time="11:00", end_time="12:00")
    client.add("calendar", title="Whole day", **day)
    client.add("calendar", title="Done", **day, event_time="09:00", end_time="12:00", completed=True)
    found = client.get("calendar/conflicts?from=2026-11-01&to=2026-11-30")
    conflicts = [(item["first"]["title"], item["second"]["title"], item["minutes"]) for item in found["conflicts"]]
    assert (conflicts, found["has_more"]) == ([("Algebra", "Dentist", 30)], False)
    assert sorted(client.wrong_fields("GET", "calendar/conflicts")) == ["from", "to"]
