"""The JSON of insights and recommendations. `source` says whether a provider has written a part of the report."""

from datetime import datetime
from typing import Literal

import msgspec

from alcove.apps.study.insights.model import Insight, Reason
from alcove.apps.study.study_reports import (
    GoalProgress,
    NextAction,
    Pattern,
    PriorityRecommendation,
    Recommendation,
    SubjectFocus,
    Technique,
)


class InsightQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether AI providers may be used; the computed answer is there at once."""

    provider: bool = True


class ReportSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of the last 30 days: times in minutes, completed tasks in per cent."""

    total_study_time: float
    average_session_length: float
    most_productive_times: list[str]
    completion_rate: float


class StudyReport(msgspec.Struct, frozen=True, kw_only=True):
    """A study report, as the function ai-study-analytics returns it."""

    summary: ReportSummary
    patterns: list[Pattern]
    recommendations: list[Recommendation]
    goal_progress: list[GoalProgress]
    next_actions: list[NextAction]


class InsightListBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the numbers show."""

    success: bool
    source: Literal["computed", "provider"]
    period_days: int
    insights: list[Insight]
    analytics: StudyReport
    generated_at: datetime


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """When to study."""

    best_study_times: list[str]
    suggested_session_length: str
    break_recommendations: str


class Motivation(msgspec.Struct, frozen=True, kw_only=True):
    """What goes well, and what could be better."""

    strengths: list[str]
    growth_areas: list[str]
    encouraging_message: str


class StudyRecommendations(msgspec.Struct, frozen=True, kw_only=True):
    """Recommendations, as the function ai-study-recommendations returns them."""

    priority_recommendations: list[PriorityRecommendation]
    schedule_optimization: Schedule
    subject_focus: list[SubjectFocus]
    learning_techniques: list[Technique]
    motivational_insights: Motivation


class RecommendationBody(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, and why."""

    success: bool
    source: Literal["computed", "provider"]
    period_days: int
    recommendations: StudyRecommendations
    reasons: list[Reason]
    generated_at: datetime
