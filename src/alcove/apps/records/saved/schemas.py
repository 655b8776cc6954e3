"""Saved searches on the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from alcove.apps.records.catalogue import Listing
from alcove.foundation.web import openapi_required

MAX_NAME = 100
FilterValue = str | bool | list[str]


class OfferSearchForm(Struct, frozen=True, kw_only=True):
    """A search to save: the filters of the search over offers, and the highest price in a currency."""

    name: Annotated[str, Meta(max_length=MAX_NAME, extra=openapi_required(pattern=r"\S"))] = ""
    filters: dict[str, FilterValue] = {}
    max_price: Annotated[Decimal | None, Meta(description="in `currency`; without it any price")] = None
    currency: Annotated[str, Meta(max_length=3, description="such as EUR")] = "USD"
    notify: Annotated[bool, Meta(description="whether found offers are notified")] = True


class SavedOfferSearch(Struct, frozen=True, kw_only=True):
    """A saved search with the number of offers that it has found, and why its last run could not."""

    id: int
    name: str
    owner: str
    filters: dict[str, FilterValue]
    max_price: str | None
    currency: str
    notify: bool
    error: str | None
    created_at: datetime
    ran_at: datetime | None
    found: int


class SavedOfferSearches(Struct, frozen=True, kw_only=True):
    """All saved searches by name, and how many there may be."""

    searches: list[SavedOfferSearch]
    limit: int


class FoundOffer(Struct, frozen=True, kw_only=True):
    """An offer that a search has found, and when."""

    found_at: str
    listing: Listing


class FoundOffers(Struct, frozen=True, kw_only=True):
    """The newest hundred offers that a search has found."""

    offers: list[FoundOffer]


class OfferSearchRemoved(Struct, frozen=True, kw_only=True):
    """The id of a search that was removed."""

    removed: int
