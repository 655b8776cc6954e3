"""`alcove scraper`: scrape sellers, read the queue and stored inventories."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.records import catalogue, errors, scraping
from alcove.apps.records.catalogue.model import parse_seller_segment, validate_seller
from alcove.apps.records.schemas import NoParameters
from alcove.apps.records.scraping import DiscogsTestFailed, ScraperReply, ScrapeStatus
from alcove.apps.records.services.schemas import (
    Inventory,
    InventoryQuery,
    ScrapeReply,
    ScrapeRequest,
    ScraperQueue,
    ScraperStatus,
)
from alcove.apps.records.services.service import ServiceDeps
from alcove.foundation.web import Access, Api, Call, ResponseSpec

MAX_QUEUED: Final = 100
MAX_LISTINGS: Final = 500
_MAX_OFFSET: Final = 10_000_000
_SCRAPE_ERRORS: Final = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid,
)  # fmt: skip


def register(api: Api, deps: ServiceDeps) -> None:
    """Add the endpoints of the scraper."""
    _register_scrape(api, deps)
    _register_reads(api, deps)


def _register_scrape(api: Api, deps: ServiceDeps) -> None:
    @api.route("POST", "/scrape", body=ScrapeRequest, response_model=ScrapeReply,
               responses=[
                   ResponseSpec(202, "The scrape has not ended within the wait; it goes on.", model=ScrapeReply)
               ],
               errors=_SCRAPE_ERRORS,
               access=Access.ACCOUNT, summary="Scrape a seller's new offers and wait for the result")  # fmt: skip
    async def scrape(call: Call[None, ScrapeRequest]) -> Response:
        seller = validate_seller(call.body.seller_name)
        await deps.require_credentials()
        status = await _scrape(deps, seller=seller, mode=call.body.mode, wait=call.body.wait)
        scraping.raise_for_status(status)
        code = HTTPStatus.OK if status.state in scraping.END_STATES else HTTPStatus.ACCEPTED
        return _json_response(_build_reply(status), code)

    @api.route("GET", "/test", response_model=ScraperReply,
               responses=[
                   ResponseSpec(500, "Discogs cannot be reached or refuses the credentials.", model=DiscogsTestFailed)
               ],
               errors=(errors.CredentialsMissing,),
               access=Access.ACCOUNT, summary="Test the connection to Discogs and the credentials")  # fmt: skip
    async def test(call: Call[NoParameters, None]) -> Response:
        await deps.require_credentials()
        async with deps.marketplace() as marketplace:
            reply = await scraping.test_connection(marketplace)
        return _json_response(reply, HTTPStatus.OK if reply["success"] else HTTPStatus.INTERNAL_SERVER_ERROR)


def _register_reads(api: Api, deps: ServiceDeps) -> None:
    @api.route("GET", "/status", response_model=ScraperStatus,
               access=Access.ACCOUNT,
               summary="What is stored, which scrapes are active, and the use of the rate limit")  # fmt: skip
    async def status(call: Call[NoParameters, None]) -> ScraperStatus:
        stats = await scraping.read_stats(
            deps.pool, usage=await deps.usage(), settings=deps.settings, now=deps.clock.now()
        )
        waiting, running = await scraping.count_active_runs(deps.pool)
        return ScraperStatus(
            service="scraper",
            credentials=await deps.has_credentials(),
            waiting=waiting,
            running=running,
            rate_limit=deps.settings.discogs_rate_limit,
            **msgspec.structs.asdict(stats),
        )

    @api.route(
        "GET", "/queue", response_model=ScraperQueue, access=Access.ACCOUNT, summary="The running and waiting scrapes"
    )
    async def queue(call: Call[NoParameters, None]) -> bytes:
        return await scraping.read_queue(deps.pool, limit=MAX_QUEUED)

    @api.route("GET", "/sellers/{name}/inventory", query=InventoryQuery, response_model=Inventory,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.ACCOUNT,
               summary="A seller's stored offers")  # fmt: skip
    async def inventory(call: Call[InventoryQuery, None]) -> bytes:
        seller = _parse_seller(call.raw_path)
        page = await catalogue.read_inventory(
            deps.pool,
            seller=seller,
            limit=min(max(call.query.limit, 1), MAX_LISTINGS),
            offset=min(max(call.query.offset, 0), _MAX_OFFSET),
        )
        if page is None:
            raise errors.NotFound(f"Nothing is stored of a seller called {seller}.")
        return page


async def _scrape(deps: ServiceDeps, *, seller: str, mode: scraping.Mode, wait: float | None) -> ScrapeStatus:
    """Return the status of a new scrape after the wait, which ends early when the process stops."""
    budget = deps.settings.scrape_response_budget_s
    wait_deps = scraping.WaitDeps(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        budget=budget if wait is None else min(wait, budget),
        stopping=deps.stopping,
    )
    return await scraping.scrape_and_wait(wait_deps, seller=seller, mode=mode)


def _parse_seller(raw_path: str) -> str:
    path = raw_path.removesuffix("/").removesuffix("/inventory")
    return parse_seller_segment(path.partition("/sellers/")[2])


def _build_reply(status: ScrapeStatus) -> ScrapeReply:
    fields = msgspec.structs.asdict(scraping.build_result(status))
    del fields["job"], fields["seen"]
    return ScrapeReply(records_processed=status.seen, **fields)


def _json_response(body: object, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
