"""How far a scrape has come, what it has counted, how much it has read without a gap, and when it stops."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal

from alcove.apps.records.catalogue.model import PER_PAGE

Mode = Literal["new", "full"]
StopReason = Literal["end", "known", "wall", "page_limit", "error", "cancelled"]

COMPLETE_REASONS: Final = frozenset({"end", "known"})
"""The reasons of runs that did all they were meant to do; only with `end` is an offer that was not met gone."""

MAX_REREADS: Final = 20
"""How often a run turns back before it settles for an account with a hole in it."""
MAX_PAGE: Final = 100
"""The marketplace shows no more pages of another person's inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeCounts:
    """What a page or a run did with the offers it met."""

    seen: int = 0
    kept: int = 0
    new: int = 0
    updated: int = 0
    skipped: int = 0
    unpriced: int = 0
    failed: int = 0
    delisted: int = 0

    def __add__(self, other: "ScrapeCounts") -> "ScrapeCounts":
        return ScrapeCounts(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )


class StopRule:
    """Decides after each page whether a run goes on; it is fed the pages in their order."""

    def __init__(self, *, mode: Mode, limit_consecutive: int = 50, max_pages: int = MAX_PAGE) -> None:
        self._mode = mode
        self._limit = limit_consecutive
        self._max_pages = max_pages
        self._streak = 0

    def check_page(self, known: Sequence[bool], *, page: int, pages: int) -> StopReason | None:
        """Return why to stop after `page` of `pages`, by which of its offers were known; None to go on.

        All offers of the page are to be stored first, also those behind the one that decides.
        """
        longest = self._count(known)
        if not known or page >= pages:
            return "end"
        if self._mode == "new" and (all(known) or longest >= self._limit):
            return "known"
        if page >= MAX_PAGE:
            return "wall"
        return "page_limit" if page >= self._max_pages else None

    def _count(self, known: Sequence[bool]) -> int:
        """Return the longest run of known offers that ends on this page, however early it began."""
        longest = 0
        for is_known in known:
            self._streak = self._streak + 1 if is_known else 0
            longest = max(longest, self._streak)
        return longest


class Coverage:
    """Notices what slips onto pages already read: offers move up when others before them are withdrawn."""

    def __init__(self, *, pages: int, items: int | None) -> None:
        self._met = pages * PER_PAGE
        self._items = items
        self._returns = 0
        self.is_complete = True

    @property
    def pages(self) -> int:
        """Return how many pages, counted from the first, hold nothing that was not met."""
        return self._met // PER_PAGE

    def add(self, number: int, *, items: int | None) -> bool:
        """Take note of a page of an inventory of `items` offers, None behind its end.

        False when offers were missed: then `pages` has gone back, and the page after those is to be read again.
        """
        before = (number - 1) * PER_PAGE
        now = min(before, self._items or 0) if items is None else items
        withdrawn = 0 if self._items is None else max(0, self._items - now)
        self._items = now
        self._met = max(0, self._met - withdrawn)
        if before > self._met:
            if self._returns < MAX_REREADS:
                self._returns += 1
                return False
            self.is_complete = False
        self._met = max(self._met, number * PER_PAGE)
        return True
