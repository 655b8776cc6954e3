"""Sellers on the wire; PostgreSQL writes most of this JSON, and the structs document and test it."""

from typing import Annotated

from msgspec import Meta, Struct

from alcove.apps.records.catalogue import Listing
from alcove.apps.records.scraping import Mode, ScrapeStatus

MAX_HOURS = 720


class ScrapeForm(Struct, frozen=True, kw_only=True):
    """What of a seller is scraped: the newest offers until known ones, or all."""

    mode: Mode = "new"


class ScheduleForm(Struct, frozen=True, kw_only=True):
    """How often a seller is scraped by itself."""

    every_hours: Annotated[int, Meta(ge=1, le=MAX_HOURS)]
    mode: Mode = "new"


class SellerSchedule(Struct, frozen=True, kw_only=True):
    """How often a seller is scraped by itself, and when next."""

    mode: Mode
    every_hours: int
    next_run_at: str


class SellerOverview(Struct, frozen=True, kw_only=True):
    """A seller: its offers for sale, how many of them are kept or not judged, and how many wanted releases it offers.

    `rank` orders sellers by wanted releases, then by offers.
    """

    rank: int
    name: str
    currency: str
    offers: int
    kept: int
    unjudged: int
    wanted: int
    last_scrape: ScrapeStatus | None
    last_full_at: str | None
    schedule: SellerSchedule | None


class Sellers(Struct, frozen=True, kw_only=True):
    """All sellers, the size of the wantlist, and the days after which all are read again at night; 0 is never."""

    total: int
    wants: int
    full_scrape_days: int
    sellers: list[SellerOverview]


class SellerDetails(Struct, frozen=True, kw_only=True):
    """A seller with its newest fifty scrapes, and the cheapest hundred offers of wanted releases."""

    seller: SellerOverview
    full_scrape_days: int
    scrapes: list[ScrapeStatus]
    wanted_offers: list[Listing]


class ScrapeRequested(Struct, frozen=True, kw_only=True):
    """A scrape that was requested; `run` is None where the scraper service keeps it."""

    message: str
    run: ScrapeStatus | None
