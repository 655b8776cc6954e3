"""A provider's report is checked key by key, and completed by computed values."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import pytest

from alcove.apps.study.study_reports.computed_reports import compute_analytics, compute_recommendations
from alcove.apps.study.study_reports.model import GoalState, StudyFacts, SubjectTime
from alcove.apps.study.study_reports.shapes import (
    ANALYTICS,
    MAX_ENTRIES,
    RECOMMENDATIONS,
    complete_report,
    read_outermost_object,
)

FACTS: Final = StudyFacts(
    minutes=90, sessions=2, tasks=4, completed_tasks=1, overdue_tasks=1,
    subjects=[SubjectTime(name="Maths", minutes=90, sessions=2)],
    goals=[GoalState(title="Read", current_value=5, target_value=10, unit="pages")],
)  # fmt: skip
COMPUTED: Final = compute_analytics(FACTS)
SENT: Final[Mapping[str, Any]] = {
    "summary": {
        "total_study_time": 120, "average_session_length": 40.5, "most_productive_times": ["Morning"],
        "completion_rate": 80,
    },
    "patterns": [{"insight": "Mornings", "description": "You study early.", "trend": "positive"}],
    "recommendations": [{"title": "Plan", "description": "Plan the week.", "priority": "high", "category": "habits"}],
    "goal_progress": [
        {"goal_title": "Read", "progress_percentage": 55, "status": "on_track", "suggestion": "Go on."},
    ],
    "next_actions": [{"action": "Revise", "expected_impact": "Marks", "effort_level": "medium"}],
}  # fmt: skip
PLAN: Final[Mapping[str, Any]] = {
    "priority_recommendations": [{
        "title": "Plan", "description": "Plan it.", "action_items": ["Write it"], "expected_impact": "Order",
        "priority": "low",
    }],
    "schedule_optimization": {
        "best_study_times": ["8:00"], "suggested_session_length": "40 minutes", "break_recommendations": "10 minutes",
    },
    "subject_focus": [{
        "subject": "Maths", "recommended_hours_per_week": 2.5, "focus_areas": ["Sets"], "study_methods": ["Cards"],
    }],
    "learning_techniques": [{"technique": "Recall", "description": "Remember.", "best_for": ["Facts"]}],
    "motivational_insights": {"strengths": ["Calm"], "growth_areas": ["Time"], "encouraging_message": "Go on."},
}  # fmt: skip


def complete(change: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the report of an answer with changes."""
    return complete_report({**SENT, **change}, COMPUTED, shape=ANALYTICS)


def test_a_right_report_is_taken_as_it_is() -> None:
    """Both shapes."""
    assert complete({}) == SENT
    assert complete_report(PLAN, compute_recommendations(FACTS, {}), shape=RECOMMENDATIONS) == PLAN


@pytest.mark.parametrize("sent", [{}, {"summary": None}, {"summary": []}, {"patterns": {}}, {"other": 1}])
def test_a_report_without_anything_right_is_computed(sent: Mapping[str, Any]) -> None:
    """It has the same keys."""
    assert complete_report(sent, COMPUTED, shape=ANALYTICS) == COMPUTED
    planned = compute_recommendations(FACTS, {})
    assert complete_report(sent, planned, shape=RECOMMENDATIONS) == planned


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("total_study_time", "120"),
        ("total_study_time", -1),
        ("total_study_time", float("nan")),
        ("total_study_time", float("inf")),
        ("total_study_time", 10**400),
        ("total_study_time", True),
        ("completion_rate", 101),
        ("most_productive_times", "Morning"),
        ("most_productive_times", [1]),
        ("most_productive_times", []),
        ("average_session_length", None),
        ("average_session_length", {}),
    ],
)
def test_a_wrong_member_of_an_object_is_computed(key: str, value: object) -> None:
    """The others stay."""
    summary = complete({"summary": {**SENT["summary"], key: value}})["summary"]
    assert summary == {**SENT["summary"], key: COMPUTED["summary"][key]}


@pytest.mark.parametrize(
    ("key", "member", "value"),
    [
        ("patterns", "trend", "up"),
        ("patterns", "insight", ""),
        ("patterns", "insight", 5),
        ("patterns", "description", "x" * 2001),
        ("recommendations", "priority", "urgent"),
        ("recommendations", "category", "other"),
        ("goal_progress", "progress_percentage", "55"),
        ("goal_progress", "progress_percentage", float("nan")),
        ("goal_progress", "status", None),
        ("next_actions", "effort_level", ["low"]),
    ],
)
def test_a_wrong_entry_of_a_list_is_dropped(key: str, member: str, value: object) -> None:
    """The others stay; without any the list is computed."""
    right = SENT[key][0]
    wrong = {**right, member: value}
    assert complete({key: [wrong, right, None, 3, "x", []]})[key] == [right]
    assert complete({key: [wrong]})[key] == COMPUTED[key]
    assert complete({key: [{name: right[name] for name in right if name != member}]})[key] == COMPUTED[key]


def test_further_keys_are_dropped() -> None:
    """Of the report, of its objects and of its entries; lists are bounded."""
    right = SENT["patterns"][0]
    report = complete({
        "extra": 1, "summary": {**SENT["summary"], "extra": 1}, "patterns": [{**right, "extra": 1}] * 100,
    })  # fmt: skip
    assert report == {**SENT, "patterns": [right] * MAX_ENTRIES}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Here it is:\n```json\n{"a": {"b": 2}}\n```\nDone.', {"a": {"b": 2}}),
        ('{"a": NaN, "b": -Infinity}', {"a": None, "b": None}),
        ("", {}),
        ("{", {}),
        ("}{", {}),
        ("[1]", {}),
        ("{not json}", {}),
        ('{"a": 1} and {"b": 2}', {}),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, {}),
        ("{" + " " * 300_000 + "}", {}),
    ],
    ids=range(11),
)
def test_the_outermost_object_is_read(text: str, value: Mapping[str, Any]) -> None:
    """From the first brace to the last one; what is no JSON, too deep or too long is none."""
    assert read_outermost_object(text) == value


def test_reports_of_a_new_account_have_numbers() -> None:
    """Nothing is divided by zero, and every list but that of goals has an entry."""
    report = compute_analytics(StudyFacts())
    assert report["summary"] == {
        "total_study_time": 0, "average_session_length": 0, "completion_rate": 0,
        "most_productive_times": ["Not known yet: complete a few study sessions"],
    }  # fmt: skip
    assert report["goal_progress"] == []
    assert all(report[key] for key in ("patterns", "recommendations", "next_actions"))
    planned = compute_recommendations(StudyFacts(), {})
    assert all(planned.values())
    assert not re.search("NaN|Infinity|null", json.dumps([report, planned]))


@pytest.mark.parametrize(
    ("current", "target", "percentage", "status"),
    [(5, 10, 50, "behind"), (10, 10, 100, "ahead"), (15, 10, 150, "ahead"), (0, 0, 0, "behind"), (1, 0, 100, "ahead"),
     (-5, 10, 0, "behind"), (5, -10, 100, "ahead"), (2**31 - 1, 1, 999, "ahead")],
)  # fmt: skip
def test_goals_are_computed(current: int, target: int, percentage: int, status: str) -> None:
    """A target of 0 or less divides nothing."""
    goal = GoalState(title="Read", current_value=current, target_value=target, unit="pages")
    entry = compute_analytics(StudyFacts(goals=[goal]))["goal_progress"][0]
    assert (entry["progress_percentage"], entry["status"]) == (percentage, status)


@pytest.mark.parametrize(
    ("subjects", "names"),
    [
        (["History", " ", 5, None], ["Maths", "History"]),
        ([{"name": "History"}, {"title": "x"}, {"name": 3}], ["Maths", "History"]),
        ("History", ["Maths"]),
        ({"a": 1}, ["Maths"]),
        (["Maths"], ["Maths"]),
        ([f"s{n}" for n in range(1000)], ["Maths", *(f"s{n}" for n in range(9))]),
    ],
)
def test_subjects_are_those_of_the_rows_and_of_the_body(subjects: object, names: list[str]) -> None:
    """The body may have anything; ten at most."""
    planned = compute_recommendations(FACTS, {"subjects": subjects})
    assert [focus["subject"] for focus in planned["subject_focus"]] == names


@pytest.mark.parametrize("key", ANALYTICS)
@pytest.mark.parametrize(
    "value", [None, 5, "x", [], {}, [None, 5, "x", [], {}], [{"insight": "\ud800"}], float("nan"), 10**30, True]
)
def test_each_key_is_computed_where_it_is_wrong(key: str, value: Any) -> None:
    """Whatever stands there: the other keys are taken, and the report is JSON."""
    report = complete({key: value})
    assert report[key] == COMPUTED[key]
    assert {name: report[name] for name in SENT if name != key} == {name: SENT[name] for name in SENT if name != key}
    json.dumps(report, allow_nan=False).encode()


def test_halves_of_surrogate_pairs_are_in_no_report() -> None:
    """They can be in a provider's JSON, but in none that is sent."""
    sent = read_outermost_object(
        '{"patterns":[{"insight":"\\ud83d","description":"x","trend":"neutral"}],'
        '"summary":{"most_productive_times":["\\udc00"]}}'
    )
    report = complete_report(sent, COMPUTED, shape=ANALYTICS)
    assert report == COMPUTED
    json.dumps(report, ensure_ascii=False).encode()
