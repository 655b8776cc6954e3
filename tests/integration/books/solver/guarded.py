"""A guarded site, the ways to pass it, and a client that calls it."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from alcove.apps.books.sources.solver import Clearance, Unsolved
from alcove.apps.books.sources.solver.flaresolverr import FlareSolverr
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Breaker, Client, Network, NoLimit, Policy, Timeouts
from alcove.foundation.settings import NetworkSettings
from fixtures.books.solver import FlareSolverrSimulator, Guard
from support.clock import FakeClock
from support.servers import serve_async

SITE = "catalog.example"
PUBLIC = "93.184.216.34"


class Names:
    """A name service in which names lead where a test wants."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses or (PUBLIC,)

    async def resolve(self, _host: str, _port: int) -> Sequence[str]:
        """Return the addresses."""
        return self.addresses


async def shop(scope: Any, receive: Any, send: Any) -> None:
    """Answer with what was asked for, or as the path says."""
    if scope["type"] != "http":
        return
    request = Request(scope, receive)
    headers = {"X-Agent": request.headers.get("user-agent", ""), "X-Cookie": request.headers.get("cookie", "")}
    answers: dict[str, Response] = {
        "/forbidden": PlainTextResponse("no admittance", 403, headers),
        "/large-refusal": PlainTextResponse("x" * 600_000, 403, headers),
        "/file": Response(bytes(300_000), media_type="application/epub+zip", headers=headers),
    }
    answer = answers.get(request.url.path) or PlainTextResponse(f"welcome to {request.url.path}", 200, headers)
    if request.url.path == "/file":
        answer.headers["Content-Disposition"] = "attachment; filename=book.epub"
    await answer(scope, receive, send)


@asynccontextmanager
async def guarded(**terms: Any) -> AsyncIterator[tuple[Guard, str]]:
    """Serve the shop behind a guard and yield both."""
    guard = Guard(shop, **terms)
    async with serve_async(guard) as base:
        yield guard, base


def plain_client(*, network: Network | None = None) -> Client:
    """Return a client that may call loopback, as a source has one."""
    policy = Policy(
        name="shop",
        base_url="",
        user_agent="Alcove/test",
        allow_private=frozenset({"127.0.0.1", "localhost"}),
        retries=0,
        breaker=Breaker(failures=1000),
    )
    return Client(policy, limiter=NoLimit(), clock=FakeClock(), rng=_seeded(), network=network)


@asynccontextmanager
async def service(
    simulator: FlareSolverrSimulator,
    *,
    clock: Clock,
    network: Network | None = None,
    allow_private: Sequence[str] = (),
    read: float = 5.0,
) -> AsyncIterator[FlareSolverr]:
    """Serve a FlareSolverr and yield the solver that asks it."""
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
        http = Client(policy, limiter=NoLimit(), clock=FakeClock(), rng=_seeded())
        solver = FlareSolverr(
            http,
            path="/v1",
            timeout_ms=60_000,
            network=network or network_of(),
            clock=clock,
            rng=_seeded(),
            allow_private=allow_private,
        )
        yield solver
        await solver.close()


def network_of(*addresses: str, **settings: Any) -> Network:
    """Return a network in which all names have these addresses, a public one if none is given."""
    return Network(NetworkSettings(**settings), resolver=Names(*addresses))


class Never:
    """A solver that fails and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def clear(self, url: str) -> Clearance:
        """Fail."""
        self.asked.append(url)
        raise Unsolved("not today")

    async def close(self) -> None:
        """Do nothing."""


def _seeded() -> random.Random:
    return random.Random(1)  # noqa: S311 - seeded
