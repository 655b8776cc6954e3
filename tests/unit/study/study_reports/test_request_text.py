"""What a provider is sent for a report: sums and counts, and a bounded copy of what the caller has sent."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from alcove.apps.study.study_reports.model import GoalState, HourTime, StudyFacts, SubjectTime
from alcove.apps.study.study_reports.request_text import (
    MAX_SENT,
    build_report_messages,
    restore_titles,
    shorten,
)
from alcove.apps.study.study_reports.shapes import ANALYTICS, RECOMMENDATIONS

FACTS: Final = StudyFacts(
    minutes=90, sessions=2, focus_score=71.5, timezone="Europe/Berlin", tasks=4, completed_tasks=1,
    hours=[HourTime(start=datetime(2026, 1, 31, 23, tzinfo=UTC), minutes=60),
           HourTime(start=datetime(2026, 1, 30, 8, tzinfo=UTC), minutes=30)],
    subjects=[SubjectTime(name="Maths", minutes=90, sessions=2)],
    goals=[GoalState(title="a private title", current_value=5, target_value=10, unit="pages")],
)  # fmt: skip


def test_titles_of_goals_are_not_sent() -> None:
    """The provider sees numbers; its answer gets the titles back."""
    system, user = build_report_messages(FACTS, shape=ANALYTICS)
    assert "private" not in system.content + user.content
    numbers = json.loads(user.content)["learning"]
    assert numbers["goals"][0] == {
        "goal_title": "Goal 1", "current": 5, "target": 10, "unit": "pages", "percentage": 50, "deadline": None,
    }  # fmt: skip
    restored = restore_titles({"goal_progress": [{"goal_title": "Goal 1"}, {"goal_title": "x"}, 3, {}]}, FACTS)
    assert restored["goal_progress"][:3] == [{"goal_title": "a private title"}, {"goal_title": "x"}, 3]
    assert restore_titles({"goal_progress": 5}, FACTS) == {"goal_progress": 5}


def test_times_are_those_of_the_learner() -> None:
    """23:00 in UTC is midnight in Berlin; an unknown zone is UTC."""
    assert FACTS.best_times == ["00:00-01:00", "09:00-10:00"]
    unknown = StudyFacts(timezone="../../etc/passwd", hours=FACTS.hours)
    assert unknown.best_times == ["23:00-00:00", "08:00-09:00"]


def test_the_system_text_names_the_keys() -> None:
    """All of them, with the values that are allowed."""
    for shape in (ANALYTICS, RECOMMENDATIONS):
        text = build_report_messages(FACTS, shape=shape)[0].content
        assert all(f"{key}: " in text for key in shape)


@pytest.mark.parametrize(
    "body",
    [
        {"studyData": "x" * 1_000_000},
        {f"key{n}": ["y" * 1000] * 1000 for n in range(1000)},
        {"a": {"b": {"c": {"d": {"e": {"f": "deep"}}}}}},
        {"x" * 100_000: 1, "null": None, "number": 1e300},
        {"studyData": [{"title": "t" * 300}] * 20, "goals": [["n" * 300] * 20] * 20},
    ],
)
def test_what_the_caller_has_sent_is_bounded(body: dict[str, Any]) -> None:
    """In depth, in the number of items, in the length of texts, and as a whole."""
    user = build_report_messages(FACTS, shape=RECOMMENDATIONS, body=body)[1].content
    assert len(user) <= 2 * MAX_SENT + 2000
    assert "deep" not in user
    assert "from_the_student" in json.loads(user)


def test_a_small_body_is_sent_as_it_is() -> None:
    """Any JSON."""
    body = {"studyData": {"hours": 3}, "subjects": ["Maths", {"name": "Art"}], "goals": None}
    assert shorten(body) == body
