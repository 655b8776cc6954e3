"""Memory while many callers take long answers at once: it must not grow with what is answered."""

import json
import time
from collections.abc import Iterator

from bench.figures import Figure
from bench.load import Plan, request
from bench.place import Place, here
from bench.processes import forget_peak, load, memory, peak
from bench.records.catalogue import LARGEST, SELLERS

TITLE = "Memory of the api under 64 connections"
CONNECTIONS = 64
SECONDS = 6.0
PER_CONNECTION = 1.5
"""MiB of one stream under way: a batch being joined, one being sent, one being fetched."""


def measure() -> Iterator[Figure]:
    """Give the api process's growth for the smallest seller, the largest, and the export."""
    place = here()
    asked = {
        "by seller, the smallest": (_by_seller(SELLERS[-1]), ""),
        "by seller, the largest": (_by_seller(LARGEST), "; Go elsewhere 1,200 MB in all"),
        "export of 5,000": (request("GET", "/export-listings"), "; Go elsewhere 789 MB in all"),
    }
    for name, (text, elsewhere) in asked.items():
        yield _figure(place, name, asked=text, elsewhere=elsewhere)


def _by_seller(name: str) -> str:
    return request("POST", "/by-seller/search/", body=json.dumps({"seller": name}).encode())


def _figure(place: Place, name: str, *, asked: str, elsewhere: str) -> Figure:
    with place.api() as (process, port):
        time.sleep(1.0)
        idle = memory(process.pid)["rss"]
        forget_peak(process.pid)
        outcome = load(Plan(port=port, requests=[asked], connections=CONNECTIONS, seconds=SECONDS))
        most = peak(process.pid)
    errors = f"; {outcome.errors} ERRORS" if outcome.errors else ""
    rate = f"{outcome.rate:,.0f}/s, {outcome.size / outcome.seconds / 2**20:,.0f} MiB/s"
    return Figure(
        name=name,
        value=round(most - idle, 1),
        unit="MiB more than idle",
        at_most=CONNECTIONS * PER_CONNECTION,
        note=f"{most:.0f} MiB at most; {rate}{elsewhere}{errors}",
    )
