"""Steers a running simulator from outside: its sellers, offers, releases and limits; nothing of the real service."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.catalogue import OfferSpec, ReleaseSpec
from alcove.simulators.discogs.config import SellerSpec
from alcove.simulators.discogs.responses import UNKNOWN_LISTING, UNKNOWN_USER, ApiError, base_url, reply
from alcove.simulators.discogs.simulator import simulator_of

T = TypeVar("T")


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON body in which a misspelt field is an error; a field that is None is unset."""

    def given(self) -> Mapping[str, Any]:
        """Return the fields that are set."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


class NewOffers(_Body, frozen=True, kw_only=True):
    """Offers to list for a seller."""

    seller: str
    offers: list[OfferSpec]


class OfferChange(_Body, frozen=True, kw_only=True):
    """What changes about an offer; unset fields stay."""

    price: float | None = None
    status: str | None = None
    condition: str | None = None
    comments: str | None = None


class NewSeller(_Body, frozen=True, kw_only=True):
    """A seller to add, or to start afresh."""

    name: str
    offers: int = 0
    currency: str = "USD"
    ships_from: str = "United States"
    scenes: tuple[str, ...] = ()


class Limits(_Body, frozen=True, kw_only=True):
    """The rate limits; unset ones stay."""

    rate_limit: int | None = None
    anonymous_limit: int | None = None
    window_s: float | None = None


async def decode_body(request: Request, kind: type[T]) -> T:
    """Return the JSON body of a request; ApiError 400 when it is not of the kind."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ApiError(400, str(error)) from error


async def requests(request: Request) -> Response:
    """List the requests seen since the start or the last reset."""
    return reply({"requests": simulator_of(request).log.entries()})


async def add_offers(request: Request) -> Response:
    """List offers and return their numbers."""
    simulator, body = simulator_of(request), await decode_body(request, NewOffers)
    if simulator.catalogue.stock(body.seller) is None:
        raise ApiError(404, UNKNOWN_USER)
    made = [simulator.catalogue.add(body.seller, spec, now=simulator.clock.now()) for spec in body.offers]
    ids = {"ids": [offer.id for offer in made], "release_ids": [offer.release.id for offer in made]}
    return reply(ids, status=201)


async def change_offer(request: Request) -> Response:
    """Change an offer."""
    changes = (await decode_body(request, OfferChange)).given()
    offer = simulator_of(request).catalogue.change(request.path_params["listing"], **changes)
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
    release = simulator_of(request).catalogue.put_release(await decode_body(request, ReleaseSpec))
    return reply(shapes.release_page(release, base=base_url(request), lowest=None, for_sale=0), status=201)


async def add_seller(request: Request) -> Response:
    """Add a seller."""
    given = dict((await decode_body(request, NewSeller)).given())
    name = given.pop("name")
    stock = simulator_of(request).catalogue.add_seller(name, SellerSpec(**given))
    return reply({"name": name, "offers": len(stock)}, status=201)


async def sellers(request: Request) -> Response:
    """List the sellers and how much they have."""
    catalogue = simulator_of(request).catalogue
    counts = {name: len(stock) for name in catalogue.sellers if (stock := catalogue.stock(name)) is not None}
    return reply({"sellers": counts})


async def limits(request: Request) -> Response:
    """Set the rate limits."""
    simulator, given = simulator_of(request), (await decode_body(request, Limits)).given()
    simulator.rate_limit = given.get("rate_limit", simulator.rate_limit)
    simulator.anonymous_limit = given.get("anonymous_limit", simulator.anonymous_limit)
    window = simulator.window
    window.length_s = given.get("window_s", window.length_s)
    return reply(
        {
            "rate_limit": simulator.rate_limit,
            "anonymous_limit": simulator.anonymous_limit,
            "window_s": window.length_s,
        }
    )


ROUTES: list[BaseRoute] = [
    Route("/_simulator/requests", requests),
    Route("/_simulator/sellers", sellers),
    Route("/_simulator/sellers", add_seller, methods=["POST"]),
    Route("/_simulator/offers", add_offers, methods=["POST"]),
    Route("/_simulator/offers/{listing:int}", change_offer, methods=["POST"]),
    Route("/_simulator/offers/{listing:int}", remove_offer, methods=["DELETE"]),
    Route("/_simulator/releases", put_release, methods=["POST"]),
    Route("/_simulator/limits", limits, methods=["POST"]),
]
