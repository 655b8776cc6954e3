"""A site with a browser challenge, solvers for it, and a client that calls it."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from alcove.apps.books.sources.solver import ChallengeNotSolved, Clearance
from alcove.apps.books.sources.solver.flaresolverr import FlareSolverr
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Breaker, Client, Network, NoLimit, Policy, Timeouts
from alcove.foundation.settings import NetworkSettings
from fixtures.books.solver import ChallengeMiddleware, FlareSolverrSimulator
from support.clock import FakeClock
from support.servers import serve_async

SITE = "catalog.example"
PUBLIC = "93.184.216.34"


class StaticResolver:
    """A Resolver that returns the same addresses for every name."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses or (PUBLIC,)

    async def resolve(self, _host: str, _port: int) -> Sequence[str]:
        """Return the addresses."""
        return self.addresses


async def site_app(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the requested path, or as the path says."""
    if scope["type"] != "http":
        return
    request = Request(scope, receive)
    headers = {"X-Agent": request.headers.get("user-agent", ""), "X-Cookie": request.headers.get("cookie", "")}
    responses: dict[str, Response] = {
        "/forbidden": PlainTextResponse("access denied", 403, headers),
        "/large-refusal": PlainTextResponse("x" * 600_000, 403, headers),
        "/file": Response(bytes(300_000), media_type="application/epub+zip", headers=headers),
    }
    response = responses.get(request.url.path) or PlainTextResponse(f"welcome to {request.url.path}", 200, headers)
    if request.url.path == "/file":
        response.headers["Content-Disposition"] = "attachment; filename=book.epub"
    await response(scope, receive, send)


@asynccontextmanager
async def serve_challenge_site(**options: Any) -> AsyncIterator[tuple[ChallengeMiddleware, str]]:
    """Serve the site behind a challenge; yield the middleware and the base URL."""
    site = ChallengeMiddleware(site_app, **options)
    async with serve_async(site) as base:
        yield site, base


def make_client(*, network: Network | None = None) -> Client:
    """Return a client that may call loopback, like that of a source."""
    policy = Policy(
        name="shop",
        base_url="",
        user_agent="Alcove/test",
        allow_private=frozenset({"127.0.0.1", "localhost"}),
        retries=0,
        breaker=Breaker(failures=1000),
    )
    return Client(policy, limiter=NoLimit(), clock=FakeClock(), rng=seeded_rng(), network=network)


@asynccontextmanager
async def serve_flaresolverr(
    simulator: FlareSolverrSimulator,
    *,
    clock: Clock,
    network: Network | None = None,
    allow_private: Sequence[str] = (),
    read: float = 5.0,
) -> AsyncIterator[FlareSolverr]:
    """Serve a FlareSolverr and yield a solver that uses it."""
    async with serve_async(simulator) as base:
        policy = Policy(
            name="challenge-solver",
            base_url=base,
            user_agent="Alcove/test",
            timeout=Timeouts(connect=1.0, read=read, total=read + 1),
            retries=0,
            allow_private=frozenset({urlsplit(base).hostname or ""}),
            breaker=Breaker(failures=1000),
        )
        http = Client(policy, limiter=NoLimit(), clock=FakeClock(), rng=seeded_rng())
        solver = FlareSolverr(
            http,
            path="/v1",
            timeout_ms=60_000,
            network=network or make_network(),
            clock=clock,
            rng=seeded_rng(),
            allow_private=allow_private,
        )
        yield solver
        await solver.close()


def make_network(*addresses: str, **settings: Any) -> Network:
    """Return a network in which all names have these addresses, by default a public one."""
    return Network(NetworkSettings(**settings), resolver=StaticResolver(*addresses))


class FailingSolver:
    """A solver that always fails and records its calls."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    async def solve(self, url: str) -> Clearance:
        """Fail."""
        self.urls.append(url)
        raise ChallengeNotSolved("always fails")

    async def close(self) -> None:
        """Do nothing."""


def seeded_rng() -> random.Random:
    """Return a seeded random number generator."""
    return random.Random(1)  # noqa: S311 - seeded
