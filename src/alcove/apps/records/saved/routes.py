"""The endpoints of saved searches."""

from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.saved import service, store
from alcove.apps.records.saved.schemas import (
    FoundOffers,
    OfferSearchForm,
    OfferSearchRemoved,
    SavedOfferSearch,
    SavedOfferSearches,
)
from alcove.apps.records.schemas import NoParameters
from alcove.foundation.web import Access, Api, Call, Link

_PATH: Final = "/api/records/saved-searches"
_ONE: Final = f"{_PATH}/{{search_id}}"
_SAVED: Final = {"search_id": "$response.body#/id"}
_LINKS: Final = [Link(f"{method} {_ONE}", _SAVED) for method in ("GET", "PUT", "DELETE")]
_ERRORS: Final = (errors.InvalidRequest, errors.InvalidFilters, errors.Conflict)
_MAX_DIGITS: Final = 18


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints."""
    pool = deps.pool

    @api.route("GET", _PATH, response_model=SavedOfferSearches, access=Access.USER, summary="The saved searches")
    async def list_searches(call: Call[NoParameters, None]) -> SavedOfferSearches:
        return await service.list_saved(pool)

    @api.route("POST", _PATH, body=OfferSearchForm, response_model=SavedOfferSearch, status=201, errors=_ERRORS,
               links=_LINKS, access=Access.USER,
               summary="Save a search with a price limit; offers that it finds are reported once")  # fmt: skip
    async def save(call: Call[None, OfferSearchForm]) -> Response:
        saved = await service.save_search(pool, call.body, owner=call.principal.name)
        return Response(msgspec.json.encode(saved), status_code=201, media_type="application/json")

    @api.route("GET", _ONE, response_model=SavedOfferSearch, errors=(errors.NotFound,), access=Access.USER,
               summary="A saved search")  # fmt: skip
    async def read(call: Call[NoParameters, None]) -> SavedOfferSearch:
        return await service.read_saved(pool, _parse_id(call.path["search_id"]))

    @api.route("GET", f"{_ONE}/offers", response_model=FoundOffers, errors=(errors.NotFound,), access=Access.USER,
               summary="The newest offers that a saved search has found")  # fmt: skip
    async def offers(call: Call[NoParameters, None]) -> bytes:
        saved = await service.read_saved(pool, _parse_id(call.path["search_id"]))
        return await store.list_found(pool, saved.id)

    @api.route("PUT", _ONE, body=OfferSearchForm, response_model=SavedOfferSearch, errors=(*_ERRORS, errors.NotFound),
               access=Access.USER, summary="Change a saved search")  # fmt: skip
    async def change(call: Call[None, OfferSearchForm]) -> SavedOfferSearch:
        return await service.change_search(pool, call.body, search_id=_parse_id(call.path["search_id"]))

    @api.route("DELETE", _ONE, response_model=OfferSearchRemoved, errors=(errors.NotFound,), access=Access.USER,
               summary="Remove a saved search")  # fmt: skip
    async def remove(call: Call[NoParameters, None]) -> OfferSearchRemoved:
        search_id = _parse_id(call.path["search_id"])
        await service.remove_search(pool, search_id)
        return OfferSearchRemoved(removed=search_id)


def _parse_id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise errors.NotFound(service.NOT_FOUND)
    return int(text)
