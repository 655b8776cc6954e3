"""`/api/study/today` over HTTP."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from integration.study.planner.site import NativeClient


def names(items: list[dict[str, Any]]) -> list[str]:
    """Return the titles."""
    return [item["title"] for item in items]


def test_today_has_what_is_due_of_one_account(client: NativeClient, other_client: NativeClient) -> None:
    """Tasks until tonight, cards, events, classes, exams, goals, the session and the streak, in one answer."""
    empty = client.get("study/today")
    today, zone = empty["today"], empty["timezone"]
    assert (zone, empty["session"], empty["events"], empty["tasks"]["total"]) == ("UTC", None, [], 0)
    noon = datetime.fromisoformat(f"{today}T12:00:00").replace(tzinfo=UTC)
    client.add("tasks", title="Old", due_date=(noon - timedelta(days=3)).isoformat(), priority="high")
    client.add("tasks", title="Tonight", due_date=f"{today}T23:59:00Z")
    client.add("tasks", title="Later", due_date=(noon + timedelta(days=1)).isoformat())
    client.add("tasks", title="Done", due_date=f"{today}T09:00:00Z", status="completed")
    client.add("tasks", title="Some day")
    cards = client.add("flashcard-sets", title="Words")["id"]
    client.add("flashcards", set_id=cards, front_content="a", back_content="b")
    client.add("calendar", title="Lecture", event_date=today, event_time="09:00", end_time="10:00")
    client.add("calendar", title="Trip", event_date=today)
    client.add("timetable", day_of_week=noon.isoweekday() % 7, start_time="08:00", end_time="09:00", subject_name="Art")
    client.add("exams", title="Final", exam_date=today, exam_time="11:00", duration=60)
    client.add("goals", title="Read", target_value=4, current_value=1, unit="chapters")
    planned = client.add("study-sessions", title="Plan", planned_duration=25)
    other_client.add("tasks", title="Not mine", due_date=f"{today}T10:00:00Z")

    body = client.get("study/today")
    assert names(body["tasks"]["items"]) == ["Old", "Tonight"]
    assert (body["tasks"]["total"], body["tasks"]["open"]) == (2, 4)
    assert body["tasks"]["items"][0]["is_overdue"] is True
    assert body["cards"] == {"learning": 0, "review": 0, "new": 1}
    assert names(body["events"]) == ["Trip", "Art", "Lecture", "Final"]
    assert [event["kind"] for event in body["events"]] == ["event", "class", "event", "exam"]
    assert body["goals"][0]["progress"] == 25
    assert (body["session"]["title"], body["session"]["status"]) == ("Plan", "planned")
    assert body["streak"] == {"current": 0, "longest": 0}
    running = client.add("study-sessions", title="Run", planned_duration=25)
    client.call("POST", f"study-sessions/{running['id']}/start")
    assert client.get("study/today")["session"]["title"] == "Run"
    assert planned["running_since"] is None
    assert other_client.get("study/today")["session"] is None


def test_a_timer_can_be_shown_from_the_session(client: NativeClient) -> None:
    """A session says since when it runs and how long it had run before, so that any page can show the time."""
    session = client.add("study-sessions", title="Timer")
    assert (session["active_seconds"], session["running_since"]) == (0, None)
    path = f"study-sessions/{session['id']}"
    started = client.call("POST", f"{path}/start").json()
    assert started["running_since"] == started["start_time"]
    paused = client.call("POST", f"{path}/pause").json()
    assert paused["running_since"] is None
    assert client.refuse("POST", f"study-sessions/{uuid.uuid4()}/start") == (404, "NOT_FOUND")
