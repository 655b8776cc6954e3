"""Scrapes of sellers' inventories, release details and exchange rates."""

from alcove.apps.records.scraping.model import Mode
from alcove.apps.records.scraping.schemas import (
    DiscogsTestFailed,
    RatesInUse,
    ScraperReply,
    ScraperStats,
    ScrapeStatus,
    SkipReasons,
)
from alcove.apps.records.scraping.service.discogs_status import read_stats, test_connection
from alcove.apps.records.scraping.service.rate_status import check_rates, load_rates_in_use
from alcove.apps.records.scraping.service.results import build_result, describe_counts, raise_for_status
from alcove.apps.records.scraping.service.runs import (
    END_STATES,
    QUEUE,
    WaitDeps,
    cancel_scrape,
    read_run_status,
    read_seller_status,
    request_scrape,
    scrape_and_wait,
)
from alcove.apps.records.scraping.service.scraper_service import scrape_by_service
from alcove.apps.records.scraping.service.scraper_service import test_connection as test_by_service
from alcove.apps.records.scraping.service.waiting_work import check_details, check_scrapes
from alcove.apps.records.scraping.store.details import DETAILS_CHANNEL
from alcove.apps.records.scraping.store.scrapes import (
    SCRAPE_CHANNEL,
    STATUS_COLUMNS,
    OfferSample,
    count_active_runs,
    list_newest_runs,
    list_samples,
    read_queue,
    read_status,
)

__all__ = [
    "DETAILS_CHANNEL",
    "END_STATES",
    "QUEUE",
    "SCRAPE_CHANNEL",
    "STATUS_COLUMNS",
    "DiscogsTestFailed",
    "Mode",
    "OfferSample",
    "RatesInUse",
    "ScrapeStatus",
    "ScraperReply",
    "ScraperStats",
    "SkipReasons",
    "WaitDeps",
    "build_result",
    "cancel_scrape",
    "check_details",
    "check_rates",
    "check_scrapes",
    "count_active_runs",
    "describe_counts",
    "list_newest_runs",
    "list_samples",
    "load_rates_in_use",
    "raise_for_status",
    "read_queue",
    "read_run_status",
    "read_seller_status",
    "read_stats",
    "read_status",
    "request_scrape",
    "scrape_and_wait",
    "scrape_by_service",
    "test_by_service",
    "test_connection",
]
