"""The endpoints of saved searches."""

from alcove.apps.books.errors import CrossSite, InvalidRequest, NotFound
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.saved import service
from alcove.apps.books.saved.schemas import (
    SavedSearchChange,
    SavedSearchCreated,
    SavedSearches,
    SavedSearchForm,
    SavedSearchRemoved,
    SavedSearchScheduled,
)
from alcove.apps.books.search import Preferences
from alcove.foundation.database import Pool, transaction
from alcove.foundation.web import Access, Api, Call, Link

_SAVED = {"search_id": "$response.body#/id"}
_LINKS = [Link(f"{method} /api/saved-searches/{{search_id}}", _SAVED) for method in ("PATCH", "DELETE")]


def register(api: Api, *, pool: Pool, preferences: Preferences) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/saved-searches"),
        response_model=SavedSearches,
        access=Access.USER,
        summary="The saved searches",
    )
    async def list_searches(call: Call[None, None]) -> SavedSearches:
        settings = await preferences.current()
        searches = await service.list_saved(pool, hours=float(settings.saved_search_hours))
        return SavedSearches(searches=searches, hours=settings.saved_search_hours, daily=settings.saved_search_daily)

    @api.route(
        "POST", *both_paths("/api/saved-searches"), body=SavedSearchForm, response_model=SavedSearchCreated,
        errors=(InvalidRequest, CrossSite), links=_LINKS, access=Access.USER,
        summary="Save a search; new books that it finds are queued",
    )  # fmt: skip
    async def save(call: Call[None, SavedSearchForm]) -> SavedSearchCreated:
        settings = await preferences.current()
        async with transaction(pool) as connection:
            search_id = await service.save_search(connection, call.body, owner=call.principal.name, settings=settings)
        return SavedSearchCreated(id=search_id, name=call.body.name)

    @api.route(
        "PATCH", *both_paths("/api/saved-searches/{search_id}"), body=SavedSearchChange,
        response_model=SavedSearchChange, errors=(CrossSite, NotFound), access=Access.USER,
        summary="Enable or disable a saved search",
    )  # fmt: skip
    async def change(call: Call[None, SavedSearchChange]) -> SavedSearchChange:
        async with transaction(pool) as connection:
            await service.enable_search(connection, _parse_id(call.path["search_id"]), enabled=call.body.enabled)
        return call.body

    @api.route(
        "POST", "/api/books/saved-searches/{search_id}/run", response_model=SavedSearchScheduled,
        errors=(CrossSite, NotFound), access=Access.USER, summary="Run a saved search now",
    )  # fmt: skip
    async def run(call: Call[None, None]) -> SavedSearchScheduled:
        search_id = _parse_id(call.path["search_id"])
        async with transaction(pool) as connection:
            await service.run_search_now(connection, search_id)
        return SavedSearchScheduled(scheduled=search_id)

    @api.route(
        "DELETE", *both_paths("/api/saved-searches/{search_id}"), response_model=SavedSearchRemoved,
        errors=(CrossSite, NotFound),
        access=Access.USER, summary="Remove a saved search; books that it queued stay queued",
    )  # fmt: skip
    async def remove(call: Call[None, None]) -> SavedSearchRemoved:
        search_id = _parse_id(call.path["search_id"])
        async with transaction(pool) as connection:
            await service.remove_search(connection, search_id)
        return SavedSearchRemoved(removed=search_id)


def _parse_id(text: str) -> int:
    """Return the id in a path; NotFound when it is no integer."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise NotFound("Saved search not found")
    return int(text)
