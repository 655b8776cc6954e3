"""Use cases of sellers: request a scrape, and keep its schedule."""

from datetime import datetime, timedelta

from alcove.apps.records import scraping
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import NotFound, ScrapeRunning
from alcove.apps.records.scraping import Mode
from alcove.apps.records.sellers import store
from alcove.apps.records.sellers.schemas import ScheduleForm, ScrapeRequested
from alcove.apps.records.sellers.store import Schedule
from alcove.foundation.database import Pool, transaction


async def request_scrape(deps: ApiDeps, seller: str, *, mode: Mode) -> ScrapeRequested:
    """Request a scrape and return at once; ScrapeRunning, CredentialsMissing, and the errors of the scraper service."""
    if deps.scraper is not None:
        result, _ = await scraping.scrape_by_service(deps.scraper, seller=seller, mode=mode, wait=0)
        return ScrapeRequested(message=result.message, run=None)
    await deps.require_credentials()
    async with transaction(deps.pool) as connection:
        run_id = await scraping.request_scrape(connection, seller=seller, mode=mode)
    if run_id is None:
        raise ScrapeRunning(f"A scrape of {seller} is already running.")
    run = await scraping.read_run_status(deps.pool, run_id=run_id)
    return ScrapeRequested(message=f"The scrape of {seller} has been requested.", run=run)


async def put_schedule(pool: Pool, form: ScheduleForm, *, seller: str, now: datetime) -> None:
    """Store the schedule of a known seller, whose first scrape is one period from now; NotFound."""
    async with transaction(pool) as connection:
        if await store.read_seller(connection, seller, full_scrape_days=0) is None:
            raise NotFound(f"There is no seller called {seller} here yet: scrape it first.")
        next_run_at = now + timedelta(hours=form.every_hours)
        schedule = Schedule(name=seller, mode=form.mode, every_hours=form.every_hours, next_run_at=next_run_at)
        await store.put_schedule(connection, schedule)


async def delete_schedule(pool: Pool, seller: str) -> None:
    """Delete the schedule of a seller; NotFound."""
    if not await store.delete_schedule(pool, seller):
        raise NotFound(f"{seller} has no schedule.")
