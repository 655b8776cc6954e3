"""Servers are asked at their pace, whoever in the process asks."""

import asyncio
import random

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.clients import Clients
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg import build
from alcove.foundation.clock import SystemClock
from alcove.foundation.fetch import Network, Policy
from alcove.foundation.fetch.errors import Forbidden
from alcove.foundation.ratelimit import MemoryLimitStore
from integration.books.sources.around import Catalogues, Remembered


async def test_sources_of_one_name_share_their_pace(catalogues: Catalogues) -> None:
    """Two clients of one policy's name do not ask at the same time; those of another name do not wait for them."""
    clock = SystemClock()
    clients = Clients(network=Network(), limits=MemoryLimitStore(clock), clock=clock, rng=random.Random(1))  # noqa: S311 - seeded
    own = Policy(
        name="one", base_url=catalogues.base, user_agent="tests", allow_private=frozenset({"127.0.0.1"}), retries=0
    )
    other = Policy(name="two", base_url=catalogues.base, user_agent="tests", allow_private=frozenset({"127.0.0.1"}))
    made = [clients(own, gap=0.8), clients(own, gap=0.8), clients(other)]
    await asyncio.gather(*(client.request("GET", f"/{number}") for number, client in enumerate(made)))
    for client in made:
        await client.close()
    at = {seen.path: seen.at for seen in catalogues.simulator.seen}
    assert abs(at["/1"] - at["/0"]) > 0.4
    assert at["/2"] < max(at["/0"], at["/1"])


async def test_a_server_of_the_owner_may_be_private_the_usual_one_may_not(catalogues: Catalogues) -> None:
    """Through the real way out, a named server on this machine answers; a private host of another name does not."""
    rng = random.Random(1)  # noqa: S311 - seeded
    clients = Clients(network=Network(), limits=MemoryLimitStore(SystemClock()), clock=SystemClock(), rng=rng)
    surroundings = catalogues.context()
    source = build(
        SourceContext(
            settings=surroundings.settings, client=clients, clock=surroundings.clock, rng=surroundings.rng,
            remember=Remembered(),
        )
    )  # fmt: skip
    assert len(await source.search(Query(text="dracula"), limit=5)) == 1
    await source.close()
    client = clients(Policy(name="stranger", base_url=catalogues.base, user_agent="tests"))
    with pytest.raises(Forbidden):
        await client.request("GET", "/gutendex/books/")
    await client.close()
