"""Searches that run by themselves."""

from alcove.apps.books.errors import CrossSite, InvalidRequest, NotFound
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.saved import service as saved_searches
from alcove.apps.books.saved.schemas import (
    SavedSearchChange,
    SavedSearchCreated,
    SavedSearches,
    SavedSearchForm,
    SavedSearchRemoved,
)
from alcove.apps.books.search import Preferences
from alcove.foundation.database import Pool, transaction
from alcove.foundation.web import Access, Api, Call


def register(api: Api, *, pool: Pool, preferences: Preferences) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/saved-searches"),
        response_model=SavedSearches,
        access=Access.USER,
        summary="Searches that run by themselves",
    )
    async def searches(call: Call[None, None]) -> SavedSearches:
        settings = await preferences.current()
        found = await saved_searches.list_saved(pool)
        return SavedSearches(searches=found, hours=settings.saved_search_hours, daily=settings.saved_search_daily)

    @api.route(
        "POST", *both_paths("/api/saved-searches"), body=SavedSearchForm, response_model=SavedSearchCreated,
        errors=(InvalidRequest, CrossSite), access=Access.USER,
        summary="Save a search; what it finds is queued by itself",
    )  # fmt: skip
    async def save(call: Call[None, SavedSearchForm]) -> SavedSearchCreated:
        settings = await preferences.current()
        async with transaction(pool) as connection:
            made = await saved_searches.save_search(connection, call.body, owner=call.principal.name, settings=settings)
        return SavedSearchCreated(id=made, name=call.body.name)

    @api.route(
        "PATCH", *both_paths("/api/saved-searches/{search_id}"), body=SavedSearchChange,
        response_model=SavedSearchChange, errors=(CrossSite, NotFound), access=Access.USER,
        summary="Let a saved search run by itself, or not",
    )  # fmt: skip
    async def change(call: Call[None, SavedSearchChange]) -> SavedSearchChange:
        async with transaction(pool) as connection:
            await saved_searches.enable_search(connection, _parse_id(call.path["search_id"]), enabled=call.body.enabled)
        return call.body

    @api.route(
        "DELETE", *both_paths("/api/saved-searches/{search_id}"), response_model=SavedSearchRemoved,
        errors=(CrossSite, NotFound),
        access=Access.USER, summary="Forget a saved search; what it queued stays queued",
    )  # fmt: skip
    async def remove(call: Call[None, None]) -> SavedSearchRemoved:
        number = _parse_id(call.path["search_id"])
        async with transaction(pool) as connection:
            await saved_searches.remove_search(connection, number)
        return SavedSearchRemoved(removed=number)


def _parse_id(text: str) -> int:
    """Return the number in an address; one that is none names nothing."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise NotFound("Saved search not found")
    return int(text)
