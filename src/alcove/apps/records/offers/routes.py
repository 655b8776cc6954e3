"""The search over offers, the choices of its form, its CSV, and single offers, for pages."""

from starlette.responses import StreamingResponse

from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import InvalidFilters, InvalidRequest, NotFound
from alcove.apps.records.offers import service
from alcove.apps.records.offers.model import parse_cursor
from alcove.apps.records.offers.schemas import (
    CurrencyQuery,
    OfferChoices,
    OfferDetails,
    OfferPage,
    OfferPageQuery,
    OfferQuery,
)
from alcove.apps.records.offers.store import search
from alcove.apps.records.offers.store.conditions import Prices
from alcove.apps.records.streaming_responses import stream_file
from alcove.foundation.web import Access, Api, Call

MAX_PAGE_SIZE = 200


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of offers."""
    _register_search(api, deps)

    @api.route("GET", "/api/records/offers/{id}", query=CurrencyQuery, response_model=OfferDetails, errors=(NotFound,),
               access=Access.USER, summary="An offer with its copies, a price to compare, and reasons")  # fmt: skip
    async def offer(call: Call[CurrencyQuery, None]) -> OfferDetails:
        ids, currency = [service.parse_offer_id(call.path["id"])], call.query.currency
        found = await service.describe_offers(
            deps.pool, ids=ids, currency=currency, settings=deps.settings, clock=deps.clock
        )
        if not found:
            raise NotFound(f"There is no offer {call.path['id']}.")
        return found[0]


def _register_search(api: Api, deps: ApiDeps) -> None:
    async def prices_of(query: OfferQuery) -> Prices:
        return await service.load_prices(deps.pool, currency=query.currency, settings=deps.settings, clock=deps.clock)

    @api.route("GET", "/api/records/offers", query=OfferPageQuery, response_model=OfferPage,
               errors=(InvalidRequest, InvalidFilters),
               access=Access.USER, summary="Offers that match every filter, a page at a time")  # fmt: skip
    async def offers(call: Call[OfferPageQuery, None]) -> bytes:
        filters, after = service.read_filters(call.query), parse_cursor(call.query.after)
        if call.query.after and after is None:
            raise InvalidRequest("`after` is not the `next` of a page.")
        limit = min(max(call.query.limit, 1), MAX_PAGE_SIZE)
        prices = await prices_of(call.query)
        return await search.read_page(
            deps.pool, filters=filters, prices=prices, after=after, limit=limit, group=call.query.group
        )

    @api.route("GET", "/api/records/offers/choices", query=OfferQuery, response_model=OfferChoices,
               errors=(InvalidFilters,), access=Access.USER,
               summary="The genres, styles, formats and grades of a search, with counts")  # fmt: skip
    async def choices(call: Call[OfferQuery, None]) -> bytes:
        filters, prices = service.read_filters(call.query), await prices_of(call.query)
        currencies = await service.list_currencies(deps.pool, settings=deps.settings, clock=deps.clock)
        return await search.read_choices(deps.pool, filters=filters, prices=prices, currencies=currencies)

    @api.route("GET", "/api/records/export.csv", query=OfferQuery, response_model=str, media_type="text/csv",
               headers={"Content-Disposition": "The file name for the browser."}, errors=(InvalidFilters,),
               access=Access.USER, summary="The offers that a search finds, as CSV")  # fmt: skip
    async def export(call: Call[OfferQuery, None]) -> StreamingResponse:
        chunks = service.stream_csv(
            deps.pool, filters=service.read_filters(call.query), prices=await prices_of(call.query)
        )
        return await stream_file(chunks, media_type="text/csv; charset=utf-8", name="offers.csv")
