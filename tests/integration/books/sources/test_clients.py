"""Clients of one server share a rate limit; private hosts are allowed only where they are configured."""

import asyncio
import random

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.clients import RateLimitedClientFactory
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg import build
from alcove.foundation.clock import SystemClock
from alcove.foundation.fetch import Network, Policy
from alcove.foundation.fetch.errors import Forbidden
from alcove.foundation.ratelimit import MemoryLimitStore
from integration.books.sources.simulated_catalogues import Catalogues, MemoryBookStore


async def test_clients_with_one_name_share_a_rate_limit(catalogues: Catalogues) -> None:
    """Two clients with the same policy name keep the gap between them; a client with another name does not wait."""
    clock = SystemClock()
    rng = random.Random(1)  # noqa: S311 - seeded
    clients = RateLimitedClientFactory(network=Network(), limits=MemoryLimitStore(clock), clock=clock, rng=rng)
    first = Policy(
        name="one", base_url=catalogues.base, user_agent="tests", allow_private=frozenset({"127.0.0.1"}), retries=0
    )
    second = Policy(name="two", base_url=catalogues.base, user_agent="tests", allow_private=frozenset({"127.0.0.1"}))
    created = [clients(first, gap=0.8), clients(first, gap=0.8), clients(second)]
    await asyncio.gather(*(client.request("GET", f"/{number}") for number, client in enumerate(created)))
    for client in created:
        await client.close()
    at = {request.path: request.at for request in catalogues.simulator.requests}
    assert abs(at["/1"] - at["/0"]) > 0.4
    assert at["/2"] < max(at["/0"], at["/1"])


async def test_only_a_configured_server_may_be_private(catalogues: Catalogues) -> None:
    """With the real network, a configured server on this machine answers; another private host is refused."""
    clock = SystemClock()
    rng = random.Random(1)  # noqa: S311 - seeded
    clients = RateLimitedClientFactory(network=Network(), limits=MemoryLimitStore(clock), clock=clock, rng=rng)
    context = catalogues.make_context()
    source = build(
        SourceContext(
            settings=context.settings, client=clients, clock=context.clock, rng=context.rng,
            book_store=MemoryBookStore(),
        )
    )  # fmt: skip
    assert len(await source.search(Query(text="dracula"), limit=5)) == 1
    await source.close()
    client = clients(Policy(name="other", base_url=catalogues.base, user_agent="tests"))
    with pytest.raises(Forbidden):
        await client.request("GET", "/gutendex/books/")
    await client.close()
