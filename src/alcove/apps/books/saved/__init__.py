"""Saved searches, which run on a schedule and queue what is new."""

from alcove.apps.books.saved.schemas import SavedSearch, SavedSearchForm
from alcove.apps.books.saved.service import RUN_SAVED, list_saved, remove_search, save_search

__all__ = ["RUN_SAVED", "SavedSearch", "SavedSearchForm", "list_saved", "remove_search", "save_search"]
