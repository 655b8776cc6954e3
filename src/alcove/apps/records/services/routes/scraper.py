"""`alcove scraper`: scrape, and look at what is scraped and stored."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.records import catalogue, errors, scraping
from alcove.apps.records.catalogue.model import check_seller, parse_seller
from alcove.apps.records.schemas import Nothing
from alcove.apps.records.scraping import DiscogsTestFailed, ScraperReply, ScrapeStatus
from alcove.apps.records.services.schemas import (
    Inventory,
    InventoryQuery,
    ScrapeReply,
    ScraperQueue,
    ScraperState,
    ScrapeWish,
)
from alcove.apps.records.services.service import ServiceDeps, unless_stopping
from alcove.foundation.web import Access, Api, Call, Reply

MOST_QUEUED: Final = 100
MOST_LISTINGS: Final = 500
_LAST_OFFSET: Final = 10_000_000
_SCRAPE_ERRORS: Final = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid,
)  # fmt: skip


def register(api: Api, deps: ServiceDeps) -> None:
    """Add the endpoints of the scraper."""
    _register_work(api, deps)
    _register_looks(api, deps)


def _register_work(api: Api, deps: ServiceDeps) -> None:
    @api.route("POST", "/scrape", body=ScrapeWish, answers=ScrapeReply,
               replies=[Reply(202, "The scrape has not ended within the wait; it goes on.", answers=ScrapeReply)],
               errors=_SCRAPE_ERRORS,
               access=Access.ACCOUNT, summary="Scrape a seller's new offers and wait for the result")  # fmt: skip
    async def scrape(call: Call[None, ScrapeWish]) -> Response:
        seller = check_seller(call.body.seller_name)
        deps.require_credentials()
        status = await _scrape(deps, seller=seller, wait=call.body.wait)
        scraping.raise_for(status)
        code = HTTPStatus.OK if status.state in scraping.ENDED else HTTPStatus.ACCEPTED
        return _answer(_reply(status), code)

    @api.route("GET", "/test", answers=ScraperReply,
               replies=[Reply(500, "Discogs cannot be asked or refuses the credentials.", answers=DiscogsTestFailed)],
               errors=(errors.CredentialsMissing,),
               access=Access.ACCOUNT, summary="Ask Discogs who we are")  # fmt: skip
    async def test(call: Call[Nothing, None]) -> Response:
        deps.require_credentials()
        async with deps.marketplace() as marketplace:
            reply = await scraping.test_connection(marketplace)
        return _answer(reply, HTTPStatus.OK if reply["success"] else HTTPStatus.INTERNAL_SERVER_ERROR)


def _register_looks(api: Api, deps: ServiceDeps) -> None:
    @api.route("GET", "/status", answers=ScraperState,
               access=Access.ACCOUNT,
               summary="What is stored, what is scraped, and how much of the rate limit is used")  # fmt: skip
    async def status(call: Call[Nothing, None]) -> ScraperState:
        stats = await scraping.stats(deps.pool, usage=await deps.usage())
        waiting, running = await scraping.scrapes_under_way(deps.pool)
        return ScraperState(
            service="scraper",
            credentials=deps.has_credentials(),
            waiting=waiting,
            running=running,
            rate_limit=deps.settings.discogs_rate_limit,
            **msgspec.structs.asdict(stats),
        )

    @api.route("GET", "/queue", answers=ScraperQueue, access=Access.ACCOUNT, summary="The scrapes that run and wait")
    async def queue(call: Call[Nothing, None]) -> bytes:
        return await scraping.queue(deps.pool, most=MOST_QUEUED)

    @api.route("GET", "/sellers/{name}/inventory", query=InventoryQuery, answers=Inventory,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.ACCOUNT,
               summary="A seller's stored offers")  # fmt: skip
    async def inventory(call: Call[InventoryQuery, None]) -> bytes:
        seller = _seller(call.raw_path)
        found = await catalogue.inventory(
            deps.pool,
            seller=seller,
            limit=min(max(call.query.limit, 1), MOST_LISTINGS),
            offset=min(max(call.query.offset, 0), _LAST_OFFSET),
        )
        if found is None:
            raise errors.NotFound(f"Nothing is stored of a seller called {seller}.")
        return found


async def _scrape(deps: ServiceDeps, *, seller: str, wait: float | None) -> ScrapeStatus:
    """Return how a new scrape stands after the wait; also when the process is told to leave."""
    budget = deps.settings.scrape_response_budget_s
    waiting = scraping.Waiting(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        budget=budget if wait is None else min(wait, budget),
    )
    status = await unless_stopping(scraping.scrape(waiting, seller=seller), deps.stopping)
    if status is not None:
        return status
    found = await scraping.seller_status(deps.pool, seller=seller)
    return msgspec.json.decode(found, type=ScrapeStatus)


def _seller(raw_path: str) -> str:
    inside = raw_path.removesuffix("/").removesuffix("/inventory")
    return parse_seller(inside.partition("/sellers/")[2])


def _reply(status: ScrapeStatus) -> ScrapeReply:
    fields = msgspec.structs.asdict(scraping.result(status))
    del fields["job"]
    return ScrapeReply(records_processed=status.seen, **fields)


def _answer(body: object, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
