"""The demonstration's records."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from support.processes import AlcoveProcess, is_alive
from support.until import until

Start = Callable[..., AlcoveProcess]


def count_offers(demo: AlcoveProcess) -> int:
    """Return how many offers the dashboard tells of."""
    status, answer = demo.get("/dashboard/")
    return int(json.loads(answer)["num_listings"]) if status == 200 else 0


@pytest.mark.slow
def test_demonstration_scrapes_into_data_of_its_own(start: Start, home: Path) -> None:
    """`alcove serve --demo` keeps its data apart, says what to look at, and scrapes within half a minute."""
    demo = start("serve", "--demo", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", fresh=True).wait_ready()
    until(lambda: "three sellers" in demo.output, describe=lambda: demo.output)
    assert (home / "data" / "demo" / "postgres").is_dir()
    assert not (home / "data" / "postgres").exists()
    until(lambda: count_offers(demo) > 100, describe=lambda: demo.output)
    (simulator,) = demo.children("discogs")
    assert demo.stop(number=signal.SIGINT) == 0
    assert not is_alive(simulator)
