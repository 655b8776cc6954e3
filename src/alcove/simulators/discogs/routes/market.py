"""Routes of inventories, listings, releases and prices, and of the exchange rate services."""

from decimal import Decimal
from email.utils import format_datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import serializers
from alcove.simulators.discogs.images import MAX_SIZE, draw_cover
from alcove.simulators.discogs.inventory import FOR_SALE, OWNER_SORTS, SORTS
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
    json_response,
    pagination,
    requested_page,
)
from alcove.simulators.discogs.simulator import caller_of, currency_of, release_of, simulator_of

STATUSES: Final = ("All", "Deleted", "Draft", "Expired", "For Sale", "Sold", "Suspended", "Violation")
DAY_S: Final = 86_400
TERMS: Final = "https://www.exchangerate-api.com/terms"
DOCUMENTS: Final = "https://www.exchangerate-api.com/docs"
CENTRAL_BANK_TABLE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
\t\t<Cube time='{day}'>
{cubes}\t\t</Cube>
\t</Cube>
</gesmes:Envelope>
"""
KEY_ERRORS: Final = {"inactive-account": 403, "quota-reached": 429, "malformed-request": 400}
"""API keys that return the error with their name, and its status."""


async def list_inventory(request: Request) -> Response:
    """Return a page of a seller's inventory."""
    simulator = simulator_of(request)
    inventory = simulator.catalogue.inventory(request.path_params["username"])
    if inventory is None:
        if simulator.account(request.path_params["username"]) is None:
            raise ApiError(404, UNKNOWN_USER)
        inventory = simulator.catalogue.empty_inventory(request.path_params["username"])
    owned = caller_of(request).owns(inventory.generator.name)
    page = requested_page(request, limited=not owned)
    sort, descending = _order(request, owned=owned)
    currency = currency_of(request)
    keys = inventory.keys(sort=sort, descending=descending, statuses=_statuses(request, owned=owned))
    page_info, headers = pagination(request, page, items=len(keys))
    offers = [
        offer for key in page.slice_page(keys) if (offer := simulator.catalogue.offer(inventory, key)) is not None
    ]
    items = [_item(request, offer, currency=currency) for offer in offers]
    return json_response({"pagination": page_info, "listings": items}, headers=headers)


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
    config = simulator_of(request).config
    target = currency if config.converts_prices else offer.currency
    price = serializers.converted_price(offer, config.rates, currency=target)
    signed_in = caller_of(request).account is not None
    return serializers.listing_json(offer, base=base_url(request), price=price, signed_in=signed_in)


async def get_listing(request: Request) -> Response:
    """Return one offer."""
    offer = simulator_of(request).catalogue.find(request.path_params["listing"])
    hidden = offer is not None and offer.status not in (FOR_SALE, "Sold")
    if offer is None or (hidden and not caller_of(request).owns(offer.seller)):
        raise ApiError(404, UNKNOWN_LISTING)
    return json_response(_item(request, offer, currency=currency_of(request)))


def _copies_for_sale(release: Release) -> int:
    """Return the number of copies for sale, estimated from the collections: the simulated sellers are too few."""
    return release.have // 11


def _lowest_price(request: Request, release: Release) -> tuple[float, str] | None:
    currency = currency_of(request)
    dollars = Decimal(str(round(release.price * 0.4, 2)))
    amount = convert(dollars, simulator_of(request).config.rates, source="USD", target=currency)
    return None if amount is None or not _copies_for_sale(release) else (float(amount), currency)


async def get_release(request: Request) -> Response:
    """Return a release."""
    release = release_of(request)
    lowest = _lowest_price(request, release)
    page = serializers.release_json(
        release, base=base_url(request), lowest=lowest[0] if lowest else None, for_sale=_copies_for_sale(release)
    )
    return json_response(page)


async def release_image(request: Request) -> Response:
    """Return the cover of a release."""
    size = min(max(request.path_params["size"], 1), MAX_SIZE)
    return Response(draw_cover(release_of(request).id, size=size), media_type="image/png")


async def price_suggestions(request: Request) -> Response:
    """Return suggested prices by grade, for accounts with seller settings."""
    account = caller_of(request).account
    if account is None:
        raise ApiError(401, NEEDS_SIGN_IN)
    if not account.seller_settings:
        raise ApiError(404, NEEDS_SETTINGS)
    release = release_of(request)
    known = release.want + release.have > 3
    rates = simulator_of(request).config.rates
    return json_response(serializers.price_suggestions_json(release, rates, currency=account.currency) if known else {})


async def market_statistics(request: Request) -> Response:
    """Return the number of copies for sale and the lowest price."""
    release = release_of(request)
    lowest = _lowest_price(request, release)
    price = {"value": lowest[0], "currency": lowest[1]} if lowest else None
    return json_response({"num_for_sale": _copies_for_sale(release), "lowest_price": price, "blocked_from_sale": False})


async def latest_rates(request: Request) -> Response:
    """Return the exchange rates of a base currency."""
    simulator = simulator_of(request)
    key, base = request.path_params["key"], request.path_params["base"]
    if key in KEY_ERRORS:
        return _exchange_error(key, status=KEY_ERRORS[key])
    if key != simulator.config.exchange_key:
        return _exchange_error("invalid-key", status=403)
    rates = simulator.config.rates
    if base not in rates:
        return _exchange_error("unsupported-code", status=404)
    now = simulator.clock.now().replace(hour=0, minute=0, second=1, microsecond=0)
    stamp = int(now.timestamp())
    next_update = now.fromtimestamp(stamp + DAY_S, now.tzinfo)
    return json_response(
        {
            "result": "success",
            "documentation": DOCUMENTS,
            "terms_of_use": TERMS,
            "time_last_update_unix": stamp,
            "time_last_update_utc": format_datetime(now),
            "time_next_update_unix": stamp + DAY_S,
            "time_next_update_utc": format_datetime(next_update),
            "base_code": base,
            "conversion_rates": {code: round(float(rate / rates[base]), 4) for code, rate in rates.items()},
        }
    )


async def central_bank_table(request: Request) -> Response:
    """Return the reference rates of the European Central Bank, in its format: units per euro."""
    simulator = simulator_of(request)
    rates = simulator.config.central_bank_rates or simulator.config.rates
    day = simulator.clock.now().date().isoformat()
    cubes = "".join(
        f"\t\t\t<Cube currency='{code}' rate='{round(rate / rates['EUR'], 4)}'/>\n"
        for code, rate in rates.items()
        if code != "EUR"
    )
    return Response(CENTRAL_BANK_TABLE.format(day=day, cubes=cubes), media_type="text/xml")


def _exchange_error(kind: str, *, status: int) -> Response:
    body = {"result": "error", "documentation": DOCUMENTS, "terms-of-use": TERMS, "error-type": kind}
    return json_response(body, status=status)


ROUTES: list[BaseRoute] = [
    Route("/users/{username}/inventory", list_inventory),
    Route("/marketplace/listings/{listing:int}", get_listing),
    Route("/releases/{release:int}", get_release),
    Route("/images/{release:int}/{size:int}.png", release_image),
    Route("/marketplace/price_suggestions/{release:int}", price_suggestions),
    Route("/marketplace/stats/{release:int}", market_statistics),
    Route("/v6/{key}/latest/{base}", latest_rates),
    Route("/stats/eurofxref/eurofxref-daily.xml", central_bank_table),
]
