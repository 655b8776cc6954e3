"""`alcove scraper`: scrape, and look at what is scraped and stored."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.model import check_seller, parse_seller
from alcove.apps.records.routes.context import ServiceContext
from alcove.apps.records.schemas import DiscogsTestFailed, Nothing, ScraperReply, ScrapeStatus
from alcove.apps.records.schemas.services import (
    Inventory,
    InventoryQuery,
    ScrapeReply,
    ScraperQueue,
    ScraperState,
    ScrapeWish,
)
from alcove.apps.records.service import discogs_status, outcome, scraping
from alcove.apps.records.store import services
from alcove.foundation.web import Access, Api, Call, Reply

MOST_QUEUED: Final = 100
MOST_LISTINGS: Final = 500
_LAST_OFFSET: Final = 10_000_000
_SCRAPE_ERRORS: Final = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid,
)  # fmt: skip


def register(api: Api, context: ServiceContext) -> None:
    """Add the endpoints of the scraper."""
    _register_work(api, context)
    _register_looks(api, context)


def _register_work(api: Api, context: ServiceContext) -> None:
    @api.route("POST", "/scrape", body=ScrapeWish, answers=ScrapeReply,
               replies=[Reply(202, "The scrape has not ended within the wait; it goes on.", answers=ScrapeReply)],
               errors=_SCRAPE_ERRORS,
               access=Access.ACCOUNT, summary="Scrape a seller's new offers and wait for the result")  # fmt: skip
    async def scrape(call: Call[None, ScrapeWish]) -> Response:
        seller = check_seller(call.body.seller_name)
        context.require_credentials()
        status = await _scrape(context, seller=seller, wait=call.body.wait)
        outcome.raise_for(status)
        code = HTTPStatus.OK if status.state in scraping.ENDED else HTTPStatus.ACCEPTED
        return _answer(_reply(status), code)

    @api.route("GET", "/test", answers=ScraperReply,
               replies=[Reply(500, "Discogs cannot be asked or refuses the credentials.", answers=DiscogsTestFailed)],
               errors=(errors.CredentialsMissing,),
               access=Access.ACCOUNT, summary="Ask Discogs who we are")  # fmt: skip
    async def test(call: Call[Nothing, None]) -> Response:
        context.require_credentials()
        async with context.marketplace() as marketplace:
            reply = await discogs_status.test_connection(marketplace)
        return _answer(reply, HTTPStatus.OK if reply["success"] else HTTPStatus.INTERNAL_SERVER_ERROR)


def _register_looks(api: Api, context: ServiceContext) -> None:
    @api.route("GET", "/status", answers=ScraperState,
               access=Access.ACCOUNT,
               summary="What is stored, what is scraped, and how much of the rate limit is used")  # fmt: skip
    async def status(call: Call[Nothing, None]) -> ScraperState:
        stats = await discogs_status.stats(context.pool, usage=await context.usage())
        waiting, running = await services.scrapes_under_way(context.pool)
        return ScraperState(
            service="scraper",
            credentials=context.has_credentials(),
            waiting=waiting,
            running=running,
            rate_limit=context.settings.discogs_rate_limit,
            **msgspec.structs.asdict(stats),
        )

    @api.route("GET", "/queue", answers=ScraperQueue, access=Access.ACCOUNT, summary="The scrapes that run and wait")
    async def queue(call: Call[Nothing, None]) -> bytes:
        return await services.queue(context.pool, most=MOST_QUEUED)

    @api.route("GET", "/sellers/{name}/inventory", query=InventoryQuery, answers=Inventory,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.ACCOUNT,
               summary="A seller's stored offers")  # fmt: skip
    async def inventory(call: Call[InventoryQuery, None]) -> bytes:
        seller = _seller(call.raw_path)
        found = await services.inventory(
            context.pool,
            seller=seller,
            limit=min(max(call.query.limit, 1), MOST_LISTINGS),
            offset=min(max(call.query.offset, 0), _LAST_OFFSET),
        )
        if found is None:
            raise errors.NotFound(f"Nothing is stored of a seller called {seller}.")
        return found


async def _scrape(context: ServiceContext, *, seller: str, wait: float | None) -> ScrapeStatus:
    """Return how a new scrape stands after the wait; also when the process is told to leave."""
    budget = context.settings.scrape_response_budget_s
    waiting = scraping.Waiting(
        pool=context.pool,
        hub=context.hub,
        clock=context.clock,
        budget=budget if wait is None else min(wait, budget),
    )
    status = await scraping.unless_stopping(scraping.scrape(waiting, seller=seller), context.stopping)
    if status is not None:
        return status
    found = await scraping.seller_status(context.pool, seller=seller)
    return msgspec.json.decode(found, type=ScrapeStatus)


def _seller(raw_path: str) -> str:
    inside = raw_path.removesuffix("/").removesuffix("/inventory")
    return parse_seller(inside.partition("/sellers/")[2])


def _reply(status: ScrapeStatus) -> ScrapeReply:
    fields = msgspec.structs.asdict(outcome.result(status))
    del fields["job"]
    return ScrapeReply(records_processed=status.seen, **fields)


def _answer(body: object, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
