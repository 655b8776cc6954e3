"""Releases, what they cost, and how many are for sale."""

from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.money import convert
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.responses import (
    NEEDS_SETTINGS,
    NEEDS_SIGN_IN,
    UNKNOWN_RELEASE,
    ApiError,
    base_url,
    reply,
)
from alcove.simulators.discogs.simulator import caller_of, currency_of, simulator_of


def _release(request: Request) -> Release:
    release = simulator_of(request).catalogue.release(request.path_params["release"])
    if release is None:
        raise ApiError(404, UNKNOWN_RELEASE)
    return release


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
    release = _release(request)
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
    release = _release(request)
    known = release.want + release.have > 3
    rates = simulator_of(request).config.rates
    return reply(shapes.suggestions(release, rates, currency=account.currency) if known else {})


async def statistics(request: Request) -> Response:
    """Count the copies for sale."""
    release = _release(request)
    lowest = _lowest(request, release)
    price = {"value": lowest[0], "currency": lowest[1]} if lowest else None
    return reply({"num_for_sale": _copies(release), "lowest_price": price, "blocked_from_sale": False})


ROUTES: list[BaseRoute] = [
    Route("/releases/{release:int}", details),
    Route("/marketplace/price_suggestions/{release:int}", suggestions),
    Route("/marketplace/stats/{release:int}", statistics),
]
