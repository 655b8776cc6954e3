"""What callers get. PostgreSQL writes most of it; these shapes document and test it."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType


class Seller(Struct, frozen=True, kw_only=True):
    """Who offers."""

    id: int
    name: str
    currency: str


class Record(Struct, frozen=True, kw_only=True):
    """A release in the catalogue."""

    id: int
    discogs_id: str
    artist: str
    title: str
    format: str
    label: str
    catno: str | None
    wants: int
    haves: int
    added: str
    genres: list[str]
    styles: list[str]
    suggested_price: str
    year: int | None


class Listing(Struct, frozen=True, kw_only=True):
    """An offer: a copy of a record at a seller's price in US dollars, with its score."""

    id: int
    record: Record
    seller: Seller
    record_price: str
    media_condition: str
    score: str
    kept: bool
    evaluated: bool
    predicted_keeper: bool
    discogs_listing_id: int | None
    listing_url: str | None
    original_price: str | None
    original_currency: str | None
    status: str
    first_seen: str
    last_seen: str


class Expected(Listing, frozen=True, kw_only=True):
    """An offer, and where the order or the question is about taste, what is expected of it and why."""

    probability: float | UnsetType = UNSET
    reasons: list[str] | UnsetType = UNSET


class Breakdown(Struct, frozen=True, kw_only=True):
    """Why a record of the day was drawn; empty without one."""

    model_score: float | UnsetType | None = UNSET
    entropy_measure: float | UnsetType | None = UNSET
    system_temperature: float | UnsetType | None = UNSET
    utility_term: float | UnsetType | None = UNSET
    entropy_term: float | UnsetType | None = UNSET
    free_energy: float | UnsetType | None = UNSET
    selection_probability: float | UnsetType | None = UNSET
    total_candidates: int | UnsetType | None = UNSET
    cluster_count: int | UnsetType | None = UNSET
    selection_method: str | UnsetType = UNSET
    error: str | UnsetType = UNSET


class Pick(Struct, frozen=True, kw_only=True):
    """The record of a UTC day and its votes."""

    id: int
    date: str
    created_at: str
    listing_id: int
    listing: Listing
    desirability_votes: list[float]
    novelty_votes: list[float]
    average_desirability: float
    average_novelty: float
    model_score: float | None
    entropy_measure: float | None
    system_temperature: float | None
    utility_term: float | None
    entropy_term: float | None
    free_energy: float | None
    selection_probability: float | None
    total_candidates: int | None
    cluster_count: int | None
    selection_method: str
    error: str | UnsetType = UNSET


class Dashboard(Struct, frozen=True, kw_only=True):
    """Counts of what is for sale, the model's accuracy in percent, and today's pick."""

    num_records: int
    num_listings: int
    unevaluated: int
    accuracy: float
    record_of_the_day: Listing | None
    record_of_the_day_obj: Pick | None
    breakdown: Breakdown


class SearchPage(Struct, frozen=True, kw_only=True):
    """One page of twenty matches; by taste, each says what is expected of it."""

    count: int
    next: str | None
    previous: str | None
    results: list[Expected]


class Message(Struct, frozen=True, kw_only=True):
    """What happened, for a person."""

    message: str


class Session(Struct, frozen=True, kw_only=True):
    """One training: held-out figures as fractions."""

    session_date: str
    accuracy: float
    precision: float
    num_samples: int
    notes: str


class Performance(Struct, frozen=True, kw_only=True):
    """The model's held-out accuracy as a fraction, and its trainings, newest first."""

    accuracy: float
    total_sessions: int
    sessions: list[Session]


class Prediction(Struct, frozen=True, kw_only=True):
    """The chance, 0 to 1, that the owner keeps an offer."""

    id: int
    prediction: bool
    probability: float
    reasons: list[str]


class SubmitResult(Struct, frozen=True, kw_only=True):
    """How many verdicts were stored."""

    success: bool
    updated: int
    training: str


class JudgeBatch(Struct, frozen=True, kw_only=True):
    """Offers to judge, and how they were chosen."""

    listings: list[Expected]
    total_unevaluated: int
    strategy: Literal["random", "uncertain", "diverse"]


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
    """Why Discogs could not be asked who we are."""

    success: bool
    error: str


class ScraperStats(Struct, frozen=True, kw_only=True):
    """What is stored, and how busy the road to Discogs is."""

    total_listings: int
    total_records: int
    total_sellers: int
    current_requests: int
    current_sleep_time: str


class ScrapeStatus(Struct, frozen=True, kw_only=True):
    """A scrape as it stands: `state` is queued, running, done, failed or cancelled."""

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


class RecordsErrorBody(Struct, frozen=True, kw_only=True):
    """An answer that is not a success: words for a person, a stable code, and details where there are any."""

    error: str
    code: str
    details: str | UnsetType = UNSET


class Readiness(Struct, frozen=True, kw_only=True):
    """What is ready; `scraper` says when there are no credentials for Discogs."""

    status: str
    database: str
    scraper: str
