"""What a marketplace tells us, as frozen values, and the words it uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from alcove.apps.records.catalogue.model.money import Money

PriceSuggestions = Mapping[str, Money]
"""Suggested prices by grade."""

FOR_SALE = "For Sale"

GRADES: Final = (
    "Mint (M)",
    "Near Mint (NM or M-)",
    "Very Good Plus (VG+)",
    "Very Good (VG)",
    "Good Plus (G+)",
    "Good (G)",
    "Fair (F)",
    "Poor (P)",
)
"""All media grades in the words of the marketplace, best first."""

SUGGESTED_GRADE: Final = "Very Good Plus (VG+)"
"""The grade whose suggested price stands for a record."""

PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryPage:
    """One page of a seller's offers; the items are as untrusted as they came."""

    page: int
    pages: int
    items: int
    listings: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What the catalogue says of a release beyond what an offer carries."""

    id: int
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    year: int | None
    label: str
    catno: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose credentials are in use."""

    id: int
    username: str


def count_pages(*, pages: int, items: int) -> int:
    """Return how many pages an inventory has; the marketplace may say fewer than its items need."""
    return max(pages, -(-items // PER_PAGE))
