"""Verdicts change the order of offers, on a real server."""

import pytest

from e2e.records.taste.simulated_owner import JudgedServer
from support.until import until

pytestmark = pytest.mark.slow


def test_sixty_verdicts_put_the_owners_records_on_top(server: JudgedServer) -> None:
    """Of the first twenty offers that nobody judged, the order of taste has at least sixteen that the owner keeps.

    The order of the score knows nothing of the owner: by chance it may have as many, never more.
    """
    server.judge(60)
    until(lambda: server.count_learned_verdicts() == 60, describe=lambda: server.running.output)
    by_taste = server.keepers_on_top("taste_desc")
    assert by_taste >= 16
    assert by_taste >= server.keepers_on_top("score_desc")


def test_learning_survives_killed_processes(server: JudgedServer) -> None:
    """With the child process and the worker killed during a training, the verdicts are trained anyway."""
    before = server.count_learned_verdicts()
    server.judge(20)
    until(lambda: bool(server.children("spawn_main")), describe=lambda: server.running.output)
    server.kill("spawn_main")
    server.kill("alcove worker")
    until(lambda: server.count_learned_verdicts() == before + 20, describe=lambda: server.running.output)


def test_a_restart_predicts_identically(server: JudgedServer) -> None:
    """Predictions are the same after all processes have been restarted."""
    before = server.predictions()
    assert len({row["probability"] for row in before}) > 10
    server.kill("alcove api")
    server.kill("alcove worker")
    until(lambda: server.running.get("/health/live")[0] == 0, describe=lambda: server.running.output)
    until(lambda: server.running.get("/health/live")[0] == 200, describe=lambda: server.running.output)
    assert server.predictions() == before
