"""How much of an inventory has been read without a gap, while it moves."""

from typing import Final

from alcove.apps.records.model import PER_PAGE

MOST_RETURNS: Final = 20
"""How often a run turns back before it settles for an account with a hole in it."""


class Coverage:
    """Notices what slips onto pages already read: offers move up when others before them are withdrawn."""

    def __init__(self, *, pages: int, items: int | None) -> None:
        self._met = pages * PER_PAGE
        self._items = items
        self._returns = 0
        self.whole = True

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
            if self._returns < MOST_RETURNS:
                self._returns += 1
                return False
            self.whole = False
        self._met = max(self._met, number * PER_PAGE)
        return True
