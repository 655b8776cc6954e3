"""Calendars as files: the feed, the export and the import, checked with another program's reader and writer."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from integration.study.calendar.files import add_file, make_task, read_export, send, write_file
from integration.study.planner.site import NativeClient
from support.until import until_async

CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""
TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
WINTER = "calendar?from=2026-11-01&to=2027-04-30"


def make_event(uid: str, start: date, *, title: str = "Imported", rule: str = "", **more: Any) -> icalendar.Event:
    """Return an event as another program has it."""
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("summary", title)
    event.add("dtstart", start)
    for name, value in more.items():
        event.add(name.replace("_", "-"), value)
    if rule:
        event.add("rrule", icalendar.vRecur.from_ical(rule))
    return event


def fill(client: NativeClient) -> None:
    """Add an event of each kind to a calendar."""
    series = client.add(
        "calendar", title="Chemistry; with, a\nline ✍ " + "ü" * 60, event_date="2026-11-02", event_time="09:00",
        end_time="10:30", recurring_pattern="FREQ=WEEKLY;BYDAY=MO;UNTIL=20270412", time_zone="Europe/Berlin",
        event_type="class", notification_time=15, description="Line 1\nLine 2 \\n", location="B, 12",
    )["id"]  # fmt: skip
    client.change(f"calendar/{series}?date=2026-11-09", event_date="2026-11-11", event_time="22:00", end_time="23:00")
    client.call("DELETE", f"calendar/{series}?date=2026-11-16").raise_for_status()
    client.add("calendar", title="Trip", event_date="2026-12-30", end_date="2027-01-02", event_type="break")
    client.add("calendar", title="Call", event_date="2026-12-01", event_time="23:30", time_zone="Asia/Tokyo")
    client.add(
        "calendar", title="Night", event_date="2026-12-05", event_time="23:50", end_date="2026-12-06", end_time="00:10"
    )
    client.add("calendar", title="Birthday", event_date="2026-11-30", recurring_pattern="yearly", completed=True)


def occurrences(client: NativeClient) -> list[tuple[Any, ...]]:
    """Return what a calendar shows, without ids and times of change."""
    names = ("title", "event_date", "starts_at", "ends_at", "end_date", "event_type", "location", "description")
    more = ("notification_time", "completed", "original_date")
    return [tuple(event[name] for name in (*names, *more)) for event in client.get(WINTER)["events"]]


def test_a_calendar_survives_the_way_through_a_file(client: NativeClient, other_client: NativeClient) -> None:
    """What one account exports another imports with the same occurrences; a second import changes nothing."""
    fill(client)
    content, _ = read_export(client)
    assert add_file(client, content) == {"unchanged": 6}
    assert add_file(other_client, content) == {"added": 6}
    assert occurrences(other_client) == occurrences(client)
    assert add_file(other_client, content) == {"unchanged": 6}
    again, _ = read_export(other_client)
    assert add_file(other_client, again) == {"unchanged": 6}
    changed = content.replace(b"SUMMARY:Trip", b"SUMMARY:Journey")
    assert add_file(other_client, changed) == {"updated": 1, "unchanged": 5}
    assert "Journey" in {event["title"] for event in other_client.get(WINTER)["events"]}


def test_another_program_sees_the_same_occurrences(client: NativeClient) -> None:
    """A program that expands the exported file finds exactly the starts that the calendar has, over a clock change."""
    fill(client)
    _, calendar = read_export(client)
    found = recurring_ical_events.of(calendar).between(date(2026, 11, 1), date(2027, 5, 1))
    starts = sorted(
        start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(start, datetime) else start.isoformat()
        for start in (event["DTSTART"].dt for event in found)
    )
    assert starts == sorted(event["starts_at"] or event["event_date"] for event in client.get(WINTER)["events"])
    assert "2027-04-05T07:00:00Z" in starts


def test_files_of_another_program_are_imported(client: NativeClient) -> None:
    """Zones, whole days, durations, exceptions, moved, cancelled and further occurrences have their instants."""
    start = datetime(2026, 11, 3, 8, 0, tzinfo=TOKYO)
    content = write_file(
        make_event(
            "series", start, rule="FREQ=WEEKLY;COUNT=5", duration=timedelta(minutes=90),
            exdate=start + timedelta(weeks=1), rdate=start + timedelta(days=3),
        ),
        make_event("series", start + timedelta(weeks=2, hours=3), recurrence_id=start + timedelta(weeks=2)),
        make_event("series", start + timedelta(weeks=3), recurrence_id=start + timedelta(weeks=3), status="CANCELLED"),
        make_event("utc", datetime(2026, 11, 10, 12, tzinfo=UTC), title="Single"),
        make_event("floating", datetime(2026, 11, 11, 7, 30), title="Floating", categories=["exam"]),  # noqa: DTZ001
        make_event("days", date(2026, 11, 20), dtend=date(2026, 11, 23), title="Days"),
        make_event("gone", date(2026, 11, 20), status="CANCELLED"),
        icalendar.Journal(),
    )  # fmt: skip
    assert add_file(client, content) == {"added": 6, "skipped": 2}
    events = {(event["title"], event["starts_at"] or event["event_date"]) for event in client.get(WINTER)["events"]}
    assert events == {
        ("Imported", "2026-11-02T23:00:00Z"), ("Imported", "2026-11-05T23:00:00Z"),
        ("Imported", "2026-11-17T02:00:00Z"), ("Imported", "2026-11-30T23:00:00Z"),
        ("Single", "2026-11-10T12:00:00Z"), ("Floating", "2026-11-11T07:30:00Z"), ("Days", "2026-11-20"),
    }  # fmt: skip
    days = next(event for event in client.get(WINTER)["events"] if event["title"] == "Days")
    assert (days["end_date"], days["all_day"], days["uid"]) == ("2026-11-22", True, "days")
    exam = client.get("calendar?type=exam")["events"]
    assert [event["title"] for event in exam] == ["Floating"]
    assert add_file(client, content) == {"unchanged": 6, "skipped": 2}


HOSTILE = [
    b"", b"x", b"<html>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\n" * 5000, b"END:VCALENDAR\r\n",
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101\r\n", b'{"a": 1}',
    b"BEGIN:VCALENDAR\r\n%bEND:VCALENDAR" % (b"BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n" * 2501),
]  # fmt: skip
BROKEN = [
    "SUMMARY:no start", "DTSTART:garbage", "DTSTART:99999999", "DTSTART;VALUE=DATE:00010101",
    "DTSTART:20260230T000000Z", "DTSTART:20260101\r\nDTEND:20500101",
    "DTSTART:20260101\r\nRRULE:FREQ=DAILY\r\nEXDATE:garbage",
    "DTSTART:20260101\r\nDURATION:P999999999999D", "DTSTART:20260101\r\nSEQUENCE:x",
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE)
def test_what_is_no_calendar_is_refused(client: NativeClient, content: bytes) -> None:
    """A file that is no complete calendar, or has too many events, is 422 and changes nothing."""
    response = send(client, content)
    assert (response.status_code, response.json()["code"]) == (422, "INVALID_CALENDAR"), response.text
    assert client.get("calendar")["total"] == 0


def test_broken_events_are_reported_and_others_imported(client: NativeClient) -> None:
    """Each event that cannot be read is a problem with its title, and those beside it are imported."""
    events = "".join(f"BEGIN:VEVENT\r\nUID:{number}\r\n{text}\r\nEND:VEVENT\r\n" for number, text in enumerate(BROKEN))
    hostile = (
        (
            "BEGIN:VEVENT\r\nUID:hourly\r\nSUMMARY:Hourly\r\nDTSTART:20261101T090000\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nUID:\u202e\ud83d\ude00\r\nSUMMARY:\u05e9\u05dc\u05d5\u05dd\x00\x07\r\n"
            "DTSTART;TZID=Mars/Olympus:20261101T090000\r\n"
            "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\nEND:VEVENT\r\n"
        )
        .encode("utf-16", "surrogatepass")
        .decode("utf-16")
    )
    result = add_file(client, f"BEGIN:VCALENDAR\r\n{events}{hostile}END:VCALENDAR\r\n".encode())
    assert result["added"] == 2, result
    assert len(result["problems"]) == len(BROKEN) + 1
    titles = [event["title"] for event in client.get("calendar?from=2026-11-01&to=2027-10-31")["events"]]
    assert min(titles) == "Hourly"
    assert len(titles) == 2


def test_the_feed_has_a_secret_address(client: NativeClient, other_client: NativeClient) -> None:
    """A feed is read without signing in until it is replaced or revoked; the secret is nowhere in the database."""
    assert client.get("calendar/feed") == {"active": False, "created_at": None, "read_at": None}
    assert client.refuse("DELETE", "calendar/feed") == (404, "NOT_FOUND")
    fill(client)
    client.add("tasks", title="Essay", due_date="2026-12-03T10:00:00Z", priority="high")
    client.add("timetable", day_of_week=3, start_time="08:00", end_time="08:45", subject_name="Music")
    asyncio.run(
        client.server.execute(
            "INSERT INTO public.exams (user_id, title, exam_date, exam_time, duration)"
            " VALUES ($1, 'Finals', $2, '09:00', 90)",
            client.account, date(2027, 1, 15),
        )
    )  # fmt: skip
    url = client.add("calendar/feed")["url"]
    response = client.http.get(url)
    calendar = icalendar.Calendar.from_ical(response.content)
    titles = {str(component["SUMMARY"]) for component in calendar.walk() if "SUMMARY" in component}
    assert titles >= {"Trip", "Essay", "Finals", "Music"}
    (task,) = calendar.walk("VTODO")
    assert (task["STATUS"], task["PRIORITY"]) == ("NEEDS-ACTION", 2)
    assert b"DUE:20261203T100000Z" in response.content
    tag = response.headers["etag"]
    assert client.http.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert client.http.get(url).content == response.content
    assert client.get("calendar/feed")["read_at"] is not None
    client.add("tasks", title="Later", due_date="2026-12-04")
    assert client.http.get(url, headers={"If-None-Match": tag}).status_code == 200
    assert other_client.refuse("DELETE", "calendar/feed") == (404, "NOT_FOUND")
    stored = asyncio.run(client.server.execute("SELECT f::text FROM study.calendar_feeds AS f"))
    secret = url.partition("token=")[2]
    assert len(secret) > 40
    assert secret not in str(stored)
    new = client.add("calendar/feed")["url"]
    assert client.http.get(url).status_code == 404
    assert client.http.get(new).status_code == 200
    assert client.call("DELETE", "calendar/feed").status_code == 204
    for address in (new, new.partition("?")[0], f"{new}x"):
        assert client.http.get(address).status_code == 404
    assert add_file(other_client, response.content) == {"added": 9}
    assert add_file(client, response.content) == {"unchanged": 7, "skipped": 2}


@contextmanager
def serve_file(content: bytes, status: int = 200) -> Iterator[str]:
    """Serve a file on this machine, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/calendar.ics"
    finally:
        server.shutdown()
        server.server_close()


def test_addresses_that_may_not_be_called_are_refused(client: NativeClient) -> None:
    """A private address, one of another scheme and one that cannot be read are 400, and nothing is fetched."""
    with serve_file(write_file(make_event("1", date(2026, 11, 2)))) as address:
        for url in (
            address,
            address.replace("http", "webcal"),
            "file:///etc/passwd",
            "nonsense",
            "http://[::1",
            "http://",
        ):
            assert list(client.wrong_fields("POST", "calendar/import", url=url)) == ["url"], url
    assert list(client.wrong_fields("POST", "calendar/import")) == ["url"]
    assert client.get("calendar")["total"] == 0


def test_forms_and_limits(client: NativeClient) -> None:
    """A form with a file is imported; a file that is too large is 413 or 422; too many imports in a minute are 429."""
    headers = {"Authorization": f"Bearer {client.server.token(client.account)}"}
    files = {"file": ("a.ics", write_file(make_event("1", date(2026, 11, 2))), "text/calendar")}
    assert client.http.post("/api/study/calendar/import", files=files, headers=headers).json()["added"] == 1
    assert client.http.post("/api/calendar/import", files={"file": b""}, data={}, headers=headers).status_code in (
        400,
        422,
    )
    assert send(client, b"x" * (2 * 2**20 + 1)).status_code == 422
    assert send(client, b"x" * (3 * 2**20)).status_code == 413
    statuses = [send(client, b"x").status_code for _ in range(20)]
    assert (statuses[0], statuses[-1]) == (422, 429)


async def test_an_import_that_loses_its_database_changes_nothing(client: NativeClient) -> None:
    """503 with Retry-After while its transaction is cut, nothing is half-written; a killed reader is started again."""
    content = write_file(
        make_event("1", date(2026, 11, 2), rule="FREQ=DAILY;COUNT=3"), make_task("2", due=date(2026, 11, 2))
    )
    connection = await asyncpg.connect(client.server.dsn)
    await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", f"study calendar {client.account}")

    async def cut() -> bool:
        return bool(await connection.fetchval(CUT))

    request = asyncio.create_task(asyncio.to_thread(send, client, content))
    await until_async(cut)
    response = await request
    assert response.status_code == 503, response.text
    assert response.headers["retry-after"]
    assert (client.get("calendar")["total"], client.get("tasks")["total"]) == (0, 0)
    await connection.close()
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    assert add_file(client, content) == {"added": 2}
    assert add_file(client, content) == {"unchanged": 2}
