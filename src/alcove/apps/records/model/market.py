"""What a marketplace tells us, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass

from alcove.apps.records.model.money import Money


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


Suggestions = Mapping[str, Money]
"""Suggested prices by grade."""
