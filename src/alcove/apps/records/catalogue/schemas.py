"""Offers and records on the wire; PostgreSQL writes most of these answers, and the structs document and test them."""

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from alcove.foundation.web import openapi_required

ShortText = Annotated[str, Meta(max_length=500)]


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


class PredictedListing(Listing, frozen=True, kw_only=True):
    """An offer, and where the order or the question is about taste, what is expected of it and why."""

    probability: float | UnsetType = UNSET
    reasons: list[str] | UnsetType = UNSET


class SearchPage(Struct, frozen=True, kw_only=True):
    """One page of twenty matches; by taste, each says what is expected of it."""

    count: int
    next: str | None
    previous: str | None
    results: list[PredictedListing]


class SearchQuery(Struct, frozen=True, kw_only=True):
    """Filters of the search; what is empty or not a number does not filter."""

    q: Annotated[str, Meta(max_length=500, description="words in artist, title or label")] = ""
    genre_style: Annotated[str, Meta(max_length=500, description="part of a genre or a style")] = ""
    min_year: int | None = None
    max_year: int | None = None
    min_price: Annotated[Decimal | None, Meta(description="US dollars")] = None
    max_price: Annotated[Decimal | None, Meta(description="US dollars")] = None
    condition: Annotated[str, Meta(max_length=500, description="the media grade in full")] = ""
    seller: Annotated[str, Meta(max_length=500, description="part of the seller's name")] = ""
    sort: Annotated[
        str, Meta(max_length=50, description="score_desc, taste_desc, price_asc, price_desc, year_asc or year_desc")
    ] = "score_desc"
    page: int = 1


class TermQuery(Struct, frozen=True, kw_only=True):
    """What has been typed so far."""

    term: ShortText = ""


class SellerBody(Struct, frozen=True, kw_only=True):
    """The seller asked for."""

    seller: Annotated[ShortText, Meta(extra=openapi_required(pattern=r"\S"))] = ""
