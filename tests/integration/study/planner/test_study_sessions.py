"""Study sessions over the native API: recorded, or started, paused, resumed and completed."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from integration.study.planner.site import NativeClient

START, END = "2026-05-10T23:10:00+00:00", "2026-05-11T00:10:00+00:00"


def execute(client: NativeClient, sql: str, *args: object) -> list[Any]:
    """Run a statement in the database, as its owner."""
    return asyncio.run(client.server.execute(sql, *args))


def test_a_recorded_session_is_completed_and_counted(client: NativeClient) -> None:
    """A session with a start and an end has their minutes, counts to its day of study, and takes a subject by name."""
    body = {"subject": "Algebra", "start_time": START, "end_time": END}
    session = client.add("study-sessions", **body)
    assert {name: session[name] for name in ("subject", "title", "status", "duration", "completed", "study_day")} == {
        "subject": "Algebra", "title": "Algebra", "status": "completed", "duration": 60, "completed": True,
        "study_day": "2026-05-10",
    }  # fmt: skip
    assert (session["start_time"], session["end_time"]) == (START, END)
    assert client.get(f"study/study-sessions/{session['id']}") == session
    again = client.add("study-sessions", **{**body, "subject": session["subject_id"], "title": "x", "duration": 30})
    assert (again["subject"], again["duration"]) == ("Algebra", 30)
    assert len(client.get("subjects")["subjects"]) == 1
    rows = execute(client, "SELECT * FROM public.study_analytics WHERE user_id = $1", client.account)
    assert [(row["date"].isoformat(), row["subject_id"], row["total_study_time"]) for row in rows] == [
        ("2026-05-10", uuid.UUID(session["subject_id"]), 90)
    ]
    assert client.get("profiles/me")["total_study_time"] == 90
    client.change(f"study-sessions/{session['id']}", duration=10, subject=None)
    assert client.get("profiles/me")["total_study_time"] == 40
    client.call("DELETE", f"study-sessions/{session['id']}")
    assert [row["duration"] for row in client.get("study-sessions?status=completed")["study_sessions"]] == [30]


def test_a_session_is_started_paused_resumed_and_completed(client: NativeClient) -> None:
    """The duration is the time that the session ran, without its pauses; each action is safe to repeat."""
    planned = client.add("study-sessions", title="Read", planned_duration=25)
    path = f"study-sessions/{planned['id']}"
    assert (planned["status"], planned["start_time"], planned["study_day"]) == ("planned", None, None)

    def act(action: str, body: object = None) -> Any:
        response = client.call("POST", f"{path}/{action}", body)
        assert response.status_code == 200, response.text
        return response.json()

    def age(seconds: int) -> None:
        """Let the session have run or rested for longer."""
        execute(
            client,
            "UPDATE study.session_timers SET running_since = running_since - make_interval(secs => $2),"
            " paused_at = paused_at - make_interval(secs => $2) WHERE session_id = $1",
            uuid.UUID(planned["id"]), float(seconds),
        )  # fmt: skip

    assert client.refuse("POST", f"{path}/pause") == (409, "CONFLICT")
    started = act("start")
    assert (started["status"], started["start_time"] is not None) == ("active", True)
    assert act("start")["start_time"] == started["start_time"]
    age(1200)
    assert (act("pause")["duration"], act("pause")["status"]) == (20, "paused")
    age(300)
    assert act("resume")["break_duration"] == 5
    age(600)
    done = act("complete", {"focus_score": 80, "notes": "ok"})
    assert [done[name] for name in ("status", "duration", "break_duration", "focus_score", "notes")] == [
        "completed", 30, 5, 80, "ok",
    ]  # fmt: skip
    assert done["study_day"] is not None
    assert act("complete", {"duration": 5}) == done
    for action in ("start", "pause", "resume"):
        assert client.refuse("POST", f"{path}/{action}") == (409, "CONFLICT")
    reopened = client.change(path, status="active")
    assert (reopened["end_time"], reopened["study_day"]) == (None, None)
    assert client.change(path, status="completed")["duration"] == 30


def test_a_session_of_a_program_can_be_completed_natively(client: NativeClient) -> None:
    """One that a program has set to active has run since its start; another duration than the timer's can be sent."""
    session = client.add("study-sessions", title="x", status="active")
    execute(
        client,
        "UPDATE public.study_sessions SET started_at = now() - interval '40 minutes' WHERE id = $1",
        uuid.UUID(session["id"]),
    )
    assert client.call("POST", f"study-sessions/{session['id']}/complete").json()["duration"] == 40
    other = client.add("study-sessions", title="x")["id"]
    assert client.call("POST", f"study-sessions/{other}/complete", {"duration": 7}).json()["duration"] == 7


def test_concurrent_completions_count_once(client: NativeClient) -> None:
    """Eight requests that complete one session at a time leave one completion and its minutes once."""
    path = f"study-sessions/{client.add('study-sessions', title='x')['id']}"
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: client.call("POST", f"{path}/complete", {"duration": n + 1}), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert client.get("profiles/me")["total_study_time"] == answers[0].json()["duration"]


WRONG = [
    ({"start_time": END, "end_time": START}, {"end_time"}),
    ({"duration": -1, "focus_score": 101, "status": "done"}, {"duration", "focus_score", "status"}),
    ({"subject": "x" * 501}, {"subject"}),
    ({"subject": str(uuid.UUID(int=7))}, {"subject_id"}),
]


@pytest.mark.parametrize(("body", "fields"), WRONG)
def test_wrong_sessions_are_refused(client: NativeClient, body: dict[str, object], fields: set[str]) -> None:
    """What is wrong with a session is said by field; nothing is stored, no subject either."""
    assert set(client.wrong_fields("POST", "study-sessions", **body)) == fields
    assert client.get("study-sessions")["total"] == client.get("subjects")["total"] == 0


def test_sessions_of_others_are_unknown(client: NativeClient, other_client: NativeClient) -> None:
    """Nobody acts on a session of another account."""
    path = f"study-sessions/{client.add('study-sessions', title='x')['id']}"
    for action in ("start", "pause", "resume", "complete"):
        assert other_client.refuse("POST", f"{path}/{action}") == (404, "NOT_FOUND")
    assert client.refuse("POST", "study-sessions/7/start") == (404, "NOT_FOUND")
    assert client.get(path)["status"] == "planned"


def test_goals_follow_sessions_and_tasks(client: NativeClient) -> None:
    """Hours, minutes, sessions and tasks of a goal grow with what is completed since, and what is entered stays."""
    client.add("study-sessions", title="before", duration=600, end_time=_now(client))
    subject = client.add("subjects", name="Algebra")["id"]
    goals = {
        "hours": client.add("goals", title="a", target_value=2, unit="hours", type="weekly"),
        "minutes": client.add("goals", title="b", target_value=100, unit="minutes", subject_id=subject),
        "sessions": client.add("goals", title="c", target_value=4, unit="sessions", type="daily"),
        "tasks": client.add("goals", title="d", target_value=4, unit="tasks", type="yearly"),
        "pages": client.add("goals", title="e", target_value=4, unit="pages"),
    }

    def values() -> dict[str, int]:
        return {unit: client.get(f"goals/{goal['id']}")["current_value"] for unit, goal in goals.items()}

    assert set(values().values()) == {0}
    first = client.add("study-sessions", subject="Algebra", duration=40, end_time=_now(client))["id"]
    client.add("study-sessions", title="x", duration=50, end_time=_now(client))
    client.add("tasks", title="x", status="completed")
    assert values() == {"hours": 1, "minutes": 40, "sessions": 2, "tasks": 1, "pages": 0}
    client.change(f"goals/{goals['minutes']['id']}", current_value=60)
    client.change(f"study-sessions/{first}", duration=70)
    assert values() == {"hours": 2, "minutes": 90, "sessions": 2, "tasks": 1, "pages": 0}
    assert client.get(f"goals/{goals['minutes']['id']}")["progress"] == 90
    client.change(f"goals/{goals['hours']['id']}", status="paused")
    client.call("DELETE", f"study-sessions/{first}")
    assert values() == {"hours": 2, "minutes": 20, "sessions": 1, "tasks": 1, "pages": 0}


def _now(client: NativeClient) -> str:
    return str(execute(client, "SELECT now() AS now")[0]["now"].isoformat())
