"""Books on the pages over all apps: jobs, search results, today, live events."""

from alcove.apps.books.overview.service import BooksActivity, BooksLiveEvents, BooksSummary
from alcove.foundation.deps import Deps
from alcove.foundation.overview import Activity, Find, LiveEvents, Today

__all__ = ["build_activity", "build_find", "build_live_events", "build_today"]


def build_activity(deps: Deps) -> Activity:
    """Return the jobs of the app."""
    return BooksActivity(deps.pool)


def build_find(deps: Deps) -> Find:
    """Return the search in the app."""
    return BooksSummary(deps.pool).find


def build_today(deps: Deps) -> Today:
    """Return what there is today in the app."""
    return BooksSummary(deps.pool).today


def build_live_events(deps: Deps) -> LiveEvents:
    """Return the source of the app's live events."""
    return BooksLiveEvents(deps.pool)
