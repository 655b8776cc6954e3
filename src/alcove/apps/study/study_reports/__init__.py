"""Reports and recommendations, computed or by an AI provider."""

from alcove.apps.study.study_reports.routes import SHARE, build_study_reports
from alcove.apps.study.study_reports.service import Report, StudyReports
from alcove.apps.study.study_reports.shapes import (
    GoalProgress,
    NextAction,
    Pattern,
    PriorityRecommendation,
    Recommendation,
    SubjectFocus,
    Technique,
)

__all__ = [
    "SHARE",
    "GoalProgress",
    "NextAction",
    "Pattern",
    "PriorityRecommendation",
    "Recommendation",
    "Report",
    "StudyReports",
    "SubjectFocus",
    "Technique",
    "build_study_reports",
]
