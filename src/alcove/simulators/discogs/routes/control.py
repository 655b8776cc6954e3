"""Routes to control a running simulator: sellers, offers, releases and limits; the real service has none of them."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import serializers
from alcove.simulators.discogs.catalogue import OfferSpec, ReleaseSpec
from alcove.simulators.discogs.config import SellerSpec
from alcove.simulators.discogs.responses import UNKNOWN_LISTING, UNKNOWN_USER, ApiError, base_url, json_response
from alcove.simulators.discogs.simulator import simulator_of

T = TypeVar("T")


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON body in which an unknown field is an error; None means unset."""

    def set_fields(self) -> Mapping[str, Any]:
        """Return the fields that are set."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


class NewOffers(_Body, frozen=True, kw_only=True):
    """Offers to add to a seller's inventory."""

    seller: str
    offers: list[OfferSpec]


class OfferChange(_Body, frozen=True, kw_only=True):
    """Changes of an offer; unset fields stay."""

    price: float | None = None
    status: str | None = None
    condition: str | None = None
    comments: str | None = None


class NewSeller(_Body, frozen=True, kw_only=True):
    """A seller to add or to replace."""

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
    """Return the JSON body of a request decoded as `kind`. Raise ApiError 400 when it is invalid."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ApiError(400, str(error)) from error


async def list_requests(request: Request) -> Response:
    """List the requests since the start or the last reset."""
    return json_response({"requests": simulator_of(request).log.entries()})


async def add_offers(request: Request) -> Response:
    """Add offers and return their ids."""
    simulator, body = simulator_of(request), await decode_body(request, NewOffers)
    if simulator.catalogue.inventory(body.seller) is None:
        raise ApiError(404, UNKNOWN_USER)
    offers = [simulator.catalogue.add(body.seller, spec, now=simulator.clock.now()) for spec in body.offers]
    ids = {"ids": [offer.id for offer in offers], "release_ids": [offer.release.id for offer in offers]}
    return json_response(ids, status=201)


async def change_offer(request: Request) -> Response:
    """Change an offer."""
    changes = (await decode_body(request, OfferChange)).set_fields()
    offer = simulator_of(request).catalogue.change(request.path_params["listing"], **changes)
    if offer is None:
        raise ApiError(404, UNKNOWN_LISTING)
    price = serializers.price_json(offer.price, offer.currency)
    return json_response(serializers.listing_json(offer, base=base_url(request), price=price, signed_in=False))


async def remove_offer(request: Request) -> Response:
    """Remove an offer."""
    if not simulator_of(request).catalogue.remove(request.path_params["listing"]):
        raise ApiError(404, UNKNOWN_LISTING)
    return json_response(None, status=204)


async def put_release(request: Request) -> Response:
    """Create or change a release."""
    release = simulator_of(request).catalogue.put_release(await decode_body(request, ReleaseSpec))
    return json_response(serializers.release_json(release, base=base_url(request), lowest=None, for_sale=0), status=201)


async def add_seller(request: Request) -> Response:
    """Add a seller."""
    fields = dict((await decode_body(request, NewSeller)).set_fields())
    name = fields.pop("name")
    inventory = simulator_of(request).catalogue.add_seller(name, SellerSpec(**fields))
    return json_response({"name": name, "offers": len(inventory)}, status=201)


async def list_sellers(request: Request) -> Response:
    """List the sellers with the number of their offers."""
    catalogue = simulator_of(request).catalogue
    counts = {
        name: len(inventory) for name in catalogue.sellers if (inventory := catalogue.inventory(name)) is not None
    }
    return json_response({"sellers": counts})


async def set_limits(request: Request) -> Response:
    """Set the rate limits."""
    simulator, fields = simulator_of(request), (await decode_body(request, Limits)).set_fields()
    simulator.rate_limit = fields.get("rate_limit", simulator.rate_limit)
    simulator.anonymous_limit = fields.get("anonymous_limit", simulator.anonymous_limit)
    window = simulator.window
    window.length_s = fields.get("window_s", window.length_s)
    return json_response(
        {
            "rate_limit": simulator.rate_limit,
            "anonymous_limit": simulator.anonymous_limit,
            "window_s": window.length_s,
        }
    )


ROUTES: list[BaseRoute] = [
    Route("/_simulator/requests", list_requests),
    Route("/_simulator/sellers", list_sellers),
    Route("/_simulator/sellers", add_seller, methods=["POST"]),
    Route("/_simulator/offers", add_offers, methods=["POST"]),
    Route("/_simulator/offers/{listing:int}", change_offer, methods=["POST"]),
    Route("/_simulator/offers/{listing:int}", remove_offer, methods=["DELETE"]),
    Route("/_simulator/releases", put_release, methods=["POST"]),
    Route("/_simulator/limits", set_limits, methods=["POST"]),
]
