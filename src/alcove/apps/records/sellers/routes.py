"""Sellers over HTTP."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.catalogue.model import parse_seller_segment
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import NoParameters
from alcove.apps.records.sellers import service, store
from alcove.apps.records.sellers.schemas import (
    ScheduleForm,
    ScrapeForm,
    ScrapeRequested,
    SellerDetails,
    Sellers,
)
from alcove.foundation.web import Access, Api, Call

_PATH: Final = "/api/records/sellers"
_SCRAPE_ERRORS: Final = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid, errors.ServiceUnavailable,
)  # fmt: skip


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of sellers."""
    _register_reads(api, deps)
    _register_changes(api, deps)


def _register_reads(api: Api, deps: ApiDeps) -> None:
    @api.route("GET", _PATH, response_model=Sellers, access=Access.USER,
               summary="All sellers with their last scrape, those with the most wanted releases first")  # fmt: skip
    async def list_sellers(call: Call[NoParameters, None]) -> bytes:
        return await store.list_sellers(deps.pool, full_scrape_days=deps.settings.records_full_scrape_days)

    @api.route("GET", f"{_PATH}/{{name}}", response_model=SellerDetails, errors=(errors.InvalidSeller, errors.NotFound),
               access=Access.USER, summary="A seller with its scrapes and its offers of wanted releases")  # fmt: skip
    async def read(call: Call[NoParameters, None]) -> bytes:
        return await _read_seller(deps, _parse_seller(call))


def _register_changes(api: Api, deps: ApiDeps) -> None:
    @api.route("POST", f"{_PATH}/{{name}}/scrape", body=ScrapeForm, response_model=ScrapeRequested, status=202,
               errors=_SCRAPE_ERRORS, access=Access.USER,
               summary="Request a scrape of a seller's new offers, or of all")  # fmt: skip
    async def scrape(call: Call[None, ScrapeForm]) -> Response:
        requested = await service.request_scrape(deps, _parse_seller(call), mode=call.body.mode)
        return Response(msgspec.json.encode(requested), status_code=202, media_type="application/json")

    @api.route("PUT", f"{_PATH}/{{name}}/schedule", body=ScheduleForm, response_model=SellerDetails,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.USER,
               summary="Scrape a seller by itself, every so many hours")  # fmt: skip
    async def put_schedule(call: Call[None, ScheduleForm]) -> bytes:
        seller = _parse_seller(call)
        await service.put_schedule(deps.pool, call.body, seller=seller, now=deps.clock.now())
        return await _read_seller(deps, seller)

    @api.route("DELETE", f"{_PATH}/{{name}}/schedule", response_model=SellerDetails,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.USER,
               summary="Scrape a seller on request only")  # fmt: skip
    async def delete_schedule(call: Call[NoParameters, None]) -> bytes:
        seller = _parse_seller(call)
        await service.delete_schedule(deps.pool, seller)
        return await _read_seller(deps, seller)


async def _read_seller(deps: ApiDeps, seller: str) -> bytes:
    days = deps.settings.records_full_scrape_days
    found = await store.read_seller(deps.pool, seller, full_scrape_days=days)
    if found is None:
        raise errors.NotFound(f"There is no seller called {seller} here: scrape it to see its offers.")
    return found


def _parse_seller(call: Call[Any, Any]) -> str:
    """Return the seller in the path, in which an encoded slash separates nothing; InvalidSeller."""
    return parse_seller_segment(call.raw_path.partition(f"{_PATH}/")[2].partition("/")[0])
