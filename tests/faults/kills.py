"""kill -9 at random moments, while all apps work and clients read."""

import time
from collections.abc import Iterator
from typing import Final, Literal

from faults.recovery import build_recovery_row, build_response_row, finish_work, measure_recovery
from faults.report import Row
from faults.scenario import Bench
from faults.server import TARGETS, FaultedServer, Target
from faults.traffic import run_traffic
from faults.workload import merge_settings, open_workloads

TITLE = "Killed with -9 at random moments while all apps work"
SECONDS = 420.0
EVERYTHING: Final = "everything"
VICTIMS: Final[tuple[Target | Literal["everything"], ...]] = (*TARGETS, EVERYTHING)
LIMITS = {"api": 10.0, "worker": 30.0, "PostgreSQL": 40.0, "supervisor": 60.0, EVERYTHING: 60.0}
"""Seconds until every app has done something new. A silent worker counts as dead after ten."""
NAMES = {target: f"the {target}" for target in TARGETS} | {
    "PostgreSQL": "a process of PostgreSQL",
    EVERYTHING: "everything at once",
}
START_LIMIT = 60.0
ROUNDS, QUICK_ROUNDS = 3, 1


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for each kind of process, and what became of the work of each app."""
    rng = bench.rng("kills")
    victims = [victim for victim in VICTIMS for _ in range(bench.count(ROUNDS, quick=QUICK_ROUNDS))]
    rng.shuffle(victims)
    seconds: dict[str, list[float | None]] = {victim: [] for victim in VICTIMS}
    with open_workloads(seed=bench.seed) as workloads, bench.server(merge_settings(workloads)) as server:
        for workload in workloads:
            workload.prepare(server)
        with run_traffic(server, workloads) as traffic:
            measure_recovery(server, workloads, limit=START_LIMIT)
            for victim in victims:
                time.sleep(rng.uniform(0.2, 3.0))
                _kill(server, victim, number=rng.randrange(8))
                seconds[victim].append(measure_recovery(server, workloads, limit=LIMITS[victim]))
        for victim in VICTIMS:
            yield build_recovery_row(f"kill -9 of {NAMES[victim]}", seconds[victim], limit=LIMITS[victim])
        for name, tally in (("reads", traffic.reads), ("requests for work", traffic.work)):
            # While nothing listens, no request is answered.
            survived = tally.total - len(tally.wrong)
            yield build_response_row(f"{name}: answered, refused with 503, or not accepted", tally, survived=survived)
        yield from finish_work(server, workloads)


def _kill(server: FaultedServer, victim: Target | Literal["everything"], *, number: int) -> None:
    if victim == EVERYTHING:
        server.kill_all()
    else:
        server.kill(victim, number=number)
