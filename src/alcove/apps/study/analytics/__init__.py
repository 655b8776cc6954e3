"""Statistics of studying by day and subject, compared with the time before."""

from alcove.apps.study.analytics.routes import ChosenDays, read_chosen, read_query, register_analytics
from alcove.apps.study.analytics.schemas import AnalyticsBody, AnalyticsQuery
from alcove.apps.study.analytics.store import read_previous_minutes

__all__ = [
    "AnalyticsBody",
    "AnalyticsQuery",
    "ChosenDays",
    "read_chosen",
    "read_previous_minutes",
    "read_query",
    "register_analytics",
]
