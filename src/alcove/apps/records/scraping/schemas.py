"""Scrapes and the connection to Discogs on the wire."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from alcove.apps.records.scraping.model import Mode


class ScrapeQuery(Struct, frozen=True, kw_only=True):
    """What of a seller is scraped."""

    mode: Annotated[
        Mode,
        Meta(description="`new` reads the newest offers until known ones; `full` reads all, so that sold ones leave"),
    ] = "new"


class SkipReasons(Struct, frozen=True, kw_only=True):
    """Why offers are not kept: how many are not for sale, not LPs, in too poor a condition, not in demand, too dear."""

    status: int = 0
    format: int = 0
    condition: int = 0
    demand: int = 0
    price: int = 0


class ScrapeResult(Struct, frozen=True, kw_only=True):
    """What a scrape has done so far: `seen` = `total_records` + `skipped` + `failed`.

    `total_records` is the sum of new, updated and unchanged ones, and `skipped` the sum of its reasons.
    """

    message: str
    success: bool
    username: str
    seen: int
    total_records: int
    new_records: int
    updated_records: int
    unchanged_records: int
    skipped: int
    skipped_because: SkipReasons
    unpriced: int
    failed: int
    delisted: int
    pages: int
    complete: bool | None
    job: str


class ScraperReply(Struct, frozen=True, kw_only=True):
    """The short form of a finished scrape."""

    success: bool
    message: str
    username: str | UnsetType = UNSET
    total_records: int | UnsetType = UNSET
    new_records: int | UnsetType = UNSET


class DiscogsTestFailed(Struct, frozen=True, kw_only=True):
    """Why the connection to Discogs failed."""

    success: bool
    error: str


class RatesInUse(Struct, frozen=True, kw_only=True):
    """Where the exchange rates in use are from, the date of their table, and how old they are."""

    source: str
    name: str
    published: str | None
    fetched_at: str | None
    age_hours: float | None


class ScraperStats(Struct, frozen=True, kw_only=True):
    """What is stored, how much of the rate limit for Discogs is used, and which exchange rates are in use."""

    total_listings: int
    total_records: int
    total_sellers: int
    current_requests: int
    current_sleep_time: str
    rates: RatesInUse | None


class ScrapeStatus(Struct, frozen=True, kw_only=True):
    """The status of a scrape: `state` is queued, running, done, failed or cancelled.

    `seen` is `kept` + `skipped` + `failed`, `kept` is `new` + `updated` + `unchanged`, and `skipped` is the sum of its
    reasons. A failed scrape with `retry_at` goes on by itself then.
    """

    id: int
    seller: str
    mode: str
    state: str
    page: int
    pages: int | None
    items: int | None
    seen: int
    kept: int
    new: int
    updated: int
    unchanged: int
    skipped: int
    skipped_because: SkipReasons
    unpriced: int
    failed: int
    delisted: int
    complete: bool | None
    stop_reason: str | None
    error_code: str | None
    error: str | None
    attempts: int
    retry_at: str | None
    requested_at: str
    started_at: str | None
    updated_at: str
    finished_at: str | None
