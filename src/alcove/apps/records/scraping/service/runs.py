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

TASK = "records.scrape"
ENDED = frozenset({"done", "failed", "cancelled"})
_RECHECK = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waiting for a scrape needs."""

    pool: Pool
    hub: Hub
    clock: Clock
    budget: float


async def request_scrape(connection: Connection, *, seller: str, mode: str = "new") -> int | None:
    """Ask for a scrape within the caller's transaction; None when one of this seller has not ended yet."""
    run_id = await scrapes.create(connection, seller=seller, mode=mode)
    if run_id is None:
        return None
    job = Job(task=TASK, args={"run_id": run_id}, queue="scraping", lock=f"{TASK}:{seller.casefold()}")
    job_id = await defer(connection, job)
    if job_id is not None:
        await scrapes.attach_job(connection, run_id=run_id, job_id=job_id)
    return run_id


async def scrape(waiting: Waiting, *, seller: str, mode: str = "new") -> ScrapeStatus:
    """Ask for a scrape and return how it stands once it has ended or the budget is spent."""
    async with waiting.hub.subscribe(scrapes.SCRAPE_CHANNEL) as changes:
        async with transaction(waiting.pool) as connection:
            run_id = await request_scrape(connection, seller=seller, mode=mode)
        if run_id is None:
            raise ScrapeRunning(f"A scrape of {seller} is already running.")
        return await _wait(waiting, changes=changes, run_id=run_id)


async def _wait(waiting: Waiting, *, changes: Subscription, run_id: int) -> ScrapeStatus:
    deadline = waiting.clock.monotonic() + waiting.budget
    while True:
        status = await run_status(waiting.pool, run_id=run_id)
        left = deadline - waiting.clock.monotonic()
        if status.state in ENDED or left <= 0:
            return status
        await changes.wait(within=min(left, _RECHECK), about=lambda change: change.payload == str(run_id))


async def run_status(pool: Pool, *, run_id: int) -> ScrapeStatus:
    """Return one run as it stands."""
    found = await scrapes.status_of_run(pool, run_id=run_id)
    return msgspec.json.decode(found or b"null", type=ScrapeStatus)


async def seller_status(pool: Pool, *, seller: str) -> bytes:
    """Return the newest run of a seller as JSON."""
    found = await scrapes.status_of_seller(pool, seller=seller)
    if found is None:
        raise NotFound(f"{seller} has never been scraped.")
    return found


async def stop(pool: Pool, *, seller: str) -> None:
    """Cancel a seller's scrape; what its pages have stored stays."""
    async with transaction(pool) as connection:
        found = await scrapes.active(connection, seller=seller)
        if found is None:
            raise NotFound(f"No scrape of {seller} is running.")
        run_id, job_id = found
        await scrapes.finish(connection, run_id=run_id, end=scrapes.End(state="cancelled", stop_reason="cancelled"))
        if job_id is not None:
            await cancel(connection, job_id)
