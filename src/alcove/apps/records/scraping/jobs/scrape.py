"""The scrape of one seller: page by page, each page a transaction, resumable at any instant."""

from dataclasses import replace

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue.model import Rates
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import DatabaseUnavailable, PageLimitReached, RecordsError
from alcove.apps.records.scraping.jobs.details import request_details
from alcove.apps.records.scraping.jobs.page import ParsedPage, fetch_page, store_page
from alcove.apps.records.scraping.jobs.rates import load_usable_rates
from alcove.apps.records.scraping.model import COMPLETE_REASONS, Coverage, StopReason, StopRule
from alcove.apps.records.scraping.store import scrapes
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.taste import request_predictions
from alcove.foundation.database import transaction
from alcove.foundation.jobs import JobRun, is_live
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.scrape")


async def run_scrape(deps: WorkerDeps, job: JobRun, *, run_id: int) -> None:
    """Run or continue the scrape `run_id`; how it ended is told in its row."""
    async with transaction(deps.pool) as connection:
        run = await scrapes.start_run(connection, run_id=run_id)
        if run is None:
            return
        # They wait until the run is over, however it ends: a cancelled one leaves records behind as well.
        await request_details(connection)
    try:
        async with deps.marketplace() as marketplace:
            end = await _InventoryScraper(deps, job, marketplace=marketplace, run=run).run()
    except DatabaseUnavailable:
        # Nothing is known of the seller: the job is tried again.
        raise
    except RecordsError as error:
        log.warning("scrape_failed", seller=run.seller, code=error.code, reason=str(error))
        end = scrapes.RunEnd(state="failed", stop_reason="error", error_code=error.code, error=str(error))
    await _finish_run(deps, run=run, end=end)


async def _finish_run(deps: WorkerDeps, *, run: scrapes.Run, end: scrapes.RunEnd) -> None:
    async with catalogue.write_transaction(deps.pool) as connection:
        if not await scrapes.lock_run(connection, run_id=run.id):
            return
        if run.mode == "full" and end.complete and end.stop_reason == "end":
            end = replace(end, delisted=await catalogue.mark_delisted(connection, seller=run.seller, run_id=run.id))
        await scrapes.finish_run(connection, run_id=run.id, end=end)
        await request_predictions(connection)
    log.info("scrape_ended", seller=run.seller, state=end.state, reason=end.stop_reason, complete=end.complete)


class _InventoryScraper:
    """One walk through an inventory, newest offers first."""

    def __init__(self, deps: WorkerDeps, job: JobRun, *, marketplace: Marketplace, run: scrapes.Run) -> None:
        self._deps = deps
        self._job = job
        self._marketplace = marketplace
        self._run = run
        self._coverage = Coverage(pages=run.page, items=run.items)
        self._furthest = run.page
        self._rule = self._new_rule()
        self._rates: list[Rates | None] = []

    async def run(self) -> scrapes.RunEnd:
        # A run that is taken up again repeats its last page, to decide again whether to go on.
        number = max(self._run.page, 1)
        while True:
            self._job.checkpoint()
            try:
                page = await fetch_page(self._marketplace, seller=self._run.seller, number=number)
            except PageLimitReached:
                return self._end("wall")
            unbroken = self._coverage.add(number, items=None if page.is_past_end else page.items)
            stop = await self._store(page)
            if stop and (unbroken or stop == "cancelled"):
                return self._end(stop)
            if not unbroken:
                log.info("offers_moved", seller=self._run.seller, page=number, back_to=self._coverage.pages + 1)
                self._rule = self._new_rule()
            number = self._coverage.pages + 1

    async def _store(self, page: ParsedPage) -> StopReason | None:
        if page.is_past_end:
            return self._rule.check_page([], page=page.number, pages=page.pages)
        known = await store_page(
            self._deps, run=self._run, page=page, rates=await self._rates_for(page),
            met=self._coverage.pages, is_reread=page.number <= self._furthest,
        )  # fmt: skip
        self._furthest = max(self._furthest, page.number)
        if known is None:
            return "cancelled"
        return self._rule.check_page(known, page=page.number, pages=page.pages)

    async def _rates_for(self, page: ParsedPage) -> Rates | None:
        """Return rates if the page needs some, asked for once a run: a source that fails would cost seconds a page."""
        if not page.needs_rates:
            return None
        if not self._rates:
            self._rates.append(await load_usable_rates(self._deps))
        return self._rates[0]

    def _new_rule(self) -> StopRule:
        settings = self._deps.settings
        return StopRule(
            mode=self._run.mode,
            limit_consecutive=settings.scrape_stop_after_known,
            max_pages=settings.scrape_max_pages,
        )

    def _end(self, stop: StopReason) -> scrapes.RunEnd:
        is_complete, complete = self._coverage.is_complete, stop in COMPLETE_REASONS
        return scrapes.RunEnd(
            state="cancelled" if stop == "cancelled" else "done",
            complete=complete and is_complete,
            stop_reason=stop if is_complete or not complete else scrapes.MOVED,
            seal=is_complete and (complete or stop == "wall"),
        )


async def fail_abandoned_runs(deps: WorkerDeps) -> None:
    """Mark scrapes as failed whose job ended without telling."""
    for run_id, job_id in await scrapes.list_unfinished_runs(deps.pool):
        async with transaction(deps.pool) as connection:
            if job_id is not None and await is_live(connection, job_id):
                continue
            end = scrapes.RunEnd(
                state="failed", stop_reason="error", error_code="internal",
                error="The scrape's job ended unexpectedly; start the scrape again to continue.",
            )  # fmt: skip
            if await scrapes.finish_run(connection, run_id=run_id, end=end):
                log.warning("scrape_abandoned", run=run_id)
