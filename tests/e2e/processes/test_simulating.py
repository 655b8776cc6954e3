"""`alcove simulate`."""

import os
from collections.abc import Callable

from support.processes import AlcoveProcess
from support.sockets import free_port
from support.until import until

Start = Callable[..., AlcoveProcess]


def test_simulated_discogs_runs_until_stopped(start: Start) -> None:
    """`alcove simulate discogs --port N` prints its URL, responds like Discogs, and exits with 0."""
    port = free_port()
    discogs = start("simulate", "discogs", "--port", str(port), "--rate", "30")
    discogs.port = port
    until(lambda: discogs.get("/users/martha_keys")[0] == 200, describe=lambda: discogs.output)
    until(lambda: f"http://127.0.0.1:{port}" in discogs.output)
    assert discogs.stop() == 0


def test_a_simulator_stops_with_its_parent(start: Start) -> None:
    """A simulator with a lifeline stops when the other end of the pipe closes."""
    ours, held = os.pipe()
    os.set_inheritable(ours, True)
    port = free_port()
    discogs = start("simulate", "discogs", "--port", str(port), "--lifeline", str(ours), pass_fds=(ours,))
    discogs.port = port
    until(lambda: discogs.get("/users/martha_keys")[0] == 200, describe=lambda: discogs.output)
    os.close(held)
    assert discogs.process.wait(10) == 0
    os.close(ours)


def test_simulated_ai_providers_run_until_stopped(start: Start) -> None:
    """`alcove simulate ai-provider --port N` prints its URL, is controlled over HTTP, and exits with 0."""
    port = free_port()
    providers = start("simulate", "ai-provider", "--port", str(port))
    providers.port = port
    until(lambda: providers.get("/control/requests")[0] == 200, describe=lambda: providers.output)
    until(lambda: f"http://127.0.0.1:{port}" in providers.output)
    assert providers.stop() == 0
