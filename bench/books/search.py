"""Searches over three catalogues, one of which does not respond in time."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

from bench.books.catalogues import MIB, build_settings, create_book, run_catalogue
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import fetch_json

TITLE = "A search over three catalogues, one of which never responds"
DEADLINE = 8.0
SLOW_DELAY = 60.0
TRIES = 5


def measure() -> Iterator[Figure]:
    """Yield the duration of a search when all catalogues respond and when one does not."""
    env = get_environment()
    healthy, healthy_results = _measure_search(env, delays=(0.0, 0.0, 0.0), tries=TRIES)
    degraded, degraded_results = _measure_search(env, delays=(0.0, 0.0, SLOW_DELAY), tries=1 if env.quick else 2)
    yield Figure(
        name="search of three catalogues",
        value=round(healthy, 3),
        unit="s",
        at_most=1.0,
        note=f"{healthy_results} files found",
    )
    yield Figure(
        name="the same, one never responds",
        value=round(degraded, 3),
        unit="s",
        at_most=DEADLINE + 0.5,
        note=f"{degraded_results} files found by the others; the time limit is {DEADLINE:.0f} s",
    )


def _measure_search(env: BenchEnvironment, *, delays: tuple[float, ...], tries: int) -> tuple[float, int]:
    """Return the median duration of searches for different words, and the number of results of the last one."""
    file = create_book(env.folder, MIB)
    with ExitStack() as stack:
        ports = [stack.enter_context(run_catalogue(env, file, count=20, delay=delay)) for delay in delays]
        _, api = stack.enter_context(env.api(build_settings([f"127.0.0.1:{port}" for port in ports])))
        # Catalogues are fetched once before they are searched.
        fetch_json(api, "/api/search?query=warm")
        durations = []
        found = 0
        for number in range(tries):
            started = time.perf_counter()
            found = len(fetch_json(api, f"/api/search?query=word{number}"))
            durations.append(time.perf_counter() - started)
        return sorted(durations)[len(durations) // 2], found
