"""Two workers, one of which freezes again and again and goes on after the other has taken over its work."""

import time
from collections.abc import Iterator

from faults.recovery import build_recovery_row, finish_work, measure_recovery
from faults.report import Row
from faults.scenario import Bench
from faults.traffic import run_traffic
from faults.workload import merge_settings, open_workloads

TITLE = "A worker that freezes and goes on later, beside another one"
SECONDS = 240.0
FROZEN_S = 14.0
"""Seconds; a worker that is silent for ten counts as dead."""
LIMIT = 30.0
"""Seconds until every app has done something new, from the moment at which the worker goes on."""
ROUNDS, QUICK_ROUNDS = 4, 1


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for the freezes, and what became of the work of each app: nothing is done by both workers."""
    rng = bench.rng("freezes")
    seconds: list[float | None] = []
    with open_workloads(seed=bench.seed) as workloads, bench.server(merge_settings(workloads)) as server:
        server.start_worker()
        for workload in workloads:
            workload.prepare(server)
        with run_traffic(server, workloads):
            for _ in range(bench.count(ROUNDS, quick=QUICK_ROUNDS)):
                time.sleep(rng.uniform(1.0, 4.0))
                server.freeze("worker", seconds=FROZEN_S)
                seconds.append(measure_recovery(server, workloads, limit=LIMIT))
        yield build_recovery_row(f"freeze of a worker for {FROZEN_S:.0f} s", seconds, limit=LIMIT)
        yield from finish_work(server, workloads)
