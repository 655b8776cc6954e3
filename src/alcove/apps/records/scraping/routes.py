"""E8, E18 to E20 and E24: scrapes and the connection to Discogs."""

from http import HTTPStatus
from typing import Final, get_args

import msgspec
from starlette.responses import Response

from alcove.apps.records import errors
from alcove.apps.records.catalogue.model import parse_seller_in_path
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import Message, NoParameters
from alcove.apps.records.scraping.model import Mode
from alcove.apps.records.scraping.schemas import (
    DiscogsTestFailed,
    ScrapeQuery,
    ScrapeResult,
    ScraperReply,
    ScraperStats,
    ScrapeStatus,
)
from alcove.apps.records.scraping.service import discogs_status, results, runs, scraper_service
from alcove.foundation.web import Access, Api, Call, Link, ResponseSpec

_SCRAPE_ERRORS = (
    errors.InvalidSeller, errors.SellerUnknown, errors.ScrapeRunning, errors.ScrapeCancelled, errors.UpstreamFailed,
    errors.CredentialsMissing, errors.CredentialsInvalid,
)  # fmt: skip
_QUERIES = frozenset({b"", *(f"mode={mode}".encode() for mode in get_args(Mode))})
"""All queries of a scrape; any other one is a part of the seller's name after an unencoded question mark."""
_STILL_RUNNING = "The scrape has not ended within SCRAPE_RESPONSE_BUDGET_S; it goes on."

_SAME_SELLER: Final = {"seller": "$request.path.seller"}
_LINKS: Final = [Link(f"{method} /api/scraper/jobs/{{seller}}", _SAME_SELLER) for method in ("GET", "DELETE")]


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of scrapes and of the connection to Discogs."""
    _register_scrapes(api, deps)
    _register_status(api, deps)


def _register_scrapes(api: Api, deps: ApiDeps) -> None:
    @api.route("POST", "/data/{seller:path}", "/api/data/{seller:path}", query=ScrapeQuery,
               response_model=ScrapeResult, status=201,
               responses=[ResponseSpec(202, _STILL_RUNNING, model=ScrapeResult)], errors=_SCRAPE_ERRORS,
               links=_LINKS,
               access=Access.USER, summary="Scrape a seller's new offers or all; whole result")  # fmt: skip
    async def data(call: Call[ScrapeQuery, None]) -> Response:
        if call.raw_path.endswith("/data/"):
            raise errors.NotFound("Nothing is here: the address ends with the seller's name, as in /data/some_seller.")
        seller = _parse_seller(call, after="/data/")
        try:
            result, ended = await _scrape(deps, seller=seller, mode=call.query.mode)
        except errors.ServiceUnavailable as error:
            # For this endpoint an unavailable service is a failure upstream.
            raise errors.UpstreamFailed(error.message, details=error.details) from error
        return _json_response(result, HTTPStatus.CREATED if ended else HTTPStatus.ACCEPTED)

    @api.route("POST", "/api/scraper/go/{seller:path}", "/api/scraper/{seller:path}", query=ScrapeQuery,
               response_model=ScraperReply,
               responses=[ResponseSpec(202, _STILL_RUNNING, model=ScraperReply)],
               errors=(*_SCRAPE_ERRORS, errors.ServiceUnavailable), links=_LINKS,
               access=Access.USER, summary="Scrape a seller's new offers or all; short result")  # fmt: skip
    async def go(call: Call[ScrapeQuery, None]) -> Response:
        if call.raw_path == "/api/scraper/go":
            raise errors.InvalidSeller("Give the name of a seller.")
        after = "/scraper/go/" if call.raw_path.startswith("/api/scraper/go/") else "/scraper/"
        seller = _parse_seller(call, after=after)
        result, ended = await _scrape(deps, seller=seller, mode=call.query.mode)
        return _json_response(results.build_short_result(result), HTTPStatus.OK if ended else HTTPStatus.ACCEPTED)

    @api.route("GET", "/api/scraper/jobs/{seller:path}", response_model=ScrapeStatus,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.USER,
               summary="Status of a seller's newest scrape")  # fmt: skip
    async def status(call: Call[NoParameters, None]) -> bytes:
        return await runs.read_seller_status(deps.pool, seller=parse_seller_in_path(call.raw_path, after="/jobs/"))

    @api.route("DELETE", "/api/scraper/jobs/{seller:path}", response_model=Message,
               errors=(errors.InvalidSeller, errors.NotFound), access=Access.USER,
               summary="Cancel a seller's scrape")  # fmt: skip
    async def cancel(call: Call[NoParameters, None]) -> Message:
        seller = parse_seller_in_path(call.raw_path, after="/jobs/")
        await runs.cancel_scrape(deps.pool, seller=seller)
        return Message(message=f"The scrape of {seller} has been cancelled; what it had stored stays.")


def _register_status(api: Api, deps: ApiDeps) -> None:
    @api.route("GET", "/api/scraper/stats", response_model=ScraperStats,
               errors=(errors.CredentialsMissing, errors.ServiceUnavailable),
               access=Access.USER, summary="What is stored, and the use of the rate limit")  # fmt: skip
    async def stats(call: Call[NoParameters, None]) -> ScraperStats:
        if deps.scraper is not None:
            await deps.scraper.check()
        else:
            await deps.require_credentials()
        return await discogs_status.read_stats(
            deps.pool, usage=await deps.usage(), settings=deps.settings, now=deps.clock.now()
        )

    @api.route("GET", "/api/scraper/test", same_site_only=True, response_model=ScraperReply,
               responses=[
                   ResponseSpec(500, "Discogs cannot be reached or refuses the credentials.", model=DiscogsTestFailed)
               ],
               errors=(errors.CredentialsMissing, errors.ServiceUnavailable),
               access=Access.USER, summary="Test the connection to Discogs and the credentials")  # fmt: skip
    async def test(call: Call[NoParameters, None]) -> Response:
        if deps.scraper is not None:
            reply = await scraper_service.test_connection(deps.scraper)
        else:
            await deps.require_credentials()
            async with deps.marketplace() as marketplace:
                reply = await discogs_status.test_connection(marketplace)
        return _json_response(reply, HTTPStatus.OK if reply["success"] else HTTPStatus.INTERNAL_SERVER_ERROR)


def _parse_seller(call: Call[ScrapeQuery, None], *, after: str) -> str:
    if call.request.scope["query_string"] not in _QUERIES:
        raise errors.InvalidSeller("A seller's name cannot have a question mark in it.")
    return parse_seller_in_path(call.raw_path, after=after)


async def _scrape(deps: ApiDeps, *, seller: str, mode: Mode) -> tuple[ScrapeResult, bool]:
    """Return the result of a new scrape after the wait, and whether it has ended; the service runs it if configured."""
    budget = deps.settings.scrape_response_budget_s
    if deps.scraper is not None:
        return await scraper_service.scrape_by_service(deps.scraper, seller=seller, mode=mode, wait=budget)
    await deps.require_credentials()
    wait_deps = runs.WaitDeps(pool=deps.pool, hub=deps.hub, clock=deps.clock, budget=budget, stopping=deps.stopping)
    status = await runs.scrape_and_wait(wait_deps, seller=seller, mode=mode)
    results.raise_for_status(status)
    return results.build_result(status), status.state in runs.END_STATES


def _json_response(body: object, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
