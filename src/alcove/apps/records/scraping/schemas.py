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


class ScrapeResult(Struct, frozen=True, kw_only=True):
    """What a scrape has done so far."""

    message: str
    success: bool
    username: str
    total_records: int
    new_records: int
    updated_records: int
    skipped: int
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


class ScraperStats(Struct, frozen=True, kw_only=True):
    """What is stored, and how much of the rate limit for Discogs is used."""

    total_listings: int
    total_records: int
    total_sellers: int
    current_requests: int
    current_sleep_time: str


class ScrapeStatus(Struct, frozen=True, kw_only=True):
    """The status of a scrape: `state` is queued, running, done, failed or cancelled."""

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
    skipped: int
    unpriced: int
    failed: int
    delisted: int
    complete: bool | None
    stop_reason: str | None
    error_code: str | None
    error: str | None
    requested_at: str
    started_at: str | None
    updated_at: str
    finished_at: str | None
