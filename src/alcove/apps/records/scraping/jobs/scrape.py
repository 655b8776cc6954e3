"""The scrape of one seller: page by page, one transaction per page, resumable at any time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue.model import Rates
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import (
    CredentialsInvalid,
    CredentialsMissing,
    PageLimitReached,
    RecordsError,
    UpstreamFailed,
)
from alcove.apps.records.notifications import notify_scrape_end, request_saved_searches
from alcove.apps.records.scraping.jobs.details import request_details
from alcove.apps.records.scraping.jobs.page import ParsedPage, fetch_page, store_page
from alcove.apps.records.scraping.jobs.rates import load_rates
from alcove.apps.records.scraping.model import COMPLETE_REASONS, Coverage, StopReason, StopRule
from alcove.apps.records.scraping.service.results import describe_status
from alcove.apps.records.scraping.service.runs import read_run_status, resume_run
from alcove.apps.records.scraping.store import scrapes, waits
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.taste import request_predictions
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import JobRun, is_live
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

TEMPORARY_ERRORS: Final = (UpstreamFailed, CredentialsMissing, CredentialsInvalid)
RETRY_PAUSE: Final = backoff(15 * 60.0, 24 * 3600.0)
"""Seconds after which a failed run goes on, by the number of its attempts."""
MAX_RETRIES_AT_ONCE: Final = 20

log = get_logger("alcove.records.scrape")


async def run_scrape(deps: WorkerDeps, job: JobRun, *, run_id: int) -> None:
    """Run or resume the scrape `run_id`; its row records how it ended."""
    async with transaction(deps.pool) as connection:
        run = await scrapes.start_run(connection, run_id=run_id)
        if run is None:
            return
        # Details are fetched after the run, however it ends: a cancelled one has stored records, too.
        await request_details(connection)
    try:
        async with deps.marketplace() as marketplace:
            end = await _InventoryScraper(deps, job, marketplace=marketplace, run=run).run()
    except RecordsError as error:
        log.warning("scrape_failed", seller=run.seller, code=error.code, reason=str(error))
        end = scrapes.RunEnd(
            state="failed", stop_reason="error", error_code=error.code, error=str(error),
            retry_at=_find_retry_time(deps, run, error=error),
        )  # fmt: skip
    await _finish_run(deps, run=run, end=end)


def _find_retry_time(deps: WorkerDeps, run: scrapes.Run, *, error: RecordsError) -> datetime | None:
    """Return when a failed run goes on by itself, after pauses that grow; None if another try would fail as well."""
    if not isinstance(error, TEMPORARY_ERRORS):
        return None
    return deps.clock.now() + timedelta(seconds=RETRY_PAUSE(run.attempts))


async def _finish_run(deps: WorkerDeps, *, run: scrapes.Run, end: scrapes.RunEnd) -> None:
    async with catalogue.write_transaction(deps.pool) as connection:
        if not await scrapes.lock_run(connection, run_id=run.id):
            return
        if run.mode == "full" and end.complete and end.stop_reason == "end":
            end = replace(end, delisted=await catalogue.mark_delisted(connection, seller=run.seller, run_id=run.id))
        await scrapes.finish_run(connection, run_id=run.id, end=end)
        await _notify_end(connection, run=run, end=end)
        await request_predictions(connection)
        await request_saved_searches(connection)
        if end.state == "done":
            # Discogs answers: what waits for it need not wait any longer.
            await waits.clear(connection, waits.DETAILS)
    log.info("scrape_ended", seller=run.seller, state=end.state, reason=end.stop_reason, complete=end.complete)


async def _notify_end(connection: Connection, *, run: scrapes.Run, end: scrapes.RunEnd) -> None:
    """Notify of a scrape that is over; one that goes on by itself, or that a person cancelled, is not."""
    if end.state == "cancelled" or end.retry_at is not None:
        return
    failed = end.state == "failed"
    summary = end.error or "" if failed else describe_status(await read_run_status(connection, run_id=run.id))
    await notify_scrape_end(connection, run_id=run.id, seller=run.seller, failed=failed, summary=summary)


class _InventoryScraper:
    """Scrapes the pages of one inventory, newest offers first."""

    def __init__(self, deps: WorkerDeps, job: JobRun, *, marketplace: Marketplace, run: scrapes.Run) -> None:
        self._deps = deps
        self._job = job
        self._marketplace = marketplace
        self._run = run
        self._coverage = Coverage(pages=run.page, items=run.items)
        self._last_page = run.page
        self._rule = self._new_rule()
        self._currencies: frozenset[str] = frozenset()
        """The currencies for which `_rates` have been loaded."""
        self._rates: Rates | None = None

    async def run(self) -> scrapes.RunEnd:
        # A resumed run reads its last page again, to decide whether to continue.
        number = max(self._run.page, 1)
        while True:
            self._job.checkpoint()
            try:
                page = await fetch_page(self._marketplace, seller=self._run.seller, number=number)
            except PageLimitReached:
                return self._build_end("wall")
            is_gapless = self._coverage.add(number, items=None if page.is_past_end else page.items)
            stop = await self._store(page)
            if stop and (is_gapless or stop == "cancelled"):
                return self._build_end(stop)
            if not is_gapless:
                log.info("offers_moved", seller=self._run.seller, page=number, reread_from=self._coverage.pages + 1)
                self._rule = self._new_rule()
            number = self._coverage.pages + 1

    async def _store(self, page: ParsedPage) -> StopReason | None:
        if page.is_past_end:
            return self._rule.check_page([], page=page.number, pages=page.pages)
        known = await store_page(
            self._deps, run=self._run, page=page, rates=await self._load_rates_for(page),
            covered_pages=self._coverage.pages, is_reread=page.number <= self._last_page,
        )  # fmt: skip
        self._last_page = max(self._last_page, page.number)
        if known is None:
            return "cancelled"
        return self._rule.check_page(known, page=page.number, pages=page.pages)

    async def _load_rates_for(self, page: ParsedPage) -> Rates | None:
        """Return rates if the page needs them; loaded once per run for each new currency."""
        if not page.foreign_currencies <= self._currencies:
            self._currencies |= page.foreign_currencies
            self._rates = await load_rates(self._deps, currencies=self._currencies)
        return self._rates

    def _new_rule(self) -> StopRule:
        settings = self._deps.settings
        return StopRule(
            mode=self._run.mode,
            limit_consecutive=settings.scrape_stop_after_known,
            max_pages=settings.scrape_max_pages,
        )

    def _build_end(self, stop: StopReason) -> scrapes.RunEnd:
        has_no_gap, reached_end = self._coverage.is_complete, stop in COMPLETE_REASONS
        return scrapes.RunEnd(
            state="cancelled" if stop == "cancelled" else "done",
            complete=reached_end and has_no_gap,
            stop_reason=stop if has_no_gap or not reached_end else scrapes.MOVED,
            seal=has_no_gap and (reached_end or stop == "wall"),
        )


async def fail_abandoned_runs(deps: WorkerDeps) -> None:
    """Mark scrapes as failed whose job has ended without finishing them."""
    for run_id, job_id, attempts in await scrapes.list_unfinished_runs(deps.pool):
        async with transaction(deps.pool) as connection:
            if job_id is not None and await is_live(connection, job_id):
                continue
            end = scrapes.RunEnd(
                state="failed", stop_reason="error", error_code="internal",
                error="The scrape's job ended unexpectedly; see the log of the worker.",
                retry_at=deps.clock.now() + timedelta(seconds=RETRY_PAUSE(attempts)),
            )  # fmt: skip
            if await scrapes.finish_run(connection, run_id=run_id, end=end):
                log.warning("scrape_abandoned", run=run_id)


async def resume_failed_runs(deps: WorkerDeps) -> None:
    """Let failed runs go on whose pause is over, after the last page that they have stored."""
    for run_id, seller in await scrapes.list_due_retries(deps.pool, now=deps.clock.now(), limit=MAX_RETRIES_AT_ONCE):
        async with transaction(deps.pool) as connection:
            if await resume_run(connection, run_id=run_id, seller=seller):
                log.info("scrape_resumed", seller=seller, run=run_id)
