"""Inventories and single offers, releases and their prices, and exchange rates in the manner of the free service."""

from decimal import Decimal
from email.utils import format_datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.money import convert
from alcove.simulators.discogs.offers import Offer
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.responses import (
    NEEDS_SETTINGS,
    NEEDS_SIGN_IN,
    UNKNOWN_LISTING,
    UNKNOWN_USER,
    ApiError,
    base_url,
    pagination,
    reply,
    wanted_page,
)
from alcove.simulators.discogs.simulator import caller_of, currency_of, release_of, simulator_of
from alcove.simulators.discogs.stock import FOR_SALE, OWNER_SORTS, SORTS

STATUSES: Final = ("All", "Deleted", "Draft", "Expired", "For Sale", "Sold", "Suspended", "Violation")
DAY_S: Final = 86_400
TERMS: Final = "https://www.exchangerate-api.com/terms"
DOCUMENTS: Final = "https://www.exchangerate-api.com/docs"
KEY_ERRORS: Final = {"inactive-account": 403, "quota-reached": 429, "malformed-request": 400}
"""Keys that are answered with the error of their own name."""


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


def _copies(release: Release) -> int:
    """Return how many copies the whole market offers; single shelves are too few to count them on."""
    return release.have // 11


def _lowest(request: Request, release: Release) -> tuple[float, str] | None:
    currency = currency_of(request)
    dollars = Decimal(str(round(release.price * 0.4, 2)))
    amount = convert(dollars, simulator_of(request).config.rates, source="USD", target=currency)
    return None if amount is None or not _copies(release) else (float(amount), currency)


async def details(request: Request) -> Response:
    """Show a release."""
    release = release_of(request)
    lowest = _lowest(request, release)
    page = shapes.release_page(
        release, base=base_url(request), lowest=lowest[0] if lowest else None, for_sale=_copies(release)
    )
    return reply(page)


async def suggestions(request: Request) -> Response:
    """Suggest prices by grade, to people who have filled out their seller settings."""
    account = caller_of(request).account
    if account is None:
        raise ApiError(401, NEEDS_SIGN_IN)
    if not account.seller_settings:
        raise ApiError(404, NEEDS_SETTINGS)
    release = release_of(request)
    known = release.want + release.have > 3
    rates = simulator_of(request).config.rates
    return reply(shapes.suggestions(release, rates, currency=account.currency) if known else {})


async def statistics(request: Request) -> Response:
    """Count the copies for sale."""
    release = release_of(request)
    lowest = _lowest(request, release)
    price = {"value": lowest[0], "currency": lowest[1]} if lowest else None
    return reply({"num_for_sale": _copies(release), "lowest_price": price, "blocked_from_sale": False})


async def latest(request: Request) -> Response:
    """Answer how many units of each currency one unit of the base buys."""
    simulator = simulator_of(request)
    key, base = request.path_params["key"], request.path_params["base"]
    if key in KEY_ERRORS:
        return _error(key, status=KEY_ERRORS[key])
    if key != simulator.config.exchange_key:
        return _error("invalid-key", status=403)
    rates = simulator.config.rates
    if base not in rates:
        return _error("unsupported-code", status=404)
    now = simulator.clock.now().replace(hour=0, minute=0, second=1, microsecond=0)
    stamp = int(now.timestamp())
    following = now.fromtimestamp(stamp + DAY_S, now.tzinfo)
    return reply(
        {
            "result": "success",
            "documentation": DOCUMENTS,
            "terms_of_use": TERMS,
            "time_last_update_unix": stamp,
            "time_last_update_utc": format_datetime(now),
            "time_next_update_unix": stamp + DAY_S,
            "time_next_update_utc": format_datetime(following),
            "base_code": base,
            "conversion_rates": {code: round(float(rate / rates[base]), 4) for code, rate in rates.items()},
        }
    )


def _error(kind: str, *, status: int) -> Response:
    body = {"result": "error", "documentation": DOCUMENTS, "terms-of-use": TERMS, "error-type": kind}
    return reply(body, status=status)


ROUTES: list[BaseRoute] = [
    Route("/users/{username}/inventory", inventory),
    Route("/marketplace/listings/{listing:int}", single),
    Route("/releases/{release:int}", details),
    Route("/marketplace/price_suggestions/{release:int}", suggestions),
    Route("/marketplace/stats/{release:int}", statistics),
    Route("/v6/{key}/latest/{base}", latest),
]
