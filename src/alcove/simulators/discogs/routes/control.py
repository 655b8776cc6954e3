"""Steers a running simulator from outside; none of it exists at the real service."""

from typing import Any, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.catalogue import OfferSpec, ReleaseSpec
from alcove.simulators.discogs.errors import UNKNOWN_LISTING, UNKNOWN_USER, ApiError
from alcove.simulators.discogs.faults import Faults
from alcove.simulators.discogs.sellers import SellerSpec
from alcove.simulators.discogs.simulator import simulator_of
from alcove.simulators.discogs.wire import base_url, reply

T = TypeVar("T")


class NewOffers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Offers to list for a seller."""

    seller: str
    offers: list[OfferSpec]


class OfferChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What changes about an offer; unset fields stay."""

    price: float | None = None
    status: str | None = None
    condition: str | None = None
    comments: str | None = None


class NewSeller(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seller to add, or to start afresh."""

    name: str
    offers: int = 0
    currency: str = "USD"
    ships_from: str = "United States"
    scenes: tuple[str, ...] = ()


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rate limits; unset ones stay."""

    rate_limit: int | None = None
    anonymous_limit: int | None = None
    window_s: float | None = None


class Reset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to forget."""

    what: Literal["requests", "window", "faults"]


async def _body(request: Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ApiError(400, str(error)) from error


async def requests(request: Request) -> Response:
    """List the requests seen since the start or the last reset."""
    return reply({"requests": simulator_of(request).log.entries()})


async def add_offers(request: Request) -> Response:
    """List offers and return their numbers."""
    simulator, body = simulator_of(request), await _body(request, NewOffers)
    if simulator.catalogue.stock(body.seller) is None:
        raise ApiError(404, UNKNOWN_USER)
    made = [simulator.catalogue.add(body.seller, spec, now=simulator.clock.now()) for spec in body.offers]
    ids = {"ids": [offer.id for offer in made], "release_ids": [offer.release.id for offer in made]}
    return reply(ids, status=201)


async def change_offer(request: Request) -> Response:
    """Change an offer."""
    simulator, body = simulator_of(request), await _body(request, OfferChange)
    changes: dict[str, Any] = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not None}
    offer = simulator.catalogue.change(request.path_params["listing"], **changes)
    if offer is None:
        raise ApiError(404, UNKNOWN_LISTING)
    price = shapes.money(offer.price, offer.currency)
    return reply(shapes.listing(offer, base=base_url(request), price=price, signed_in=False))


async def remove_offer(request: Request) -> Response:
    """Take an offer away."""
    if not simulator_of(request).catalogue.remove(request.path_params["listing"]):
        raise ApiError(404, UNKNOWN_LISTING)
    return reply(None, status=204)


async def put_release(request: Request) -> Response:
    """Make or change a release."""
    release = simulator_of(request).catalogue.put_release(await _body(request, ReleaseSpec))
    return reply(shapes.release_page(release, base=base_url(request), lowest=None, for_sale=0), status=201)


async def add_seller(request: Request) -> Response:
    """Add a seller."""
    body = await _body(request, NewSeller)
    spec = SellerSpec(offers=body.offers, currency=body.currency, ships_from=body.ships_from, scenes=body.scenes)
    stock = simulator_of(request).catalogue.add_seller(body.name, spec)
    return reply({"name": body.name, "offers": len(stock)}, status=201)


async def sellers(request: Request) -> Response:
    """List the sellers and how much they have."""
    catalogue = simulator_of(request).catalogue
    counts = {name: len(stock) for name in catalogue.sellers if (stock := catalogue.stock(name)) is not None}
    return reply({"sellers": counts})


async def faults(request: Request) -> Response:
    """Set what goes wrong from now on; an empty object ends all faults."""
    simulator = simulator_of(request)
    simulator.faults.use(await _body(request, Faults))
    return reply(simulator.faults.faults)


async def limits(request: Request) -> Response:
    """Set the rate limits."""
    simulator, body = simulator_of(request), await _body(request, Limits)
    simulator.rate_limit = simulator.rate_limit if body.rate_limit is None else body.rate_limit
    simulator.anonymous_limit = simulator.anonymous_limit if body.anonymous_limit is None else body.anonymous_limit
    simulator.window.length_s = simulator.window.length_s if body.window_s is None else body.window_s
    return reply(
        Limits(
            rate_limit=simulator.rate_limit, anonymous_limit=simulator.anonymous_limit,
            window_s=simulator.window.length_s,
        )
    )  # fmt: skip


async def reset(request: Request) -> Response:
    """Forget requests, the rate window or the faults."""
    simulator, body = simulator_of(request), await _body(request, Reset)
    match body.what:
        case "requests":
            simulator.log.clear()
        case "window":
            simulator.window.clear()
        case "faults":
            simulator.faults.use(Faults())
    return reply({"reset": body.what})


async def revoke(request: Request) -> Response:
    """Take back the access tokens of a person, as revoking an application does."""
    return reply({"revoked": simulator_of(request).oauth.revoke(request.path_params["username"])})


ROUTES: list[BaseRoute] = [
    Route("/_simulator/requests", requests),
    Route("/_simulator/sellers", sellers),
    Route("/_simulator/sellers", add_seller, methods=["POST"]),
    Route("/_simulator/offers", add_offers, methods=["POST"]),
    Route("/_simulator/offers/{listing:int}", change_offer, methods=["POST"]),
    Route("/_simulator/offers/{listing:int}", remove_offer, methods=["DELETE"]),
    Route("/_simulator/releases", put_release, methods=["POST"]),
    Route("/_simulator/faults", faults, methods=["POST"]),
    Route("/_simulator/limits", limits, methods=["POST"]),
    Route("/_simulator/reset", reset, methods=["POST"]),
    Route("/_simulator/revoke/{username}", revoke, methods=["POST"]),
]
