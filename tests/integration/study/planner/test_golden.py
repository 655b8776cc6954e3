"""The replies of the native API of the planner, pinned as files."""

import re
from pathlib import Path
from typing import Any, Final

from integration.study.planner.site import NativeClient
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00")


def test_replies(client: NativeClient) -> None:
    """Rows, lists and errors have these fields, names and forms of values."""
    subject = client.add("subjects", name="Algebra", icon="∑")
    task = client.add(
        "tasks", title="Read", subject_id=subject["id"], due_date="2026-12-01", tags=["a"], estimated_duration=30
    )
    session = client.add(
        "study-sessions", subject="Algebra", start_time="2026-05-10T08:00:00Z", end_time="2026-05-10T08:45:00Z",
        focus_score=80,
    )  # fmt: skip
    replies = {
        "subject": subject,
        "task": task,
        "tasks": client.get("tasks?status=todo"),
        "goal": client.add("goals", title="Practise", target_value=10, deadline="2026-12-31T12:00:00+01:00"),
        "session": session,
        "user": client.get("users/me"),
        "profile": client.change("profiles/me", full_name="Ada Lovelace", timezone="Europe/London"),
        "unknown": client.call("GET", "tasks/x").json(),
        "wrong": client.call("POST", "tasks", {"due_date": "soon"}).json(),
        "conflict": client.call("POST", "subjects", {"name": "Algebra"}).json(),
        "impossible": client.call("POST", f"study-sessions/{session['id']}/pause").json(),
    }
    check(GOLDEN / "replies.json", _without_ids(replies))


def _without_ids(value: Any) -> Any:
    """Return JSON with placeholders for what is different in each run."""
    if isinstance(value, dict):
        return {name: "<id>" if name == "request_id" else _without_ids(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_ids(part) for part in value]
    return _TIME.sub("<time>", _ID.sub("<id>", value)) if isinstance(value, str) else value
