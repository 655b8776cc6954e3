"""Offers and records on the wire; PostgreSQL writes most of this JSON, and the structs document and test it."""

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from alcove.foundation.web import openapi_required

ShortText = Annotated[str, Meta(max_length=500)]


class Seller(Struct, frozen=True, kw_only=True):
    """A seller."""

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
    """An offer: a copy of a record, its price in US dollars and its score."""

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
    """An offer, with the predicted chance that it is kept and the reasons where they are asked for."""

    probability: float | UnsetType = UNSET
    reasons: list[str] | UnsetType = UNSET


class SearchPage(Struct, frozen=True, kw_only=True):
    """One page of up to twenty matches; sorted by taste, each has its prediction."""

    count: int
    next: str | None
    previous: str | None
    results: list[PredictedListing]


class SearchQuery(Struct, frozen=True, kw_only=True):
    """Filters of the search; an empty or invalid value does not filter."""

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
    """The text to complete."""

    term: ShortText = ""


class ExportQuery(Struct, frozen=True, kw_only=True):
    """How the export is written."""

    bom: Annotated[str, Meta(description="1 for a byte order mark at the start, which spreadsheets need")] = ""


class SellerBody(Struct, frozen=True, kw_only=True):
    """The name of a seller."""

    seller: Annotated[ShortText, Meta(extra=openapi_required(pattern=r"\S"))] = ""
