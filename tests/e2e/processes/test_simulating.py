"""`alcove simulate` and the demonstration built on it."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

from e2e.processes.running import Running, free_port, is_alive, until

Start = Callable[..., Running]


def test_simulated_discogs_answers_until_told_to_stop(start: Start) -> None:
    """`alcove simulate discogs --port N` prints its address, answers like Discogs, and ends with 0."""
    port = free_port()
    discogs = start("simulate", "discogs", "--port", str(port), "--rate", "30")
    discogs.port = port
    until(lambda: discogs.get("/users/martha_keys")[0] == 200, what=lambda: discogs.output)
    until(lambda: f"http://127.0.0.1:{port}" in discogs.output)
    assert discogs.stop() == 0


def test_simulator_leaves_with_its_parent(start: Start) -> None:
    """A simulator given a lifeline ends when the other end of that pipe closes."""
    ours, held = os.pipe()
    os.set_inheritable(ours, True)
    port = free_port()
    discogs = start("simulate", "discogs", "--port", str(port), "--lifeline", str(ours), pass_fds=(ours,))
    discogs.port = port
    until(lambda: discogs.get("/users/martha_keys")[0] == 200, what=lambda: discogs.output)
    os.close(held)
    assert discogs.process.wait(10) == 0
    os.close(ours)


def found(demo: Running) -> int:
    """Return how many offers the dashboard tells of."""
    status, answer = demo.get("/dashboard/")
    return int(json.loads(answer)["num_listings"]) if status == 200 else 0


def test_demonstration_scrapes_into_data_of_its_own(start: Start, home: Path) -> None:
    """`alcove serve --demo` keeps its data apart, says what to look at, and scrapes within half a minute."""
    demo = start("serve", "--demo", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none").ready()
    until(lambda: "three sellers" in demo.output, what=lambda: demo.output)
    assert (home / "data" / "demo" / "postgres").is_dir()
    assert not (home / "data" / "postgres").exists()
    until(lambda: found(demo) > 100, within=30, what=lambda: demo.output)
    (simulator,) = demo.children("discogs")
    assert demo.stop(number=signal.SIGINT) == 0
    assert not is_alive(simulator)
