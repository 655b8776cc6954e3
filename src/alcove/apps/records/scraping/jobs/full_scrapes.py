"""Full scrapes at night: an offer that is sold disappears from the inventory, which only a full scrape can see.

On a machine that is off at night they are a day late, and run in daytime.
"""

from datetime import timedelta
from typing import Final

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping.service.runs import request_scrape
from alcove.apps.records.scraping.store import scrapes
from alcove.foundation.database import transaction
from alcove.foundation.telemetry import get_logger

HOURLY: Final = "17 * * * *"
NIGHT_HOURS: Final = range(2, 5)
"""In UTC."""
MAX_SELLERS: Final = 50
"""So many sellers are requested at once at most; they are scraped one after the other."""

log = get_logger("alcove.records.scrape")


async def request_full_scrapes(deps: WorkerDeps) -> None:
    """Request a full scrape of every seller that has had none for RECORDS_FULL_SCRAPE_DAYS, given credentials."""
    days = deps.settings.records_full_scrape_days
    if not days or not await deps.has_credentials():
        return
    now = deps.clock.now()
    before = now - timedelta(days=days if now.hour in NIGHT_HOURS else days + 1)
    for seller in await scrapes.list_due_sellers(deps.pool, before=before, limit=MAX_SELLERS):
        async with transaction(deps.pool) as connection:
            # A seller who is being scraped at the moment is due again an hour later.
            run_id = await request_scrape(connection, seller=seller, mode="full")
        if run_id is not None:
            log.info("full_scrape_requested", seller=seller, run=run_id)
