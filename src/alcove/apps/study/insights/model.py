"""Insights and reasons, computed from a learner's numbers alone; every one names the numbers on which it is based."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from alcove.apps.study.study_reports.model import DAYS, StudyFacts

Trend: TypeAlias = Literal["positive", "neutral", "negative"]
Evidence: TypeAlias = Mapping[str, float | None]
GOOD_DAYS: Final = 10
GOOD_RATE: Final = 70
GOOD_FOCUS: Final = 70
_SMALL_CHANGE: Final = 5
"""Per cent; less is no trend."""


class Insight(msgspec.Struct, frozen=True, kw_only=True):
    """What numbers show, why it is said, and the numbers; times are in minutes."""

    kind: Literal["time", "regularity", "streak", "best_time", "tasks", "subjects", "goals", "focus"]
    title: str
    explanation: str
    trend: Trend
    evidence: Annotated[Evidence, Meta(description="Numbers by name.")]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is recommended: the member of the recommendations that it explains, and the numbers."""

    explains: str
    explanation: str
    evidence: Annotated[Evidence, Meta(description="Numbers by name.")]


def compute_insights(facts: StudyFacts, *, minutes_before: int) -> Sequence[Insight]:
    """Return what the numbers of the last 30 days show; `minutes_before` are those of the 30 days before."""
    if not facts.sessions and not facts.tasks and not facts.goals:
        return [_nothing_yet()]
    return [
        _explain_time(facts, minutes_before=minutes_before),
        *_explain_sessions(facts),
        *_explain_tasks(facts),
        *_explain_goals(facts),
    ]


def explain_recommendations(facts: StudyFacts) -> Sequence[Reason]:
    """Return why the computed recommendations are as they are."""
    overdue = facts.overdue_tasks
    first = (
        f"{overdue} of your tasks are overdue; what is late comes first."
        if overdue
        else f"No task is overdue, and {facts.study_days} of {DAYS} days had a session: regular times come first."
    )
    times = (
        f"These are the hours in which you studied most in the last {DAYS} days."
        if facts.best_times
        else f"No session of the last {DAYS} days says when you study best."
    )
    length = f"Your sessions last {facts.average_minutes} minutes on average; 25 to 50 minutes are recommended."
    subjects = f"Hours a week are a fifth more than in the last {DAYS} days, and at least one for every subject."
    return [
        Reason(
            explains="priority_recommendations",
            explanation=first,
            evidence={"overdue_tasks": overdue, "study_days": facts.study_days},
        ),
        Reason(
            explains="schedule_optimization",
            explanation=f"{times} {length}",
            evidence={"average_session_minutes": facts.average_minutes, "sessions": facts.sessions},
        ),
        Reason(
            explains="subject_focus",
            explanation=subjects,
            evidence={"subjects": len(facts.subjects), "weekly_hours": facts.weekly_hours},
        ),
        Reason(
            explains="motivational_insights",
            explanation="Streak, share of completed tasks and overdue tasks decide what is named.",
            evidence={"current_streak": facts.current_streak, "completion_rate": facts.completion_rate},
        ),
    ]


def _nothing_yet() -> Insight:
    return Insight(
        kind="time",
        title="Nothing to compare yet",
        explanation=f"In the last {DAYS} days no session was completed, and there are no tasks and goals.",
        trend="neutral",
        evidence={"minutes": 0, "sessions": 0},
    )


def _explain_time(facts: StudyFacts, *, minutes_before: int) -> Insight:
    change = round(100 * (facts.minutes - minutes_before) / minutes_before, 1) if minutes_before else None
    compared = (
        f"{abs(change):g} % {'more' if change > 0 else 'less'} than in the {DAYS} days before"
        if change
        else f"{'as much as' if minutes_before else 'after none'} in the {DAYS} days before"
    )
    difference = change if change is not None else float(facts.minutes)
    trend: Trend = "neutral"
    if abs(difference) >= _SMALL_CHANGE:
        trend = "positive" if difference > 0 else "negative"
    return Insight(
        kind="time",
        title=f"{facts.minutes} minutes in {DAYS} days",
        explanation=f"You completed {facts.sessions} sessions with {facts.minutes} minutes, {compared}.",
        trend=trend,
        evidence={
            "minutes": facts.minutes, "minutes_before": minutes_before, "change_percentage": change,
            "sessions": facts.sessions, "average_session_minutes": facts.average_minutes,
        },
    )  # fmt: skip


def _explain_sessions(facts: StudyFacts) -> Iterator[Insight]:
    if not facts.sessions:
        return
    yield Insight(
        kind="regularity",
        title=f"Studied on {facts.study_days} of {DAYS} days",
        explanation=f"{GOOD_DAYS} days or more in {DAYS} count as regular.",
        trend="positive" if facts.study_days >= GOOD_DAYS else "neutral",
        evidence={"study_days": facts.study_days, "days": DAYS},
    )
    yield Insight(
        kind="streak",
        title=f"{facts.current_streak} days in a row",
        explanation="A streak lasts as long as today or yesterday has a completed session.",
        trend="positive" if facts.current_streak > 1 else "neutral",
        evidence={"current_streak": facts.current_streak},
    )
    if facts.best_times:
        yield Insight(
            kind="best_time",
            title=f"Most is learned at {facts.best_times[0]}",
            explanation=f"In these hours of your day you studied longest: {', '.join(facts.best_times)}.",
            trend="neutral",
            evidence={"sessions": facts.sessions},
        )
    if facts.focus_score is not None:
        yield Insight(
            kind="focus",
            title=f"A focus of {facts.focus_score:g} of 100",
            explanation=f"This is the mean of what you entered for your sessions; {GOOD_FOCUS} or more is good.",
            trend="positive" if facts.focus_score >= GOOD_FOCUS else "neutral",
            evidence={"average_focus_score": facts.focus_score},
        )
    first = next((subject for subject in facts.subjects if subject.minutes), None)
    if first is not None and facts.minutes:
        share = round(100 * first.minutes / facts.minutes)
        idle = sum(not subject.minutes for subject in facts.subjects)
        yield Insight(
            kind="subjects",
            title=f"{share} % of the time for {first.name[:200]}",
            explanation=f"It has {first.minutes} of {facts.minutes} minutes; {idle} subjects had none.",
            trend="neutral" if not idle else "negative",
            evidence={"share": share, "minutes": first.minutes, "subjects_without_time": idle},
        )


def _explain_tasks(facts: StudyFacts) -> Iterator[Insight]:
    if not facts.tasks:
        return
    trend: Trend = "positive" if facts.completion_rate >= GOOD_RATE else "neutral"
    yield Insight(
        kind="tasks",
        title=f"{facts.completion_rate} % of the tasks are completed",
        explanation=f"{facts.completed_tasks} of {facts.tasks} are completed, {facts.overdue_tasks} are overdue.",
        trend="negative" if facts.overdue_tasks else trend,
        evidence={
            "tasks": facts.tasks, "completed_tasks": facts.completed_tasks, "overdue_tasks": facts.overdue_tasks,
            "completion_rate": facts.completion_rate,
        },
    )  # fmt: skip


def _explain_goals(facts: StudyFacts) -> Iterator[Insight]:
    if not facts.goals:
        return
    reached = sum(goal.is_reached for goal in facts.goals)
    yield Insight(
        kind="goals",
        title=f"{reached} of {len(facts.goals)} goals are reached",
        explanation="A goal is reached when its value is its target.",
        trend="positive" if reached * 2 >= len(facts.goals) else "neutral",
        evidence={"goals": len(facts.goals), "reached": reached},
    )
