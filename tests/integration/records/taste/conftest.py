"""Generated records, an owner with a taste, and a worker's dependencies without Discogs."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, RateSource
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import ProcessExecutor
from integration.records.taste.simulated_owner import fill_shelf


def refuse_marketplace() -> AbstractAsyncContextManager[Marketplace]:
    """Raise: training needs no marketplace."""
    raise AssertionError("learning asked for the marketplace")


def refuse_rates() -> AbstractAsyncContextManager[RateSource]:
    """Raise: training needs no exchange rates."""
    raise AssertionError("learning asked for exchange rates")


@pytest.fixture(scope="session")
def model_executor() -> Iterator[ProcessExecutor]:
    """Yield one executor for all tests, because starting its process takes seconds."""
    executor = ProcessExecutor()
    yield executor
    executor.terminate()


@pytest.fixture
def deps(pool: Pool, model_executor: ProcessExecutor) -> WorkerDeps:
    """Return the dependencies of a worker that trains."""
    return WorkerDeps(
        pool=pool, clock=SystemClock(), settings=RecordsSettings(), marketplace=refuse_marketplace,
        rate_sources={"refused": refuse_rates}, model_executor=model_executor,
    )  # fmt: skip


@pytest.fixture
async def shelf(pool: Pool) -> Pool:
    """Return a database with 240 offers of 240 records."""
    await fill_shelf(pool, count=240)
    return pool


@pytest.fixture
def fast_deps(deps: WorkerDeps) -> WorkerDeps:
    """Return dependencies with the fastest recommender."""
    return replace(deps, settings=RecordsSettings(ml_recommender="linear"))
