"""`/api/analytics`, insights, recommendations and achievements, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from integration.study.planner.site import NativeClient


def study(client: NativeClient, *, at: str, minutes: int, focus: int | None = None, subject: str | None = None) -> Any:
    """Add a completed session."""
    return client.add(
        "study-sessions", title="s", end_time=at, duration=minutes, focus_score=focus,
        subject_id=subject,
    )  # fmt: skip


def test_a_range_has_days_subjects_and_the_range_before(client: NativeClient, other_client: NativeClient) -> None:
    """Sums by study day and subject, of one account; focus is the mean of the sessions, and 02:00 is the day before."""
    maths = client.add("subjects", name="Maths", color="#ff0000")["id"]
    study(client, at="2026-03-10T10:00:00Z", minutes=30, focus=60, subject=maths)
    study(client, at="2026-03-11T02:00:00Z", minutes=15, focus=90)
    study(client, at="2026-03-12T10:00:00Z", minutes=45, subject=maths)
    study(client, at="2026-03-05T10:00:00Z", minutes=60, focus=50, subject=maths)
    study(other_client, at="2026-03-10T10:00:00Z", minutes=500)
    body = client.get("analytics?from=2026-03-09&to=2026-03-15")
    assert body["range"] == {"from": "2026-03-09", "to": "2026-03-15", "days": 7}
    assert body["totals"] == {
        "total_study_time": 90, "session_count": 3, "tasks_completed": 0, "flashcards_studied": 0,
        "ai_interactions": 0, "average_focus_score": 75.0, "study_days": 2,
    }  # fmt: skip
    assert [day["total_study_time"] for day in body["days"]] == [0, 45, 0, 45, 0, 0, 0]
    assert [(s["name"], s["total_study_time"], s["share"]) for s in body["subjects"]] == [
        ("Maths", 75, 83.3), (None, 15, 16.7),
    ]  # fmt: skip
    assert (body["previous"]["from"], body["previous"]["to"]) == ("2026-03-02", "2026-03-08")
    assert body["previous"]["totals"]["total_study_time"] == 60
    assert body["changes"]["total_study_time"] == {"difference": 30, "percentage": 50.0}
    assert body["changes"]["tasks_completed"] == {"difference": 0, "percentage": None}
    assert body["changes"]["average_focus_score"] == {"difference": 25.0, "percentage": 50.0}
    assert (body["streak"]["current"], body["streak"]["longest"]) == (0, 1)
    of_maths = client.get(f"study/analytics?from=2026-03-09&to=2026-03-15&subject_id={maths}&compare=none")
    assert of_maths["totals"]["total_study_time"] == 75
    assert (of_maths["totals"]["average_focus_score"], of_maths["previous"], of_maths["changes"]) == (60.0, None, None)
    assert other_client.get(f"analytics?from=2026-03-09&to=2026-03-15&subject_id={maths}")["subjects"] == []


def test_without_a_range_the_last_30_study_days_count(client: NativeClient) -> None:
    """Also of an account that has nothing yet."""
    body = client.get("analytics")
    today = date.fromisoformat(body["today"])
    assert (body["range"]["from"], body["range"]["to"]) == (str(today - timedelta(days=29)), str(today))
    assert len(body["days"]) == 30
    assert body["streak"] == {
        "current": 0, "longest": 0, "total_study_days": 0, "last_study_date": None, "start_date": None,
    }  # fmt: skip
    assert [len(client.get(f"analytics?period={period}")["days"]) for period in ("day", "week", "7d", "365d")] == [
        1, 7, 7, 365,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x", "from"), ("to=2026-02-30", "to"), ("period=eon", "period"), ("subject_id=1", "subject_id"),
        ("from=2026-01-02&to=2026-01-01", "to"), ("from=2020-01-01&to=2026-01-01", "from"),
        ("from=0001-01-01&to=0001-01-02", "from"), ("to=0001-01-01", "from"), ("from=9999-12-31", "from"),
        ("period=week&from=2026-01-01", "period"), ("compare=x", "compare"),
    ],
)  # fmt: skip
def test_wrong_ranges_are_named(client: NativeClient, query: str, field: str) -> None:
    """A wrong parameter is an error, and not another range."""
    assert list(client.wrong_fields("GET", f"analytics?{query}")) == [field]


def test_insights_and_recommendations_are_explained(client: NativeClient) -> None:
    """Without a provider they are computed; every statement comes with its numbers."""
    empty = client.get("insights")
    assert (empty["success"], empty["source"], len(empty["insights"])) == (True, "computed", 1)
    client.add("study-sessions", title="s", status="completed", duration=50, focus_score=80)
    client.add("tasks", title="late", due_date="2020-01-01T00:00:00Z")
    body = client.get("study/insights?provider=false")
    found = {insight["kind"]: insight for insight in body["insights"]}
    assert found["time"]["evidence"]["minutes"] == 50
    assert found["tasks"]["trend"] == "negative"
    assert found["regularity"]["evidence"]["study_days"] == 1
    assert all(insight["explanation"] for insight in body["insights"])
    assert body["analytics"]["summary"]["total_study_time"] == 50
    advice = client.get("recommendations/study")
    assert set(advice["recommendations"]) == {reason["explains"] for reason in advice["reasons"]} | {
        "learning_techniques"
    }
    assert advice["recommendations"]["priority_recommendations"][0]["priority"] == "high"


def test_achievements_are_unlocked_once(client: NativeClient, other_client: NativeClient) -> None:
    """What happened unlocks them; what is taken back, done again or deleted changes nothing."""
    session = client.add("study-sessions", title="s", status="completed", duration=600)
    body = client.get("achievements")
    unlocked = {a["code"]: a for a in body["achievements"] if a["unlocked"]}
    assert set(unlocked) == {"first_session", "hours_10"}
    assert (body["unlocked"], body["points"], body["total"]) == (2, 35, 16)
    progress = {a["code"]: a["progress"] for a in body["achievements"]}
    assert (progress["sessions_10"], progress["hours_100"]) == (1, 600)
    assert client.call("DELETE", f"study-sessions/{session['id']}").status_code == 204
    client.add("study-sessions", title="s", status="completed", duration=700)
    again = client.get("achievements")["achievements"]
    assert {a["code"]: a["unlocked_at"] for a in again if a["unlocked"]} == {
        code: a["unlocked_at"] for code, a in unlocked.items()
    }
    first = unlocked["first_session"]["id"]
    assert other_client.refuse("DELETE", f"achievements/{first}") == (404, "NOT_FOUND")
    assert client.refuse("DELETE", "achievements/x") == (404, "NOT_FOUND")
    assert client.call("DELETE", f"achievements/{first}").status_code == 204
    client.add("study-sessions", title="s", status="completed", duration=5)
    assert [a["code"] for a in client.get("achievements")["achievements"] if a["unlocked"]] == ["hours_10"]
    assert other_client.get("achievements")["unlocked"] == 0
