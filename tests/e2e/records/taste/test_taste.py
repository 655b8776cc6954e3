"""Verdicts change the order of offers, on a real server."""

import pytest

from e2e.records.taste.simulated_owner import Shop
from support.until import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_sixty_verdicts_put_the_owners_records_on_top(shop: Shop) -> None:
    """Of the first twenty offers that nobody judged, the order of taste has at least sixteen that the owner keeps.

    The order of the score knows nothing of the owner: by chance it may have as many, never more.
    """
    shop.judge(60)
    until(lambda: shop.count_learned_verdicts() == 60, within=120, describe=lambda: shop.running.output)
    by_taste = shop.keepers_on_top("taste_desc")
    assert by_taste >= 16
    assert by_taste >= shop.keepers_on_top("score_desc")


def test_learning_survives_killed_processes(shop: Shop) -> None:
    """With the child process and the worker killed during a training, the verdicts are trained anyway."""
    before = shop.count_learned_verdicts()
    shop.judge(20)
    until(lambda: bool(shop.children("spawn_main")), describe=lambda: shop.running.output)
    shop.kill("spawn_main")
    shop.kill("alcove worker")
    until(lambda: shop.count_learned_verdicts() == before + 20, within=120, describe=lambda: shop.running.output)


def test_a_restart_predicts_identically(shop: Shop) -> None:
    """Predictions are the same after all processes have been restarted."""
    before = shop.predictions()
    assert len({row["probability"] for row in before}) > 10
    shop.kill("alcove api")
    shop.kill("alcove worker")
    until(lambda: shop.running.get("/health/live")[0] == 0, describe=lambda: shop.running.output)
    until(lambda: shop.running.get("/health/live")[0] == 200, describe=lambda: shop.running.output)
    assert shop.predictions() == before
