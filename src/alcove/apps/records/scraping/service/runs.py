"""Scrape runs: request, await, read and cancel them."""

import asyncio
from dataclasses import dataclass

import msgspec

from alcove.apps.records.errors import NotFound, ScrapeRunning
from alcove.apps.records.scraping.schemas import ScrapeStatus
from alcove.apps.records.scraping.store import scrapes
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.jobs import Job, cancel, defer
from alcove.foundation.realtime import Hub, Subscription

SCRAPE_TASK = "records.scrape"
QUEUE = "scraping"
END_STATES = frozenset({"done", "failed", "cancelled"})
_RECHECK_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitDeps:
    """What waiting for a scrape needs; `budget` is the longest wait in seconds, which `stopping` ends."""

    pool: Pool
    hub: Hub
    clock: Clock
    budget: float
    stopping: asyncio.Event


async def request_scrape(connection: Connection, *, seller: str, mode: str = "new") -> int | None:
    """Insert a run and defer its job within the caller's transaction; None while the seller has an unfinished run."""
    run_id = await scrapes.insert_run(connection, seller=seller, mode=mode)
    if run_id is not None:
        await _defer_run(connection, run_id=run_id, seller=seller)
    return run_id


async def resume_run(connection: Connection, *, run_id: int, seller: str) -> bool:
    """Let a failed run go on within the caller's transaction; False when it does not go on any more."""
    if not await scrapes.requeue_run(connection, run_id=run_id):
        return False
    await _defer_run(connection, run_id=run_id, seller=seller)
    return True


async def _defer_run(connection: Connection, *, run_id: int, seller: str) -> None:
    job = Job(task=SCRAPE_TASK, args={"run_id": run_id}, queue=QUEUE, lock=f"{SCRAPE_TASK}:{seller.casefold()}")
    job_id = await defer(connection, job)
    if job_id is not None:
        await scrapes.set_job(connection, run_id=run_id, job_id=job_id)


async def scrape_and_wait(deps: WaitDeps, *, seller: str, mode: str = "new") -> ScrapeStatus:
    """Request a scrape and return its status at its end, or when the budget or the process ends; ScrapeRunning."""
    async with deps.hub.subscribe(scrapes.SCRAPE_CHANNEL) as changes:
        async with transaction(deps.pool) as connection:
            run_id = await request_scrape(connection, seller=seller, mode=mode)
        if run_id is None:
            raise ScrapeRunning(f"A scrape of {seller} is already running.")
        return await _wait_for_end(deps, changes=changes, run_id=run_id)


async def _wait_for_end(deps: WaitDeps, *, changes: Subscription, run_id: int) -> ScrapeStatus:
    deadline = deps.clock.monotonic() + deps.budget
    while True:
        status = await read_run_status(deps.pool, run_id=run_id)
        remaining = deadline - deps.clock.monotonic()
        if status.state in END_STATES or remaining <= 0 or deps.stopping.is_set():
            return status
        await changes.wait(
            within=min(remaining, _RECHECK_S),
            unless=deps.stopping,
            about=lambda change: change.payload == str(run_id),
        )


async def read_run_status(source: Pool | Connection, *, run_id: int) -> ScrapeStatus:
    """Return the status of a run."""
    status = await scrapes.read_status(source, run_id=run_id)
    return msgspec.json.decode(status or b"null", type=ScrapeStatus)


async def read_seller_status(pool: Pool, *, seller: str) -> bytes:
    """Return the status of a seller's newest run as JSON; NotFound."""
    status = await scrapes.read_newest_status(pool, seller=seller)
    if status is None:
        raise NotFound(f"{seller} has never been scraped.")
    return status


async def cancel_scrape(pool: Pool, *, seller: str) -> None:
    """Cancel a seller's scrape; its stored pages stay. NotFound when none is running."""
    async with transaction(pool) as connection:
        run = await scrapes.lock_active_run(connection, seller=seller)
        if run is None:
            raise NotFound(f"No scrape of {seller} is running.")
        run_id, job_id = run
        await scrapes.finish_run(
            connection, run_id=run_id, end=scrapes.RunEnd(state="cancelled", stop_reason="cancelled")
        )
        if job_id is not None:
            await cancel(connection, job_id)
