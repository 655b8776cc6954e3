"""A search over three catalogues, one of which never answers in time."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

from bench.books.shop import MIB, big_book, catalogue, settings
from bench.figures import Figure
from bench.place import Place, here
from bench.processes import fetch

TITLE = "A search over three catalogues, one of which never answers"
DEADLINE = 8.0
NEVER = 60.0
TRIES = 5


def measure() -> Iterator[Figure]:
    """Give the seconds of a search when all answer and when one does not, and what the others found then."""
    place = here()
    well, found_well = _searched(place, delays=(0.0, 0.0, 0.0), tries=TRIES)
    ill, found_ill = _searched(place, delays=(0.0, 0.0, NEVER), tries=1 if place.quick else 2)
    yield Figure(
        name="search of three catalogues", value=round(well, 3), unit="s", at_most=1.0, note=f"{found_well} files found"
    )
    yield Figure(
        name="the same, one never answers",
        value=round(ill, 3),
        unit="s",
        at_most=DEADLINE + 0.5,
        note=f"{found_ill} files found by the others; its time is {DEADLINE:.0f} s",
    )


def _searched(place: Place, *, delays: tuple[float, ...], tries: int) -> tuple[float, int]:
    """Return the median seconds of searches for different words, and how much the last one found."""
    file = big_book(place.folder, MIB)
    with ExitStack() as stack:
        ports = [stack.enter_context(catalogue(place, file, count=20, delay=delay)) for delay in delays]
        _, api = stack.enter_context(place.api(settings([f"127.0.0.1:{port}" for port in ports])))
        # Catalogues are read once before they are searched.
        fetch(api, "/api/search?query=warm")
        taken = []
        found = 0
        for number in range(tries):
            started = time.perf_counter()
            found = len(fetch(api, f"/api/search?query=word{number}"))
            taken.append(time.perf_counter() - started)
        return sorted(taken)[len(taken) // 2], found
