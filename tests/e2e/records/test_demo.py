"""The demo of the records app."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from support.processes import AlcoveProcess, is_alive
from support.until import until

Start = Callable[..., AlcoveProcess]


def count_offers(demo: AlcoveProcess) -> int:
    """Return the number of offers on the dashboard."""
    status, answer = demo.get("/dashboard/")
    return int(json.loads(answer)["num_listings"]) if status == 200 else 0


@pytest.mark.slow
def test_a_demo_scrapes_into_its_own_data_directory(start: Start, home: Path) -> None:
    """`alcove serve --demo` has separate data, prints what to open, and scrapes within half a minute."""
    demo = start("serve", "--demo", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none", fresh=True).wait_ready()
    until(lambda: "three sellers" in demo.output, describe=lambda: demo.output)
    assert (home / "data" / "demo" / "postgres").is_dir()
    assert not (home / "data" / "postgres").exists()
    until(lambda: count_offers(demo) > 100, describe=lambda: demo.output)
    (simulator,) = demo.children("discogs")
    assert demo.stop(number=signal.SIGINT) == 0
    assert not is_alive(simulator)
