"""E8, E17 to E20 and E24: scrapes, the wantlist and the road to Discogs."""

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.model import seller_in_path
from alcove.apps.records.routes.context import Context
from alcove.apps.records.schemas import (
    DiscogsTestFailed,
    Message,
    Nothing,
    ScrapeResult,
    ScraperReply,
    ScraperStats,
    ScrapeStatus,
    WantForm,
)
from alcove.apps.records.service import outcome, road, scraping, wants
from alcove.apps.records.service.delegation import scraping as delegation
from alcove.foundation.web import Api, Call, Reply

_SCRAPE_ERRORS = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid,
)  # fmt: skip
_UNDER_WAY = "The scrape has not ended within SCRAPE_RESPONSE_BUDGET_S; it goes on."


def register(api: Api, context: Context) -> None:
    """Add the endpoints that reach Discogs."""
    _register_scrapes(api, context)
    _register_road(api, context)

    @api.route("POST", "/add-to-wantlist", "/api/add-to-wantlist", body=WantForm, form=True, answers=Message,
               errors=(errors.InvalidRequest, errors.ReleaseUnknown, errors.CredentialsMissing, errors.UpstreamFailed),
               summary="Put a Discogs release on the owner's wantlist")  # fmt: skip
    async def add_to_wantlist(call: Call[None, WantForm]) -> Message:
        form = call.body
        release = await wants.release_id(context.pool, record_id=form.record_id, listing_id=form.listing_id)
        async with context.marketplace() as marketplace:
            await marketplace.add_to_wantlist(release)
        return Message(message="Added to wantlist!")


def _register_scrapes(api: Api, context: Context) -> None:
    @api.route("POST", "/data/{seller:path}", "/api/data/{seller:path}", answers=ScrapeResult, status=201,
               replies=[Reply(202, _UNDER_WAY, answers=ScrapeResult)], errors=_SCRAPE_ERRORS,
               summary="Scrape a seller's new offers and wait for the result")  # fmt: skip
    async def data(call: Call[None, None]) -> Response:
        if call.raw_path.endswith("/data/"):
            raise errors.NotFound("Nothing is here: the address ends with the seller's name, as in /data/some_seller.")
        seller = _seller(call, after="/data/")
        if context.scraper is not None:
            done = await delegation.scrape(context.scraper, seller=seller, settings=context.settings)
            code = HTTPStatus.CREATED if done.ended else HTTPStatus.ACCEPTED
            return _answer(delegation.result(done, seller=seller), code)
        status = await _scrape(context, seller=seller)
        code = HTTPStatus.CREATED if status.state in scraping.ENDED else HTTPStatus.ACCEPTED
        return _answer(outcome.result(status), code)

    @api.route("POST", "/api/scraper/go/{seller:path}", "/api/scraper/{seller:path}", answers=ScraperReply,
               replies=[Reply(202, _UNDER_WAY, answers=ScraperReply)],
               errors=(*_SCRAPE_ERRORS, errors.ServiceUnavailable),
               summary="Scrape a seller's new offers and wait for the short result")  # fmt: skip
    async def go(call: Call[None, None]) -> Response:
        if call.raw_path == "/api/scraper/go":
            raise errors.InvalidSeller("Give the name of a seller.")
        after = "/scraper/go/" if call.raw_path.startswith("/api/scraper/go/") else "/scraper/"
        seller = _seller(call, after=after)
        if context.scraper is not None:
            done = await context.scraper.scrape(seller, wait=context.settings.scrape_response_budget_s)
            code = HTTPStatus.OK if done.ended else HTTPStatus.ACCEPTED
            return _answer(delegation.reply(done, seller=seller), code)
        status = await _scrape(context, seller=seller)
        code = HTTPStatus.OK if status.state in scraping.ENDED else HTTPStatus.ACCEPTED
        return _answer(outcome.reply(status), code)

    @api.route("GET", "/api/scraper/jobs/{seller:path}", answers=ScrapeStatus,
               errors=(errors.InvalidSeller, errors.NotFound), summary="How a seller's newest scrape is")  # fmt: skip
    async def status(call: Call[Nothing, None]) -> bytes:
        return await scraping.seller_status(context.pool, seller=seller_in_path(call.raw_path, after="/jobs/"))

    @api.route("DELETE", "/api/scraper/jobs/{seller:path}", answers=Message,
               errors=(errors.InvalidSeller, errors.NotFound), summary="Cancel a seller's scrape")  # fmt: skip
    async def cancel(call: Call[Nothing, None]) -> Message:
        seller = seller_in_path(call.raw_path, after="/jobs/")
        await scraping.stop(context.pool, seller=seller)
        return Message(message=f"The scrape of {seller} has been cancelled; what it had stored stays.")


def _register_road(api: Api, context: Context) -> None:
    @api.route("GET", "/api/scraper/stats", answers=ScraperStats,
               errors=(errors.CredentialsMissing, errors.ServiceUnavailable),
               summary="What is stored, and how busy the road to Discogs is")  # fmt: skip
    async def stats(call: Call[Nothing, None]) -> ScraperStats:  # noqa: ARG001
        if context.scraper is not None:
            await context.scraper.check()
        else:
            context.require_credentials()
        return await road.stats(context.pool, usage=await context.usage())

    @api.route("GET", "/api/scraper/test", answers=ScraperReply,
               replies=[Reply(500, "Discogs cannot be asked or refuses the credentials.", answers=DiscogsTestFailed)],
               errors=(errors.CredentialsMissing, errors.ServiceUnavailable),
               summary="Ask Discogs who we are")  # fmt: skip
    async def test(call: Call[Nothing, None]) -> Response:  # noqa: ARG001
        if context.scraper is not None:
            reply = await delegation.test(context.scraper)
        else:
            context.require_credentials()
            async with context.marketplace() as marketplace:
                reply = await road.test(marketplace)
        return _answer(reply, HTTPStatus.OK if reply["success"] else HTTPStatus.INTERNAL_SERVER_ERROR)


def _seller(call: Call[None, None], *, after: str) -> str:
    if call.request.scope["query_string"]:
        raise errors.InvalidSeller("A seller's name cannot have a question mark in it.")
    return seller_in_path(call.raw_path, after=after)


async def _scrape(context: Context, *, seller: str) -> ScrapeStatus:
    context.require_credentials()
    waiting = scraping.Waiting(
        pool=context.pool,
        hub=context.hub,
        clock=context.clock,
        budget=context.settings.scrape_response_budget_s,
    )
    status = await scraping.scrape(waiting, seller=seller)
    outcome.raise_for(status)
    return status


def _answer(body: object, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
