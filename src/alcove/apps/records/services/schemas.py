"""Requests and responses of `alcove recommender` and `alcove scraper`."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from alcove.apps.records.catalogue import Listing
from alcove.apps.records.daily_pick import Breakdown
from alcove.apps.records.scraping import Mode, RatesInUse, SkipReasons
from alcove.apps.records.taste import Prediction
from alcove.foundation.web import openapi_required

Ids = Annotated[list[Any] | None, Meta(description="ids of offers; invalid ones are skipped")]


_WAIT_DESCRIPTION = "seconds to wait for the end; SCRAPE_RESPONSE_BUDGET_S is the maximum and the default"


class ServiceHealth(Struct, frozen=True, kw_only=True):
    """The service is available."""

    status: str
    service: str
    timestamp: str


class PredictRequest(Struct, frozen=True, kw_only=True):
    """The offers to predict."""

    listing_ids: Ids = None


class PredictReply(Struct, frozen=True, kw_only=True):
    """The predictions of known offers, in the order of the ids; `error` without ids."""

    predictions: list[Prediction]
    error: str | UnsetType = UNSET


class TrainRequest(Struct, frozen=True, kw_only=True):
    """The offers with a verdict, and those of them to keep."""

    listing_ids: Ids = None
    keeper_ids: Ids = None
    stored: Annotated[bool, Meta(description="whether the caller has stored these verdicts in the same database")] = (
        False
    )


class TrainReply(Struct, frozen=True, kw_only=True):
    """The result of a training: the accuracy of the current model, a fraction on held-out verdicts."""

    success: bool
    accuracy: float | UnsetType = UNSET
    message: str | UnsetType = UNSET
    error: str | UnsetType = UNSET


class SelectRequest(Struct, frozen=True, kw_only=True):
    """Whether to select another record although today has a pick."""

    force_refresh: bool | None = False


class SelectReply(Struct, frozen=True, kw_only=True):
    """A record for today, selected with `seed` and not stored; without a seed, today's stored pick."""

    success: bool
    listing_id: int
    breakdown: Breakdown
    seed: int | UnsetType = UNSET


class ScrapeRequest(Struct, frozen=True, kw_only=True):
    """The seller to scrape."""

    seller_name: Annotated[
        str,
        Meta(
            max_length=500,
            description="the name on Discogs",
            extra=openapi_required(pattern=r"^[^/\x00-\x1f]*[^/\x00-\x20]"),
        ),
    ] = ""
    wait: Annotated[float, Meta(ge=0, le=3600, description=_WAIT_DESCRIPTION)] | None = None
    mode: Annotated[Mode, Meta(description="`full` reads all offers, so that sold ones leave")] = "new"


class ScrapeReply(Struct, frozen=True, kw_only=True):
    """The result of a scrape so far; `records_processed` counts the offers seen."""

    success: bool
    message: str
    records_processed: int
    username: str
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


class ScraperStatus(Struct, frozen=True, kw_only=True):
    """What is stored, which scrapes are active, and the use of the rate limit."""

    service: str
    credentials: bool
    waiting: int
    running: int
    total_listings: int
    total_records: int
    total_sellers: int
    rate_limit: int
    current_requests: int
    current_sleep_time: str
    rates: RatesInUse | None


class QueuedScrape(Struct, frozen=True, kw_only=True):
    """An unfinished scrape."""

    id: int
    seller: str
    mode: str
    state: str
    page: int
    pages: int | None
    seen: int
    requested_at: str
    started_at: str | None


class ScraperQueue(Struct, frozen=True, kw_only=True):
    """The running and waiting scrapes, at most a hundred of each, and their numbers."""

    total_running: int
    total_waiting: int
    running: list[QueuedScrape]
    waiting: list[QueuedScrape]


class InventoryQuery(Struct, frozen=True, kw_only=True):
    """The requested slice of an inventory."""

    limit: Annotated[int, Meta(description="1 to 500")] = 100
    offset: int = 0


class Inventory(Struct, frozen=True, kw_only=True):
    """A seller's stored offers that are for sale, best score first."""

    seller: str
    total: int
    limit: int
    offset: int
    listings: list[Listing]
