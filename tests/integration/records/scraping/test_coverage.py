"""The account of what has been read, against shelves that change between any two pages."""

import random

import pytest

from alcove.apps.records.catalogue.model import PER_PAGE
from alcove.apps.records.scraping.model.progress import MAX_REREADS, Coverage


def walk(
    inventory: list[int], *, rng: random.Random, changes: int, stop_after: int | None = None
) -> tuple[set[int], bool]:
    """Read a shelf, newest first, that changes so many times while it is read; return what was met, and if whole."""
    seen_ids: set[int] = set()
    coverage, number, reads = Coverage(pages=0, items=None), 1, 0
    fresh = max(inventory) + 1
    while True:
        page = inventory[(number - 1) * PER_PAGE : number * PER_PAGE]
        seen_ids.update(page)
        reads += 1
        unbroken = coverage.add(number, items=len(inventory) if page else None)
        if unbroken and number * PER_PAGE >= len(inventory):
            return seen_ids, coverage.is_complete
        number = coverage.pages + 1
        if reads == stop_after:
            coverage, number = Coverage(pages=coverage.pages, items=len(inventory)), max(coverage.pages, 1)
        if changes and rng.random() < 0.6:
            changes -= 1
            for _ in range(rng.choice((0, 0, 1, 1, 2, 130))):
                inventory.insert(0, fresh)
                fresh += 1
            for _ in range(min(len(inventory) - 1, rng.choice((0, 1, 1, 3, 120, 230)))):
                inventory.pop(rng.randrange(len(inventory)))


@pytest.mark.parametrize("interrupted", [None, 3])
def test_whatever_stays_is_met(interrupted: int | None) -> None:
    """However offers come and go between pages, every offer that was there before and after has been met."""
    rng = random.Random(7)  # noqa: S311 - seeded
    for _ in range(400):
        start = list(range(rng.randrange(1, 1200), 0, -1))
        inventory = list(start)
        seen_ids, is_complete = walk(inventory, rng=rng, changes=rng.randrange(6), stop_after=interrupted)
        assert is_complete
        assert set(start) & set(inventory) <= seen_ids


def test_resting_shelf_is_read_once() -> None:
    """A shelf that does not change costs one read a page."""
    coverage = Coverage(pages=0, items=None)
    for number in range(1, 5):
        assert coverage.add(number, items=390)
        assert coverage.pages == number


def test_shelf_that_never_rests_is_given_up() -> None:
    """After so many turns back the account says that it has a hole, and the walk goes on."""
    coverage, items, reads = Coverage(pages=0, items=None), 5000, 0
    while coverage.is_complete:
        coverage.add(coverage.pages + 1, items=items)
        items -= 1
        reads += 1
    assert reads > MAX_REREADS
    assert coverage.pages >= 2
