"""E8, E18 to E20 and E24: scrapes and the connection to Discogs."""

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.catalogue.model import seller_in_path
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import Message, Nothing
from alcove.apps.records.scraping.schemas import (
    DiscogsTestFailed,
    ScrapeResult,
    ScraperReply,
    ScraperStats,
    ScrapeStatus,
)
from alcove.apps.records.scraping.service import (
    delegated as delegated_scraping,
)
from alcove.apps.records.scraping.service import (
    discogs_status,
)
from alcove.apps.records.scraping.service import (
    results as outcome,
)
from alcove.apps.records.scraping.service import (
    runs as scraping,
)
from alcove.foundation.web import Access, Api, Call, Reply

_SCRAPE_ERRORS = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid,
)  # fmt: skip
_UNDER_WAY = "The scrape has not ended within SCRAPE_RESPONSE_BUDGET_S; it goes on."


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints that reach Discogs."""
    _register_scrapes(api, deps)
    _register_status(api, deps)


def _register_scrapes(api: Api, deps: ApiDeps) -> None:
    @api.route("POST", "/data/{seller:path}", "/api/data/{seller:path}", answers=ScrapeResult, status=201,
               replies=[Reply(202, _UNDER_WAY, answers=ScrapeResult)], errors=_SCRAPE_ERRORS,
               access=Access.USER, summary="Scrape a seller's new offers and wait for the result")  # fmt: skip
    async def data(call: Call[None, None]) -> Response:
        if call.raw_path.endswith("/data/"):
            raise errors.NotFound("Nothing is here: the address ends with the seller's name, as in /data/some_seller.")
        seller = _seller(call, after="/data/")
        try:
            result, ended = await _scrape(deps, seller=seller)
        except errors.ServiceUnavailable as error:
            # To who asks for a scrape here, a service that does not answer is a failure upstream.
            raise errors.UpstreamFailed(error.message, details=error.details) from error
        return _answer(result, HTTPStatus.CREATED if ended else HTTPStatus.ACCEPTED)

    @api.route("POST", "/api/scraper/go/{seller:path}", "/api/scraper/{seller:path}", answers=ScraperReply,
               replies=[Reply(202, _UNDER_WAY, answers=ScraperReply)],
               errors=(*_SCRAPE_ERRORS, errors.ServiceUnavailable),
               access=Access.USER, summary="Scrape a seller's new offers and wait for the short result")  # fmt: skip
    async def go(call: Call[None, None]) -> Response:
        if call.raw_path == "/api/scraper/go":
            raise errors.InvalidSeller("Give the name of a seller.")
        after = "/scraper/go/" if call.raw_path.startswith("/api/scraper/go/") else "/scraper/"
        seller = _seller(call, after=after)
        result, ended = await _scrape(deps, seller=seller)
        return _answer(outcome.reply(result), HTTPStatus.OK if ended else HTTPStatus.ACCEPTED)

    @api.route("GET", "/api/scraper/jobs/{seller:path}", answers=ScrapeStatus,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.USER,
               summary="How a seller's newest scrape is")  # fmt: skip
    async def status(call: Call[Nothing, None]) -> bytes:
        return await scraping.seller_status(deps.pool, seller=seller_in_path(call.raw_path, after="/jobs/"))

    @api.route("DELETE", "/api/scraper/jobs/{seller:path}", answers=Message,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.USER,
               summary="Cancel a seller's scrape")  # fmt: skip
    async def cancel(call: Call[Nothing, None]) -> Message:
        seller = seller_in_path(call.raw_path, after="/jobs/")
        await scraping.stop(deps.pool, seller=seller)
        return Message(message=f"The scrape of {seller} has been cancelled; what it had stored stays.")


def _register_status(api: Api, deps: ApiDeps) -> None:
    @api.route("GET", "/api/scraper/stats", answers=ScraperStats,
               errors=(errors.CredentialsMissing, errors.ServiceUnavailable),
               access=Access.USER, summary="What is stored, and how busy the road to Discogs is")  # fmt: skip
    async def stats(call: Call[Nothing, None]) -> ScraperStats:
        if deps.scraper is not None:
            await deps.scraper.check()
        else:
            deps.require_credentials()
        return await discogs_status.stats(deps.pool, usage=await deps.usage())

    @api.route("GET", "/api/scraper/test", answers=ScraperReply,
               replies=[Reply(500, "Discogs cannot be asked or refuses the credentials.", answers=DiscogsTestFailed)],
               errors=(errors.CredentialsMissing, errors.ServiceUnavailable),
               access=Access.USER, summary="Ask Discogs who we are")  # fmt: skip
    async def test(call: Call[Nothing, None]) -> Response:
        if deps.scraper is not None:
            reply = await delegated_scraping.test_connection(deps.scraper)
        else:
            deps.require_credentials()
            async with deps.marketplace() as marketplace:
                reply = await discogs_status.test_connection(marketplace)
        return _answer(reply, HTTPStatus.OK if reply["success"] else HTTPStatus.INTERNAL_SERVER_ERROR)


def _seller(call: Call[None, None], *, after: str) -> str:
    if call.request.scope["query_string"]:
        raise errors.InvalidSeller("A seller's name cannot have a question mark in it.")
    return seller_in_path(call.raw_path, after=after)


async def _scrape(deps: ApiDeps, *, seller: str) -> tuple[ScrapeResult, bool]:
    """Return how a new scrape stands after the wait, and whether it has ended; made here or by the service."""
    budget = deps.settings.scrape_response_budget_s
    if deps.scraper is not None:
        return await delegated_scraping.scrape(deps.scraper, seller=seller, wait=budget)
    deps.require_credentials()
    waiting = scraping.Waiting(pool=deps.pool, hub=deps.hub, clock=deps.clock, budget=budget)
    status = await scraping.scrape(waiting, seller=seller)
    outcome.raise_for(status)
    return outcome.result(status), status.state in scraping.ENDED


def _answer(body: object, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
