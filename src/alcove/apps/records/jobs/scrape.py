"""The scrape of one seller: page by page, each page a transaction, resumable at any instant."""

from collections.abc import Mapping
from typing import cast

from alcove.apps.records.errors import PageWall, RecordsError
from alcove.apps.records.jobs.details import ask_for_details
from alcove.apps.records.jobs.page import Page, read_page, store_page
from alcove.apps.records.jobs.rates import usable_rates
from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.model import Stop, StopRule
from alcove.apps.records.sources import Marketplace
from alcove.apps.records.store import catalogue, scrapes
from alcove.foundation.database import transaction
from alcove.foundation.jobs import JSON, JobRun
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.scrape")


async def scrape(surroundings: Surroundings, job: JobRun, args: Mapping[str, JSON]) -> None:
    """Run or continue the scrape `run_id`; how it ended is told in its row."""
    run_id = cast("int", args["run_id"])
    async with transaction(surroundings.pool) as connection:
        run = await scrapes.begin(connection, run_id=run_id)
    if run is None:
        return
    try:
        async with surroundings.marketplace() as marketplace:
            end = await _Walk(surroundings, job, marketplace=marketplace, run=run).to_the_end()
    except RecordsError as error:
        log.warning("scrape_failed", seller=run.seller, code=error.code, reason=str(error))
        end = scrapes.End(
            state="failed",
            complete=False,
            stop_reason="error",
            seal=False,
            error_code=error.code,
            error=str(error),
        )
    await _finish(surroundings, run=run, end=end)


async def _finish(surroundings: Surroundings, *, run: scrapes.Run, end: scrapes.End) -> None:
    async with transaction(surroundings.pool) as connection:
        await catalogue.one_writer(connection)
        if run.mode == "full" and end.stop_reason == "end":
            gone = await catalogue.delist(connection, seller=run.seller, run_id=run.id)
            end = end.with_delisted(gone)
        await scrapes.finish(connection, run_id=run.id, end=end)
        await ask_for_details(connection)
    log.info("scrape_ended", seller=run.seller, state=end.state, reason=end.stop_reason, complete=end.complete)


class _Walk:
    """One walk through an inventory, newest offers first."""

    def __init__(self, surroundings: Surroundings, job: JobRun, *, marketplace: Marketplace, run: scrapes.Run) -> None:
        self._surroundings = surroundings
        self._job = job
        self._marketplace = marketplace
        self._run = run
        self._rule = StopRule(
            mode=run.mode,
            limit_consecutive=surroundings.settings.scrape_stop_after_known,
            max_pages=surroundings.settings.scrape_max_pages,
        )

    async def to_the_end(self) -> scrapes.End:
        # A run that is taken up again repeats its last page: offers may have moved onto it meanwhile.
        number = max(self._run.page, 1)
        while True:
            self._job.checkpoint()
            try:
                page = await read_page(self._marketplace, seller=self._run.seller, number=number)
            except PageWall:
                return _end(Stop("wall"))
            stop = await self._store(page)
            if stop:
                return _end(stop)
            number += 1

    async def _store(self, page: Page) -> Stop | None:
        rates = await usable_rates(self._surroundings) if page.foreign else None
        outcome = await store_page(self._surroundings, run=self._run, page=page, rates=rates)
        if outcome is None:
            return Stop("cancelled")
        return self._rule.after_page(outcome.known, page=page.number, pages=page.pages)


def _end(stop: Stop) -> scrapes.End:
    return scrapes.End(
        state="cancelled" if stop.reason == "cancelled" else "done",
        complete=stop.complete,
        stop_reason=stop.reason,
        seal=stop.complete or stop.reason == "wall",
    )
