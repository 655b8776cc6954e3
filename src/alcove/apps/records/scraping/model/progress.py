"""Progress of a scrape: its counts, the pages read without a gap, and the rule when it stops."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal

from alcove.apps.records.catalogue.model import PER_PAGE

Mode = Literal["new", "full"]
StopReason = Literal["end", "known", "wall", "page_limit", "error", "cancelled"]

COMPLETE_REASONS: Final = frozenset({"end", "known"})
"""The stop reasons of complete runs; only after `end` are the offers that were not seen gone."""

MAX_REREADS: Final = 20
"""How often a run goes back to reread pages before it accepts a gap."""
MAX_PAGE: Final = 100
"""The last page of another person's inventory that the marketplace shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeCounts:
    """What a page did with its offers, as counts.

    Seen are kept, skipped and failed ones; kept are new, updated and unchanged ones; each skipped one has a reason.
    """

    seen: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped_status: int = 0
    skipped_format: int = 0
    skipped_condition: int = 0
    skipped_demand: int = 0
    skipped_price: int = 0
    unpriced: int = 0
    failed: int = 0

    @property
    def kept(self) -> int:
        """Return how many offers are stored."""
        return self.new + self.updated + self.unchanged

    @property
    def skipped(self) -> int:
        """Return how many offers the keeper rule rejects."""
        return (
            self.skipped_status
            + self.skipped_format
            + self.skipped_condition
            + self.skipped_demand
            + self.skipped_price
        )

    def __add__(self, other: "ScrapeCounts") -> "ScrapeCounts":
        return ScrapeCounts(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )


class StopRule:
    """Decides after each page whether a run stops; pages are checked in their order."""

    def __init__(self, *, mode: Mode, limit_consecutive: int = 50, max_pages: int = MAX_PAGE) -> None:
        self._mode = mode
        self._limit = limit_consecutive
        self._max_pages = max_pages
        self._streak = 0

    def check_page(self, known: Sequence[bool], *, page: int, pages: int) -> StopReason | None:
        """Return why to stop after `page` of `pages`, given which of its offers are known; None to continue.

        Store all offers of the page first, also those after the one that decides.
        """
        longest = self._find_longest_streak(known)
        if not known or page >= pages:
            return "end"
        if self._mode == "new" and (all(known) or longest >= self._limit):
            return "known"
        if page >= MAX_PAGE:
            return "wall"
        return "page_limit" if page >= self._max_pages else None

    def _find_longest_streak(self, known: Sequence[bool]) -> int:
        """Return the length of the longest streak of known offers that ends on this page."""
        longest = 0
        for is_known in known:
            self._streak = self._streak + 1 if is_known else 0
            longest = max(longest, self._streak)
        return longest


class Coverage:
    """Detects gaps: when offers are withdrawn, the ones after them move to pages that have been read already."""

    def __init__(self, *, pages: int, items: int | None) -> None:
        self._covered = pages * PER_PAGE
        self._items = items
        self._rereads = 0
        self.is_complete = True

    @property
    def pages(self) -> int:
        """Return how many pages, counted from the first, have been read completely."""
        return self._covered // PER_PAGE

    def add(self, number: int, *, items: int | None) -> bool:
        """Add a page of an inventory that has `items` offers now; None for a page after its end.

        Return False when offers were missed: then `pages` has decreased, and the page after it is to be read again.
        """
        before = (number - 1) * PER_PAGE
        now = min(before, self._items or 0) if items is None else items
        withdrawn = 0 if self._items is None else max(0, self._items - now)
        self._items = now
        self._covered = max(0, self._covered - withdrawn)
        if before > self._covered:
            if self._rereads < MAX_REREADS:
                self._rereads += 1
                return False
            self.is_complete = False
        self._covered = max(self._covered, number * PER_PAGE)
        return True
