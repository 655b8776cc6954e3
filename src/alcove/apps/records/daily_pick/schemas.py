"""The dashboard and the record of the day on the wire."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from alcove.apps.records.catalogue import Listing
from alcove.foundation.web import openapi_required

_RATING_SCHEMA = openapi_required(
    anyOf=[
        {"type": "number", "minimum": 1, "maximum": 5},
        {"type": "string", "pattern": r"^\s*([1-4](\.[0-9]{1,9})?|5(\.0{1,9})?)\s*$"},
    ]
)


class Breakdown(Struct, frozen=True, kw_only=True):
    """The terms of the selection of a record of the day; empty without one."""

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


class DashboardQuery(Struct, frozen=True, kw_only=True):
    """Parameters of the dashboard."""

    force_refresh: Annotated[str, Meta(description="1 replaces today's record; other values have no effect")] = ""


class Dashboard(Struct, frozen=True, kw_only=True):
    """Counts of offers, the model's accuracy in percent, and today's pick."""

    num_records: int
    num_listings: int
    unevaluated: int
    accuracy: float
    record_of_the_day: Listing | None
    record_of_the_day_obj: Pick | None
    breakdown: Breakdown


class VoteForm(Struct, frozen=True, kw_only=True):
    """Two ratings from 1 to 5, decimals allowed."""

    desirability: Annotated[str | float, Meta(extra=_RATING_SCHEMA)] = ""
    novelty: Annotated[str | float, Meta(extra=_RATING_SCHEMA)] = ""
