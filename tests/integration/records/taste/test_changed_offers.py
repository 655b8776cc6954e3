"""Offers that change during a training, and models that can no longer be used."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import metadata
from typing import TypeVar

import pytest

from alcove.apps.records.catalogue.store import offers
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.jobs.predictions import LastRanking, predict, read_snapshot_time
from alcove.apps.records.taste.jobs.training import CHECKSUM_MISMATCH, CheckedModel, check_model, train
from alcove.apps.records.taste.model import entry_points
from alcove.apps.records.taste.store import models, training_data
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import ProcessExecutor
from integration.records.taste.simulated_owner import JOB, judge

T = TypeVar("T")

COUNT_JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = $1 AND status = 'todo'"
NOT_CURRENT = """SELECT listing_id FROM discogs_prediction
    WHERE model_id IS DISTINCT FROM (SELECT id FROM discogs_current_model)"""
RAISE_PRICE = "UPDATE discogs_listing SET record_price = record_price + 300 WHERE id = $1"
CHANGE_FORMAT = "UPDATE discogs_record SET format = 'Box Set', wants = wants + 1 WHERE id = $1"


class ChangingOffersExecutor(ProcessExecutor):
    """Changes offers while predictions are computed."""

    def __init__(self, executor: ProcessExecutor, pool: Pool, *, changes: dict[int, str]) -> None:
        super().__init__()
        self._executor = executor
        self._pool = pool
        self._changes = changes

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Change the offers after the first batch has been predicted."""
        result = await self._executor.run(function, *args)
        if isinstance(function, partial) and function.func is entry_points.predict:
            for listing, sql in self._changes.items():
                await self._pool.execute(sql, listing)
            self._changes.clear()
        return result


async def list_unpredicted(pool: Pool) -> set[int]:
    """Return the offers whose prediction is not the current model's."""
    return {row["listing_id"] for row in await pool.fetch(NOT_CURRENT)}


@pytest.mark.slow
async def test_changes_during_a_training_are_predicted_again(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """A price or a record that changes after it was read counts as unpredicted, and the next job predicts it."""
    await judge(shelf, count=60)
    await train(
        replace(
            fast_deps,
            model_executor=ChangingOffersExecutor(
                fast_deps.model_executor, shelf, changes={100: RAISE_PRICE, 150: CHANGE_FORMAT}
            ),
        ),
        JOB,
    )
    assert await list_unpredicted(shelf) == {100, 150}
    assert await shelf.fetchval(COUNT_JOBS, "records.predict") == 1
    await predict(fast_deps, JOB, last_ranking=LastRanking())
    assert await list_unpredicted(shelf) == set()


async def test_a_training_waits_for_open_writes(shelf: Pool, deps: WorkerDeps) -> None:
    """A change with a timestamp before the training's read is committed by then."""
    async with transaction(shelf) as connection:
        await offers.lock_for_writing(connection)
        await connection.execute(RAISE_PRICE, 7)
        waiting = asyncio.create_task(read_snapshot_time(deps))
        _, pending = await asyncio.wait([waiting], timeout=0.2)
        assert pending
    read_at = await waiting
    assert await shelf.fetchval("SELECT outdated_at FROM discogs_prediction WHERE listing_id = 7") < read_at


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE discogs_listing SET record_price = 7 WHERE id = 5",
        "UPDATE discogs_listing SET media_condition = 'Mint (M)' WHERE id = 5",
        "UPDATE discogs_record SET genres = '[\"Polka\"]' WHERE id = 5",
        "UPDATE discogs_record SET haves = haves + 1 WHERE id = 5",
        "UPDATE discogs_record SET year = 1901 WHERE id = 5",
        "UPDATE discogs_listing SET record_id = 6 WHERE id = 5",
    ],
)
async def test_every_input_of_a_prediction_outdates_it(shelf: Pool, change: str) -> None:
    """A change of the price, the grade or the record marks this offer as unpredicted, and no other."""
    await shelf.execute("UPDATE discogs_prediction SET model_id = 1")
    await shelf.execute(change)
    rows = await shelf.fetch("SELECT listing_id FROM discogs_prediction WHERE model_id IS NULL")
    assert [row["listing_id"] for row in rows] == [5]


async def test_other_changes_keep_the_prediction(shelf: Pool) -> None:
    """Seeing, judging or selling an offer keeps its prediction; open offers are those left to judge."""
    await shelf.execute("UPDATE discogs_prediction SET model_id = 1")
    await shelf.execute("UPDATE discogs_listing SET last_seen = now(), predicted_keeper = true")
    await shelf.execute("UPDATE discogs_listing SET evaluated = true WHERE id = 1")
    await shelf.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = 2")
    await shelf.execute("UPDATE discogs_seller SET currency = 'EUR'")
    assert await shelf.fetchval("SELECT count(*) FROM discogs_prediction WHERE model_id IS NULL") == 0
    closed = await shelf.fetch("SELECT listing_id FROM discogs_prediction WHERE NOT open ORDER BY 1")
    assert [row["listing_id"] for row in closed] == [1, 2]
    await shelf.execute("UPDATE discogs_listing SET status = 'For Sale' WHERE id = 2")
    assert await shelf.fetchval("SELECT open FROM discogs_prediction WHERE listing_id = 2")


@pytest.mark.slow
@pytest.mark.parametrize("version", ["linear 2 (scikit-learn 0.1)", "linear 1 (INSTALLED)"])
async def test_a_model_of_another_version_is_retrained(shelf: Pool, fast_deps: WorkerDeps, version: str) -> None:
    """A model of other libraries or of an older format is rejected and a training requested, which replaces it."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    installed = f"scikit-learn {metadata.version('scikit-learn')}, skops {metadata.version('skops')}"
    await shelf.execute(
        "UPDATE discogs_recommendationmodel SET model_version = $1, checksum = sha256(b), model_data = b"
        " FROM (SELECT overlay(model_data PLACING '\\x58585858' FROM 30) AS b"
        " FROM discogs_recommendationmodel) AS other",
        version.replace("INSTALLED", installed),
    )
    await check_model(fast_deps, CheckedModel())
    assert await training_data.find_current_model(shelf) is None
    assert await shelf.fetchval(COUNT_JOBS, "records.train") == 1
    await train(fast_deps, JOB)
    assert await training_data.find_current_model(shelf) is not None
    assert await list_unpredicted(shelf) == set()


@pytest.mark.slow
async def test_a_corrupted_model_is_not_replaced_automatically(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """A changed bundle is rejected, and nothing else happens until somebody requests a training."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    await shelf.execute("UPDATE discogs_recommendationmodel SET model_data = 'harm'")
    await check_model(fast_deps, CheckedModel())
    row = await shelf.fetchrow("SELECT refused FROM discogs_recommendationmodel")
    assert row["refused"] == CHECKSUM_MISMATCH
    assert await shelf.fetchval("SELECT count(*) FROM discogs_listing WHERE predicted_keeper") == 0
    assert await shelf.fetchval(COUNT_JOBS, "records.train") == 0


@pytest.mark.slow
async def test_a_newer_model_is_kept_when_an_older_one_is_rejected(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """A training that ends while the previous model is rejected keeps its predictions."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    older = await training_data.find_newest_model(shelf)
    await judge(shelf, count=5)
    await train(fast_deps, JOB)
    assert older is not None
    async with transaction(shelf) as connection:
        assert not await models.reject_model(connection, model_id=older.id, reason="too old")
    assert await training_data.find_current_model(shelf) is not None
    assert await list_unpredicted(shelf) == set()


async def test_the_first_training_of_older_verdicts_is_requested(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """A migrated database with verdicts gets its first training requested once; without verdicts none."""
    await check_model(fast_deps, CheckedModel())
    assert await shelf.fetchval(COUNT_JOBS, "records.train") == 0
    await judge(shelf, count=30)
    checked = CheckedModel()
    await check_model(fast_deps, checked)
    assert await shelf.fetchval(COUNT_JOBS, "records.train") == 1
    await shelf.execute("DELETE FROM procrastinate_jobs")
    await check_model(fast_deps, checked)
    assert await shelf.fetchval(COUNT_JOBS, "records.train") == 0


@pytest.mark.slow
async def test_a_new_model_is_used_despite_clock_differences(shelf: Pool, fast_deps: WorkerDeps) -> None:
    """A model row with a timestamp in the future does not hide a newer one."""
    await shelf.execute("INSERT INTO discogs_recommendationmodel (updated_at) VALUES (now() + interval '9 days')")
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    assert await training_data.find_current_model(shelf) is not None
