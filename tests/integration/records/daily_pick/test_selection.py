"""Picks selected by a worker: requested, stored once, replaced, and replaced by a fallback."""

import asyncio
import math
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta

import msgspec
import pytest

from alcove.apps.records.daily_pick import PICK_CHANNEL
from alcove.apps.records.daily_pick.model import CandidateTerms
from alcove.apps.records.daily_pick.service import picks
from alcove.apps.records.daily_pick.service.picks import PickOutcome, PickRequest
from alcove.apps.records.daily_pick.service.worker_selection import PICK_TASK, QUEUE
from alcove.apps.records.errors import NoCandidate
from alcove.foundation.database import notify, transaction
from alcove.foundation.jobs import JSON, Job, JobRun, ProcessExecutor, Task, cancel, defer, worker_alive
from integration.jobs.workers import worker
from integration.records.daily_pick.world import TODAY, World
from support.until import until_async

HAS_ENDED = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'succeeded')"

TERMS = (
    "model_score", "entropy_measure", "system_temperature", "utility_term", "entropy_term", "free_energy",
    "selection_probability", "total_candidates", "cluster_count", "selection_method",
)  # fmt: skip


@pytest.mark.slow
async def test_a_worker_selects_in_its_child_process(world: World) -> None:
    """The first request of a day selects a record in a child process; every term is stored and shown."""
    best = await world.stock(60)
    selection_executor = ProcessExecutor()
    async with world.worker(selection_executor=selection_executor):
        stored_picks = await world.read_dashboard()
        assert selection_executor.pid is not None
    selection_executor.terminate()
    (row,) = await world.rows()
    pick = stored_picks["record_of_the_day_obj"]
    assert (pick["id"], pick["date"], pick["listing_id"]) == (row["id"], "2026-03-29", row["listing_id"])
    assert row["listing_id"] in best[:50]
    assert {name: row[name] for name in TERMS} == stored_picks["breakdown"] == {name: pick[name] for name in TERMS}
    assert (row["total_candidates"], row["cluster_count"]) == (50, 5)
    assert (row["selection_method"], row["error"]) == ("thermodynamic_boltzmann", None)
    assert row["free_energy"] == pytest.approx(row["utility_term"] - row["entropy_term"], abs=1e-5)
    assert row["entropy_term"] == pytest.approx(row["system_temperature"] * row["entropy_measure"], abs=1e-5)
    assert 0.1 <= row["entropy_measure"] <= 0.9
    assert 0.1 <= row["system_temperature"] <= 1.0


async def test_a_stored_seed_reproduces_the_pick(world: World) -> None:
    """The stored seed and the same candidates give the stored pick."""
    await world.stock(60)
    async with world.worker():
        await world.read_dashboard()
    (row,) = await world.rows()
    await world.pool.execute("DELETE FROM discogs_recordoftheday")
    second = await world.select(row["seed"])
    assert {name: getattr(second, name) for name in TERMS} == {name: row[name] for name in TERMS}
    assert second.listing_id == row["listing_id"]


async def test_concurrent_first_requests_share_one_pick(world: World) -> None:
    """Two requests of a front end in strict mode, and ten more, get one row; one job has selected it."""
    await world.stock(20)
    async with world.worker():
        stored_picks = await asyncio.gather(*(world.pick() for _ in range(12)))
    assert len({pick["id"] for pick in stored_picks}) == 1
    assert len(await world.rows()) == 1
    assert await world.read_dashboard() == await world.read_dashboard()


async def test_a_day_keeps_its_pick(world: World) -> None:
    """Later requests of the day get the same row and no worker is used; the next day has its own."""
    await world.stock(20)
    async with world.worker():
        first = await world.pick()
    assert await world.pick() == first
    async with world.worker():
        second = await world.pick(today=TODAY + timedelta(days=1))
    assert second["id"] > first["id"]
    assert second["listing_id"] != first["listing_id"]
    assert [row["date"] for row in await world.rows()] == [TODAY, TODAY + timedelta(days=1)]


async def test_without_a_worker_the_best_score_is_picked_at_once(world: World) -> None:
    """If no worker is alive, the best score is stored without waiting, marked as a fallback."""
    best = await world.stock(20)
    stored_picks = await world.read_dashboard(budget=3600)
    assert stored_picks["record_of_the_day"]["id"] == best[0]
    assert stored_picks["breakdown"]["selection_method"] == "fallback_highest_score"
    assert stored_picks["breakdown"]["error"] == "No worker is running."
    assert [stored_picks["breakdown"][name] for name in TERMS[1:3]] == [0, 0]
    assert {stored_picks["breakdown"][name] for name in TERMS[3:9]} == {None}
    (row,) = await world.rows()
    assert row["seed"] is None


async def test_fallbacks_exclude_recent_picks(world: World) -> None:
    """Each day gets the best score among the offers that were not picked recently."""
    best = await world.stock(20)
    stored_picks = [(await world.pick(today=TODAY + timedelta(days=day)))["listing_id"] for day in range(4)]
    assert stored_picks == best[:4]


async def test_a_worker_of_other_queues_is_not_waited_for(world: World) -> None:
    """A worker that only scrapes does not count: the best score is stored at once."""
    best = await world.stock(20)
    async with world.worker(queues=("scraping",)):
        pick = await world.pick(budget=60)
    assert (pick["listing_id"], pick["error"]) == (best[0], "No worker is running.")


async def test_a_busy_worker_costs_no_more_than_the_budget(world: World) -> None:
    """When the budget is spent the best score is stored, and the job that runs later changes nothing."""
    best = await world.stock(20)
    async with world.worker():
        async with world.pool.acquire() as connection:
            ahead = await defer(connection, Job(task="nobody's", queue="nobody's", lock=PICK_TASK))
        pick = await world.pick(budget=0.3)
        assert (pick["listing_id"], pick["error"]) == (best[0], "The worker has not picked within 0.3 s.")
    async with world.pool.acquire() as connection:
        assert ahead is not None
        assert await cancel(connection, ahead)
    async with world.worker(daily=True):
        await world.wait_until_idle()
        assert await world.pick() == pick
        await world.replace()
        new_pick = await world.pick()
    assert new_pick["selection_method"] == "thermodynamic_boltzmann"
    assert new_pick["id"] > pick["id"]
    assert new_pick["listing_id"] != pick["listing_id"]


async def test_a_replacement_is_another_record_under_a_new_id(world: World) -> None:
    """Each replacement has a new id and another record, and the day has one row."""
    await world.stock(4)
    async with world.worker():
        before = await world.pick()
        for _ in range(4):
            await world.replace()
            after = await world.pick()
            assert after["id"] > before["id"]
            assert after["listing_id"] != before["listing_id"]
            assert after["selection_method"] == "thermodynamic_boltzmann"
            assert after["total_candidates"] == 3
            before = after
    assert len(await world.rows()) == 1


async def test_the_only_candidate_replaces_itself(world: World) -> None:
    """With one candidate a replacement is the same listing with a new id."""
    (only,) = await world.stock(1)
    async with world.worker():
        first = await world.pick()
        await world.replace()
        second = await world.pick()
    assert (first["listing_id"], second["listing_id"], second["id"] > first["id"]) == (only, only, True)
    assert (second["selection_probability"], second["entropy_measure"]) == (1, 0.5)


async def test_concurrent_replacements_share_one_pick(world: World) -> None:
    """Clients that replace the same pick concurrently get one replacement."""
    await world.stock(20)
    async with world.worker():
        first = await world.pick()
        await asyncio.gather(*(world.replace() for _ in range(6)))
        second = await world.pick()
        last_id = await world.pool.fetchval("SELECT max(id) FROM discogs_recordoftheday")
    assert second["id"] == last_id
    assert second["id"] > first["id"]
    assert len(await world.rows()) == 1


async def test_no_candidate_is_reported_at_once(world: World) -> None:
    """If every score is too low, the worker reports it and the best positive one is stored."""
    await world.stock(3)
    await world.pool.execute("ALTER TABLE discogs_listing DISABLE TRIGGER USER")
    await world.pool.execute("UPDATE discogs_listing SET score = 0.4")
    async with world.worker():
        pick = await world.pick()
        assert pick["error"] == "No offer for sale has a price and a score above 0.5."
        assert pick["selection_method"] == "fallback_highest_score"
        await world.pool.execute("UPDATE discogs_listing SET score = 0")
        with pytest.raises(NoCandidate):
            await world.replace()
        assert await world.pick() == pick


async def test_an_offer_sold_meanwhile_is_not_picked(world: World) -> None:
    """A pick that is sold before it is stored is not stored, and the pick of the day stays."""
    best = await world.stock(5)
    before = await world.pick()
    selection = await world.select(1)
    await world.pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = $1", selection.listing_id)
    with pytest.raises(NoCandidate):
        await picks.store_pick(world.pool, PickRequest(TODAY, before["id"]), pick=selection)
    assert (await world.pick())["id"] == before["id"]
    assert selection.listing_id in best


async def test_a_late_selection_is_not_stored(world: World) -> None:
    """Replacing a pick that was replaced meanwhile changes nothing."""
    await world.stock(5)
    before = await world.pick()
    selection = await world.select(1)
    await world.replace()
    after = await world.pick()
    assert await picks.store_pick(world.pool, PickRequest(TODAY, before["id"]), pick=selection) is None
    assert await picks.store_pick(world.pool, PickRequest(TODAY, None), pick=selection) is None
    assert await world.pick() == after


async def test_votes_change_the_next_selection(world: World) -> None:
    """A vote raises T by a fifth of its share and S of the same genre by 30 % of it; a replaced pick's votes stay."""
    await world.stock(30)
    await world.pool.execute("UPDATE discogs_listing SET evaluated = true")
    first = await world.pick()
    before = await world.select(7)
    await picks.add_vote(world.pool, pick_id=first["id"], desirability=4, novelty="3")
    voted = await world.select(7)
    temperature = before.system_temperature * (1 + 0.2 * 0.75)
    assert voted.system_temperature == pytest.approx(temperature)
    genres = {
        row["id"]: msgspec.json.decode(row["genres"])
        for row in await world.pool.fetch(
            "SELECT l.id, r.genres FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id"
        )
    }
    same_genre = 0
    for one, other in zip(before.table, voted.table, strict=True):
        shares = genres[one.listing_id] == genres[first["listing_id"]]
        same_genre += shares
        assert other.entropy_measure == pytest.approx(_read_shared_genre(one, share=0.5 if shares else 0.0))
        assert other.free_energy == pytest.approx(one.utility_term - temperature * other.entropy_measure)
    assert 0 < same_genre < len(before.table)
    await world.replace()
    after = await world.select(7)
    assert after.system_temperature == pytest.approx(temperature, rel=0.02)
    assert math.fsum(terms.selection_probability for terms in after.table) == pytest.approx(1)


def _read_shared_genre(terms: CandidateTerms, *, share: float) -> float:
    return min(terms.entropy_measure * (1 + 0.3 * share), 0.9)


async def test_the_notification_of_an_error_may_be_late(world: World) -> None:
    """If the job has ended before the notification of its error arrives, the error is reported all the same."""
    request = PickRequest(TODAY, None)

    async def end_silently(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        """End without a pick; the test notifies later."""

    async with worker(world.dsn, Task(PICK_TASK, end_silently), queues=[QUEUE]):
        await until_async(lambda: worker_alive(world.pool, queue=QUEUE))
        selecting = asyncio.create_task(world.strategy().select(request))
        await until_async(lambda: world.pool.fetchval(HAS_ENDED))
        # Longer than the second after which the selection looks at the job again.
        await asyncio.sleep(1.2)
        outcome = PickOutcome(str(request), error="Nothing is for sale.")
        async with transaction(world.pool) as connection:
            await notify(connection, PICK_CHANNEL, msgspec.json.encode(outcome).decode())
        assert await selecting == "Nothing is for sale."


@pytest.mark.parametrize("by_worker", [True, False])
async def test_a_sold_pick_is_replaced(world: World, *, by_worker: bool) -> None:
    """When the record of the day is sold, the next dashboard shows another one; its votes stay with its offer."""
    await world.stock(20)
    async with world.worker() if by_worker else nullcontext():
        first = (await world.read_dashboard())["record_of_the_day_obj"]
        await picks.add_vote(world.pool, pick_id=first["id"], desirability=5, novelty=4)
        sold = first["listing_id"]
        await world.pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = $1", sold)
        second = (await world.read_dashboard())["record_of_the_day_obj"]
        assert second["listing_id"] != sold
        assert (await world.read_dashboard())["record_of_the_day_obj"] == second
    votes = "SELECT desirability_rating FROM discogs_recordofthedayfeedback WHERE listing_id = $1"
    assert await world.pool.fetchval(votes, sold) == 5


async def test_the_last_sold_pick_stays(world: World) -> None:
    """When nothing else is for sale, the sold record stays."""
    await world.stock(1)
    first = (await world.read_dashboard())["record_of_the_day_obj"]
    await world.pool.execute("UPDATE discogs_listing SET status = 'Delisted'")
    assert (await world.read_dashboard())["record_of_the_day_obj"]["id"] == first["id"]
