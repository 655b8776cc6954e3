"""The root, identities and profiles."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.responses import NEEDS_SIGN_IN, UNKNOWN_USER, ApiError, reply, user_url
from alcove.simulators.discogs.simulator import caller_of, simulator_of


async def root(_: Request) -> Response:
    """Say hello, as the API does."""
    return reply(
        {
            "hello": "Welcome to the Discogs API.",
            "api_version": "v2",
            "documentation_url": "http://www.discogs.com/developers/",
            "statistics": {"releases": 16_000_000, "artists": 8_000_000, "labels": 2_000_000},
        }
    )


async def identity(request: Request) -> Response:
    """Say who the caller is."""
    caller = caller_of(request)
    if caller.account is None:
        raise ApiError(401, NEEDS_SIGN_IN)
    return reply(
        {
            "id": caller.account.id,
            "username": caller.account.username,
            "resource_url": user_url(request, caller.account.username),
            "consumer_name": caller.consumer or "Personal access token",
        }
    )


async def profile(request: Request) -> Response:
    """Show a seller or an account holder."""
    simulator = simulator_of(request)
    username = request.path_params["username"]
    account, stock = simulator.account(username), simulator.catalogue.stock(username)
    if account is None and stock is None:
        raise ApiError(404, UNKNOWN_USER)
    name = account.username if account else stock.maker.name if stock else username
    return reply(
        shapes.profile(
            name, account, url=user_url(request, name), wanted=len(simulator.wants.of(name)),
            for_sale=len(stock) if stock else 0,
        )
    )  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route("/", root),
    Route("/oauth/identity", identity),
    Route("/users/{username}", profile),
]
