"""The record of pages read, for inventories that change between any two pages."""

import random

import pytest

from alcove.apps.records.catalogue.model import PER_PAGE
from alcove.apps.records.scraping.model.progress import MAX_REREADS, Coverage


def read_inventory(
    inventory: list[int], *, rng: random.Random, changes: int, stop_after: int | None = None
) -> tuple[set[int], bool]:
    """Read an inventory that changes while it is read; return the ids seen, and whether that is complete."""
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
def test_offers_that_stay_are_seen(interrupted: int | None) -> None:
    """However offers change between pages, every offer that is there before and after has been seen."""
    rng = random.Random(7)  # noqa: S311 - seeded
    for _ in range(400):
        start = list(range(rng.randrange(1, 1200), 0, -1))
        inventory = list(start)
        seen_ids, is_complete = read_inventory(inventory, rng=rng, changes=rng.randrange(6), stop_after=interrupted)
        assert is_complete
        assert set(start) & set(inventory) <= seen_ids


def test_an_unchanged_inventory_is_read_once() -> None:
    """An inventory that does not change needs one read per page."""
    coverage = Coverage(pages=0, items=None)
    for number in range(1, 5):
        assert coverage.add(number, items=390)
        assert coverage.pages == number


def test_rereads_are_limited() -> None:
    """After the maximum number of rereads the coverage is incomplete, and reading continues."""
    coverage, items, reads = Coverage(pages=0, items=None), 5000, 0
    while coverage.is_complete:
        coverage.add(coverage.pages + 1, items=items)
        items -= 1
        reads += 1
    assert reads > MAX_REREADS
    assert coverage.pages >= 2
