"""The counts of a scrape add up."""

import random
from decimal import Decimal
from typing import Any

import pytest

from fixtures.simulators.malformed import MALFORMED_KINDS
from integration.records.scraping.world import Row, World

REASONS = ("status", "format", "condition", "demand", "price")
GRADES = ("Near Mint (NM or M-)", "Very Good Plus (VG+)", "Good (G)", "Poor (P)")


def assert_counts_add_up(run: Row) -> None:
    """Assert that what became of the offers adds up to the offers seen."""
    assert run["seen"] == run["kept"] + run["skipped"] + run["failed"]
    assert run["kept"] == run["new"] + run["updated"] + run["unchanged"]
    assert run["skipped"] == sum(run[f"skipped_{reason}"] for reason in REASONS)


async def test_every_offer_has_a_reason(world: World) -> None:
    """Each rule that rejects offers is counted; stored offers are new, updated or unchanged."""
    stored = world.sell("anna", 4)
    world.sell("anna", 3, release={"format": "CD, Album"})
    world.sell("anna", 2, condition="Poor (P)")
    world.sell("anna", release={"want": 1, "have": 50})
    world.sell("anna", price=Decimal("900.00"))
    run = await world.scrape("anna", environ={"SCRAPE_MAX_PRICE": "100"})
    assert_counts_add_up(run)
    assert [run[f"skipped_{reason}"] for reason in REASONS] == [0, 3, 2, 1, 1]
    world.change(stored[0], price=Decimal("21.00"))
    # Stored before, it stays although the rule rejects it by now.
    world.change(stored[1], condition="Poor (P)")
    run = await world.scrape("anna", mode="full", environ={"SCRAPE_MAX_PRICE": "100"})
    assert_counts_add_up(run)
    assert (run["seen"], run["kept"], run["new"], run["updated"], run["unchanged"]) == (11, 4, 0, 2, 2)


@pytest.mark.parametrize("seed", range(4))
async def test_counts_always_add_up(world: World, seed: int) -> None:
    """Whatever is listed, changed, withdrawn, malformed or moved, and however a run ends, its counts add up."""
    rng = random.Random(seed)  # noqa: S311 - seeded
    listed: list[int] = []
    for _ in range(4):
        for _ in range(rng.randint(20, 90)):
            release = {"format": rng.choice(("LP", "CD", "2xLP")), "have": rng.choice((1, 500))}
            currency = rng.choice(("USD", "EUR", "XAF"))
            listed += world.sell("anna", condition=rng.choice(GRADES), currency=currency, release=release)
        for listing_id in rng.sample(listed, len(listed) // 6):
            world.change(listing_id, condition=rng.choice(GRADES), price=Decimal(rng.randint(1, 50)))
        kinds = sorted(MALFORMED_KINDS)
        malformed = {listing_id: rng.choice(kinds) for listing_id in rng.sample(listed, len(listed) // 8)}
        faults: dict[str, Any] = rng.choice(
            [{}, {"withdraw_between_pages": True}, {"list_between_pages": True}, {"skip": 1, "every": {"error": 1}}]
        )
        world.set_faults(malformed=malformed, native_prices=True, error_status=405, **faults)
        assert_counts_add_up(await world.scrape("anna", mode=rng.choice(("new", "full"))))
        world.set_faults()
        known = {entry for entry in listed if world.simulator.catalogue.find(entry) is not None}
        listed = sorted(known)
