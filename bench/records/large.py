"""Memory while many clients read large responses: it must not grow with the size of the response."""

import json
import time
from collections.abc import Iterator

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.load import Plan, request
from bench.processes import read_memory, read_peak_memory, reset_peak_memory, run_load
from bench.records.catalogue import LARGEST, SELLERS

TITLE = "Memory of the api under 64 connections"
CONNECTIONS = 64
SECONDS = 6.0
PER_CONNECTION = 1.5
"""MiB of one running stream: three batches that are fetched, joined and sent."""


def measure() -> Iterator[Figure]:
    """Yield the growth of the api process for the smallest seller, the largest seller, and the export."""
    env = get_environment()
    requests = {
        "by seller, the smallest": (_by_seller(SELLERS[-1]), ""),
        "by seller, the largest": (_by_seller(LARGEST), "; Go rewrite 1,200 MB in all"),
        "export of 5,000": (request("GET", "/export-listings"), "; Go rewrite 789 MB in all"),
    }
    for name, (text, go_rate) in requests.items():
        yield _figure(env, name, text=text, go_rate=go_rate)


def _by_seller(name: str) -> str:
    return request("POST", "/by-seller/search/", body=json.dumps({"seller": name}).encode())


def _figure(env: BenchEnvironment, name: str, *, text: str, go_rate: str) -> Figure:
    with env.api() as (process, port):
        time.sleep(1.0)
        idle = read_memory(process.pid)["rss"]
        reset_peak_memory(process.pid)
        outcome = run_load(Plan(port=port, requests=[text], connections=CONNECTIONS, seconds=SECONDS))
        peak_memory = read_peak_memory(process.pid)
    errors = f"; {outcome.errors} ERRORS" if outcome.errors else ""
    rate = f"{outcome.rate:,.0f}/s, {outcome.size / outcome.seconds / 2**20:,.0f} MiB/s"
    return Figure(
        name=name,
        value=round(peak_memory - idle, 1),
        unit="MiB more than idle",
        at_most=CONNECTIONS * PER_CONNECTION,
        note=f"{peak_memory:.0f} MiB at most; {rate}{go_rate}{errors}",
    )
