"""Saved searches, which run on a schedule and queue what is new."""

from alcove.apps.books.saved.schemas import SavedSearch, SavedSearchForm
from alcove.apps.books.saved.service import RUN, every, remove, save

__all__ = ["RUN", "SavedSearch", "SavedSearchForm", "every", "remove", "save"]
