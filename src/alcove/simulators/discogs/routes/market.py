"""Inventories and single offers."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.offers import Offer
from alcove.simulators.discogs.responses import (
    UNKNOWN_LISTING,
    UNKNOWN_USER,
    ApiError,
    base_url,
    pagination,
    reply,
    wanted_page,
)
from alcove.simulators.discogs.simulator import caller_of, currency_of, simulator_of
from alcove.simulators.discogs.stock import FOR_SALE, OWNER_SORTS, SORTS

STATUSES: Final = ("All", "Deleted", "Draft", "Expired", "For Sale", "Sold", "Suspended", "Violation")


async def inventory(request: Request) -> Response:
    """List a page of what a seller has for sale."""
    simulator = simulator_of(request)
    stock = simulator.catalogue.stock(request.path_params["username"])
    if stock is None:
        if simulator.account(request.path_params["username"]) is None:
            raise ApiError(404, UNKNOWN_USER)
        stock = simulator.catalogue.empty(request.path_params["username"])
    owned = caller_of(request).owns(stock.maker.name)
    page = wanted_page(request, walled=not owned)
    sort, descending = _order(request, owned=owned)
    currency = currency_of(request)
    keys = stock.keys(sort=sort, descending=descending, statuses=_statuses(request, owned=owned))
    about, headers = pagination(request, page, items=len(keys))
    offers = [offer for key in page.cut(keys) if (offer := simulator.catalogue.offer(stock, key)) is not None]
    items = [_item(request, offer, currency=currency) for offer in offers]
    return reply({"pagination": about, "listings": items}, headers=headers)


def _statuses(request: Request, *, owned: bool) -> tuple[str, ...]:
    status = request.query_params.get("status", "All" if owned else FOR_SALE)
    if status not in STATUSES:
        raise ApiError(422, f"Invalid status: expected one of {', '.join(STATUSES)}.")
    if not owned:
        return (FOR_SALE,)
    return () if status == "All" else (status,)


def _order(request: Request, *, owned: bool) -> tuple[str, bool]:
    sort = request.query_params.get("sort", "listed")
    order = request.query_params.get("sort_order", "asc")
    if sort not in SORTS or (sort in OWNER_SORTS and not owned):
        known = ", ".join(name for name in SORTS if owned or name not in OWNER_SORTS)
        raise ApiError(422, f"Invalid sort: expected one of {known}.")
    if order not in ("asc", "desc"):
        raise ApiError(422, "Invalid sort_order: expected one of asc, desc.")
    return sort, order == "desc"


def _item(request: Request, offer: Offer, *, currency: str) -> dict[str, Any]:
    price = shapes.converted(offer, simulator_of(request).config.rates, currency=currency)
    signed_in = caller_of(request).account is not None
    return shapes.listing(offer, base=base_url(request), price=price, signed_in=signed_in)


async def single(request: Request) -> Response:
    """Show one offer."""
    offer = simulator_of(request).catalogue.find(request.path_params["listing"])
    hidden = offer is not None and offer.status not in (FOR_SALE, "Sold")
    if offer is None or (hidden and not caller_of(request).owns(offer.seller)):
        raise ApiError(404, UNKNOWN_LISTING)
    return reply(_item(request, offer, currency=currency_of(request)))


ROUTES: list[BaseRoute] = [
    Route("/users/{username}/inventory", inventory),
    Route("/marketplace/listings/{listing:int}", single),
]
