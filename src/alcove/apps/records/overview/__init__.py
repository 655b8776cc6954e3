"""Records on the pages over all apps: jobs, search results, today, live events."""

from alcove.apps.records.overview.service import RecordsActivity, RecordsLiveEvents, RecordsSummary
from alcove.foundation.deps import Deps
from alcove.foundation.overview import Activity, Find, LiveEvents, Today

__all__ = ["build_activity", "build_find", "build_live_events", "build_today"]


def build_activity(deps: Deps) -> Activity:
    """Return the jobs of the app."""
    return RecordsActivity(deps.pool)


def build_find(deps: Deps) -> Find:
    """Return the search in the app."""
    return RecordsSummary(deps.pool, clock=deps.clock).find


def build_today(deps: Deps) -> Today:
    """Return what there is today in the app."""
    return RecordsSummary(deps.pool, clock=deps.clock).today


def build_live_events(deps: Deps) -> LiveEvents:
    """Return the source of the app's live events."""
    return RecordsLiveEvents(deps.pool)
