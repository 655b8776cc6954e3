"""Scrapes of sellers' inventories: requested, run, followed and cancelled; release details and exchange rates."""

from alcove.apps.records.scraping.schemas import DiscogsTestFailed, ScraperReply, ScraperStats, ScrapeStatus
from alcove.apps.records.scraping.service.discogs_status import stats, test_connection
from alcove.apps.records.scraping.service.results import raise_for, result
from alcove.apps.records.scraping.service.runs import (
    ENDED,
    Waiting,
    request_scrape,
    run_status,
    scrape,
    seller_status,
    stop,
)
from alcove.apps.records.scraping.store.details import DETAILS_CHANNEL
from alcove.apps.records.scraping.store.scrapes import (
    SCRAPE_CHANNEL,
    STATUS_COLUMNS,
    Sample,
    newest_runs,
    queue,
    samples,
    scrapes_under_way,
    status_of_run,
)

__all__ = [
    "DETAILS_CHANNEL",
    "ENDED",
    "SCRAPE_CHANNEL",
    "STATUS_COLUMNS",
    "DiscogsTestFailed",
    "Sample",
    "ScrapeStatus",
    "ScraperReply",
    "ScraperStats",
    "Waiting",
    "newest_runs",
    "queue",
    "raise_for",
    "request_scrape",
    "result",
    "run_status",
    "samples",
    "scrape",
    "scrapes_under_way",
    "seller_status",
    "stats",
    "status_of_run",
    "stop",
    "test_connection",
]
