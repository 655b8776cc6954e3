"""A worker picks by itself: at midnight UTC, and when it starts."""

import asyncio
import time
from datetime import UTC, date, datetime

import pytest
from procrastinate import App
from procrastinate.periodic import PeriodicTask
from procrastinate.testing import InMemoryConnector

from alcove.apps.records.build import build_tasks
from alcove.apps.records.daily_pick.jobs import pick_daily
from integration.records.daily_pick.world import TODAY, World
from support.clock import FakeClock
from support.notified import add_members, list_notified
from support.until import until_async

MONDAY = date(2026, 3, 30)


async def test_a_tick_picks_for_the_utc_day(world: World) -> None:
    """A second before midnight the tick picks for the old day, at midnight for the new one, once each."""
    await world.stock(20)
    world.clock = FakeClock(datetime(2026, 3, 29, 23, 59, 59, tzinfo=UTC))
    deps = world.deps()
    await pick_daily(deps)
    await pick_daily(deps)
    assert [row["date"] for row in await world.rows()] == [TODAY]
    world.clock.advance(1)
    await asyncio.gather(pick_daily(deps), pick_daily(deps))
    rows = await world.rows()
    assert [row["date"] for row in rows] == [TODAY, MONDAY]
    assert {row["selection_method"] for row in rows} == {"thermodynamic_boltzmann"}
    assert rows[0]["listing_id"] != rows[1]["listing_id"]


async def test_a_tick_without_offers_picks_nothing(world: World) -> None:
    """Without offers the tick does nothing; once there are offers it picks."""
    await pick_daily(world.deps())
    assert await world.rows() == []
    await world.stock(1)
    await pick_daily(world.deps())
    assert len(await world.rows()) == 1


async def test_a_tick_does_not_replace_a_fallback(world: World) -> None:
    """The pick of a day stays, selected or a fallback, until a client requests another."""
    await world.stock(20)
    fallback = await world.pick()
    await pick_daily(world.deps())
    assert await world.pick() == fallback


async def test_a_worker_picks_when_it_starts(world: World) -> None:
    """A worker that starts on a day without a pick selects one."""
    await world.stock(20)
    async with world.worker(daily=True):
        await until_async(world.rows)
    (row,) = await world.rows()
    assert (row["date"], row["selection_method"]) == (TODAY, "thermodynamic_boltzmann")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati"])
def test_midnight_utc_is_a_tick_in_every_time_zone(world: World, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every time zone of the machine the task is due at 00:00 UTC of the next day, and within five minutes."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        (task,) = [task for task in build_tasks(world.deps()) if task.name == "records.pick-daily"]
        assert task.cron is not None
        registered = App(connector=InMemoryConnector()).task(name=task.name)(pick_daily)
        periodic = PeriodicTask(task=registered, cron=task.cron, periodic_id="", configure_kwargs={})
        start = datetime(2026, 3, 29, 23, 57, tzinfo=UTC).timestamp()
        assert (
            periodic.croniter.get_next(ret_type=float, start_time=start)
            == datetime(2026, 3, 30, tzinfo=UTC).timestamp()
        )
        start = datetime(2026, 3, 29, 12, 3, tzinfo=UTC).timestamp()
        assert start - periodic.croniter.get_prev(ret_type=float, start_time=start) <= 300
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_members_are_notified_of_a_pick(world: World) -> None:
    """Each member is notified of a stored pick with its record, once however often the tick comes."""
    await add_members(world.pool, "records", "ann")
    await world.stock(20)
    for _ in range(2):
        await pick_daily(world.deps())
    ((name, kind, title, body),) = await list_notified(world.pool)
    assert (name, kind, body) == ("ann", "records.pick_drawn", f"Picked for {TODAY}.")
    assert title.startswith("Record of the day: ")
