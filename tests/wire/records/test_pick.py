"""E1 to E3 beside a worker: the record of the day is selected for real."""

import asyncio
import math

import httpx2
import msgspec
import pytest

from alcove.apps.records.daily_pick.schemas import Dashboard, Pick
from alcove.apps.records.schemas import Message
from alcove.foundation.database import PgListener, Pool
from integration.records.daily_pick.world import World
from support.clock import FakeClock
from wire.records.strict_decoding import check_listing, decode_strictly

DASHBOARD = "/dashboard/"
REFRESH = "/api/refresh-record-of-the-day/"
JSON = {"content-type": "application/json"}


@pytest.fixture
async def world(dsn: str, pool: Pool, clock: FakeClock) -> World:
    """Return a shop with sixty offers that uses the app's clock."""
    world = World(dsn=dsn, pool=pool, pg_listener=PgListener(dsn), clock=clock)
    await world.stock(60)
    return world


async def read_dashboard(client: httpx2.AsyncClient, **params: str) -> Dashboard:
    """Return the dashboard as the front end asks for it."""
    return decode_strictly(await client.get(DASHBOARD, params=params, headers=JSON), Dashboard)


async def pick_of(client: httpx2.AsyncClient, **params: str) -> Pick:
    """Return the pick, which must exist."""
    pick = (await read_dashboard(client, **params)).record_of_the_day_obj
    assert pick is not None
    return pick


async def test_a_selected_pick_shows_all_ten_terms(client: httpx2.AsyncClient, world: World) -> None:
    """The breakdown has ten finite terms, the same in both places, and no error; S, T and F are consistent."""
    async with world.worker():
        first_dashboard = await read_dashboard(client)
    pick = first_dashboard.record_of_the_day_obj
    assert pick is not None
    check_listing(pick.listing)
    breakdown = msgspec.to_builtins(first_dashboard.breakdown)
    assert breakdown == {name: getattr(pick, name) for name in breakdown}
    assert len(breakdown) == 10
    assert breakdown.pop("selection_method") == "thermodynamic_boltzmann"
    assert all(math.isfinite(number) for number in breakdown.values())
    assert 0.1 <= breakdown["entropy_measure"] <= 0.9
    assert 0.1 <= breakdown["system_temperature"] <= 1.0
    assert breakdown["free_energy"] == pytest.approx(breakdown["utility_term"] - breakdown["entropy_term"], abs=1e-5)
    product = breakdown["system_temperature"] * breakdown["entropy_measure"]
    assert breakdown["entropy_term"] == pytest.approx(product, abs=1e-5)
    assert breakdown["model_score"] == float(pick.listing.score)
    assert breakdown["total_candidates"] == 50


async def test_two_first_requests_show_one_pick(client: httpx2.AsyncClient, world: World) -> None:
    """Two requests of a page in strict mode store one row and show its id, selected and not a fallback."""
    async with world.worker():
        one, other = await asyncio.gather(pick_of(client), pick_of(client))
    assert one == other
    assert one.selection_method == "thermodynamic_boltzmann"
    assert len(await world.rows()) == 1


async def test_concurrent_forced_requests(client: httpx2.AsyncClient, world: World) -> None:
    """Two concurrent forced requests replace the pick once and show the same new one."""
    async with world.worker():
        first = await pick_of(client)
        one, other = await asyncio.gather(pick_of(client, force_refresh="1"), pick_of(client, force_refresh="1"))
    assert one == other
    assert one.id > first.id
    assert one.listing_id != first.listing_id
    assert one.selection_method == "thermodynamic_boltzmann"


async def test_a_vote_then_another_pick(client: httpx2.AsyncClient, world: World) -> None:
    """After a vote and a refresh the new pick has no votes, and the old one's raise the temperature by the formula."""
    await world.pool.execute("UPDATE discogs_listing SET evaluated = true")
    async with world.worker():
        first = await pick_of(client)
        vote = await client.post(f"/vote-record-of-the-day/{first.id}/", data={"desirability": "5", "novelty": "1"})
        assert decode_strictly(vote, Message).message.startswith("Vote submitted")
        assert decode_strictly(await client.post(REFRESH, headers=JSON), Message).message
        second = await pick_of(client)
    assert second.id > first.id
    assert (second.desirability_votes, second.average_desirability) == ([], 0)
    assert first.system_temperature is not None
    # Both draws are among fifty offers but for one, whose score hardly matters to the spread.
    assert second.system_temperature == pytest.approx(first.system_temperature * 1.2, rel=0.01)


async def test_the_next_day_has_another_record(client: httpx2.AsyncClient, world: World, clock: FakeClock) -> None:
    """At midnight UTC by the app's clock there is a new pick, of another record than the day before."""
    async with world.worker():
        first = await pick_of(client)
        clock.advance(12 * 3600)
        assert (await pick_of(client)) == first
        clock.advance(12 * 3600)
        second = await pick_of(client)
    assert (first.date, second.date) == ("2026-01-01", "2026-01-02")
    assert second.listing_id != first.listing_id
