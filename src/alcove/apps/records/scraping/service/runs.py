"""Scrapes: asked for, waited for, looked at, cancelled."""

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
END_STATES = frozenset({"done", "failed", "cancelled"})
_RECHECK_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitDeps:
    """What waiting for a scrape needs."""

    pool: Pool
    hub: Hub
    clock: Clock
    budget: float


async def request_scrape(connection: Connection, *, seller: str, mode: str = "new") -> int | None:
    """Ask for a scrape within the caller's transaction; None when one of this seller has not ended yet."""
    run_id = await scrapes.insert_run(connection, seller=seller, mode=mode)
    if run_id is None:
        return None
    job = Job(task=SCRAPE_TASK, args={"run_id": run_id}, queue="scraping", lock=f"{SCRAPE_TASK}:{seller.casefold()}")
    job_id = await defer(connection, job)
    if job_id is not None:
        await scrapes.set_job(connection, run_id=run_id, job_id=job_id)
    return run_id


async def scrape_and_wait(waiting: WaitDeps, *, seller: str, mode: str = "new") -> ScrapeStatus:
    """Ask for a scrape and return how it stands once it has ended or the budget is spent."""
    async with waiting.hub.subscribe(scrapes.SCRAPE_CHANNEL) as changes:
        async with transaction(waiting.pool) as connection:
            run_id = await request_scrape(connection, seller=seller, mode=mode)
        if run_id is None:
            raise ScrapeRunning(f"A scrape of {seller} is already running.")
        return await _wait_for_end(waiting, changes=changes, run_id=run_id)


async def _wait_for_end(waiting: WaitDeps, *, changes: Subscription, run_id: int) -> ScrapeStatus:
    deadline = waiting.clock.monotonic() + waiting.budget
    while True:
        status = await read_run_status(waiting.pool, run_id=run_id)
        left = deadline - waiting.clock.monotonic()
        if status.state in END_STATES or left <= 0:
            return status
        await changes.wait(within=min(left, _RECHECK_S), about=lambda change: change.payload == str(run_id))


async def read_run_status(pool: Pool, *, run_id: int) -> ScrapeStatus:
    """Return one run as it stands."""
    found = await scrapes.read_status(pool, run_id=run_id)
    return msgspec.json.decode(found or b"null", type=ScrapeStatus)


async def read_seller_status(pool: Pool, *, seller: str) -> bytes:
    """Return the newest run of a seller as JSON."""
    found = await scrapes.read_newest_status(pool, seller=seller)
    if found is None:
        raise NotFound(f"{seller} has never been scraped.")
    return found


async def cancel_scrape(pool: Pool, *, seller: str) -> None:
    """Cancel a seller's scrape; what its pages have stored stays."""
    async with transaction(pool) as connection:
        found = await scrapes.lock_active_run(connection, seller=seller)
        if found is None:
            raise NotFound(f"No scrape of {seller} is running.")
        run_id, job_id = found
        await scrapes.finish_run(
            connection, run_id=run_id, end=scrapes.RunEnd(state="cancelled", stop_reason="cancelled")
        )
        if job_id is not None:
            await cancel(connection, job_id)
