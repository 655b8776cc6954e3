"""Data of a record marketplace as frozen values, and its names for grades and states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
"""All media grades as the marketplace names them, best first."""

_GRADES_BY_NAME: Final = {
    name.casefold(): grade
    for grade in GRADES
    for long, _, short in [grade.rstrip(")").partition(" (")]
    for name in (long, short, *short.split(" or "))
}

SUGGESTED_GRADE: Final = "Very Good Plus (VG+)"
"""The grade whose suggested price is stored with a record."""

PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryPage:
    """One page of a seller's offers; its items are not validated yet."""

    page: int
    pages: int
    items: int
    listings: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The details of a release that an offer does not include."""

    id: int
    genres: tuple[str, ...]
    styles: tuple[str, ...]
    year: int | None
    label: str
    catno: str
    barcodes: tuple[str, ...] = ()
    """Digits only."""
    cover: str = ""
    """The address of an image of the sleeve; empty without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """An entry of a wantlist: a release, and when it was added."""

    release_id: int
    artist: str
    title: str
    format: str
    label: str
    year: int | None
    added_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantsPage:
    """One page of a wantlist, and how many pages and entries there are."""

    page: int
    pages: int
    items: int
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The account that the credentials belong to."""

    id: int
    username: str


def find_grade(text: str) -> str:
    """Return the full name of a grade that is given in short ("VG+") or without that ("Near Mint"); else the text."""
    return _GRADES_BY_NAME.get(text.strip().casefold(), text)


def count_pages(*, pages: int, items: int) -> int:
    """Return how many pages an inventory has; the marketplace may report fewer than its items need."""
    return max(pages, -(-items // PER_PAGE))
