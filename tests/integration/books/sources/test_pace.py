"""Servers are asked at their pace, whoever in the process asks."""

import asyncio
import random

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.clients import PATIENCE, Clients, Pace
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg import build
from alcove.foundation.clock import SystemClock
from alcove.foundation.fetch import Network, Policy, RateLimited, ResponseInfo
from alcove.foundation.fetch.errors import Forbidden
from integration.books.sources.around import Catalogues, Remembered
from support.clock import FakeClock


async def starts(pace: Pace, clock: FakeClock, count: int) -> list[float]:
    """Return when some requests start that come at once."""
    when = []
    for _ in range(count):
        async with pace.slot():
            when.append(clock.monotonic())
    return when


async def test_a_gap_lies_between_starts() -> None:
    """The first one starts at once, each further one a gap later; a wider gap counts from then on."""
    clock = FakeClock()
    pace = Pace("x", gap=2.0, clock=clock)
    assert await starts(pace, clock, 3) == [0.0, 2.0, 4.0]
    pace.widen(5.0)
    pace.widen(1.0)
    assert await starts(pace, clock, 2) == [6.0, 11.0]
    clock.advance(100)
    assert (await pace.usage()).pause == 0.0
    assert await starts(pace, clock, 1) == [111.0]


@pytest.mark.parametrize(("status", "header", "seconds"), [(429, "7", 7.0), (503, "5", 5.0), (429, None, 30.0)])
async def test_a_refusal_keeps_everybody_away(status: int, header: str | None, seconds: float) -> None:
    """What `Retry-After` asks for is obeyed by all who come later."""
    clock = FakeClock()
    pace = Pace("x", gap=0.5, clock=clock)
    async with pace.slot():
        held = await pace.observe(ResponseInfo(status, {"Retry-After": header} if header else {}))
    assert held == seconds
    assert await starts(pace, clock, 2) == [seconds, seconds + 0.5]
    assert await pace.observe(ResponseInfo(503)) == 0.0


async def test_nobody_waits_for_long() -> None:
    """When the next start is too far away, that is said at once, with when to come back."""
    clock = FakeClock()
    pace = Pace("x", gap=1.0, clock=clock)
    await pace.observe(ResponseInfo(429, {"Retry-After": "600"}))
    with pytest.raises(RateLimited) as raised:
        await starts(pace, clock, 1)
    assert raised.value.after == 600.0
    assert clock.monotonic() == 0.0
    clock.advance(600 - PATIENCE)
    assert await starts(pace, clock, 1) == [600.0]


async def test_who_gives_up_leaves_no_gap() -> None:
    """Requests that are cancelled while they wait do not make those wait that come later."""
    clock = SystemClock()
    pace = Pace("x", gap=0.2, clock=clock)

    async def one() -> float:
        async with pace.slot():
            return clock.monotonic()

    first = await one()
    gone = [asyncio.create_task(one()) for _ in range(100)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    assert 0.19 < await one() - first < 5


async def test_a_long_row_is_refused_at_its_end() -> None:
    """Who would wait for too long behind others is told at once."""
    clock = SystemClock()
    pace = Pace("x", gap=10.0, clock=clock)

    async def one() -> None:
        async with pace.slot():
            pass

    await one()
    waiting = [asyncio.create_task(one()) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited, match="away"):
        await one()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_sources_of_one_name_share_their_pace(catalogues: Catalogues) -> None:
    """Two clients of one policy's name do not ask at the same time; those of another name do not wait for them."""
    clock = SystemClock()
    clients = Clients(network=Network(), clock=clock, rng=random.Random(1))  # noqa: S311 - seeded
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
    clients = Clients(network=Network(), clock=SystemClock(), rng=random.Random(1))  # noqa: S311 - seeded
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
