"""PostgreSQL that is killed, stopped, starting, frozen or out of connections: clients get 503, never 500."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial

import psycopg

from faults.recovery import finish_work, measure_recovery
from faults.report import Row
from faults.scenario import Bench
from faults.server import FaultedServer
from faults.traffic import Traffic, run_traffic
from faults.workload import Workload, merge_settings, open_workloads

TITLE = "A lost database"
SECONDS = 300.0
LIMIT = 40.0
"""Seconds until every app works again."""
ROUNDS, QUICK_ROUNDS = 3, 1
AWAY_S = 6.0
"""Seconds for which a database is frozen or has no connection left; longer than a read waits for it."""


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for each way to lose a database, and what became of the work of each app."""
    rounds = bench.count(ROUNDS, quick=QUICK_ROUNDS)
    with open_workloads(seed=bench.seed) as workloads, bench.server(merge_settings(workloads)) as server:
        for workload in workloads:
            workload.prepare(server)
        for name, lose_database in bench.choose(WAYS).items():
            yield _lose(server, workloads, name=name, lose_database=partial(lose_database, server), rounds=rounds)
        yield from finish_work(server, workloads)


def _lose(
    server: FaultedServer, workloads: list[Workload], *, name: str, lose_database: Callable[[], None], rounds: int
) -> Row:
    """Lose the database some times; the row counts the requests that were answered meanwhile."""
    times: list[float | None] = []
    output_length = len(server.process.output)
    with run_traffic(server, workloads) as traffic:
        for _ in range(rounds):
            lose_database()
            times.append(measure_recovery(server, workloads, limit=LIMIT))
    tracebacks = server.process.output[output_length:].count("Traceback (most recent call last)")
    return _build_row(name, traffic, times=times, tracebacks=tracebacks)


def _build_row(name: str, traffic: Traffic, *, times: list[float | None], tracebacks: int) -> Row:
    tallies = (traffic.reads, traffic.work)
    unanswered = sum(tally.unanswered for tally in tallies)
    problems = [problem for tally in tallies for problem in tally.problems]
    problems += [f"{unanswered} requests without a response"] * bool(unanswered)
    problems += [f"{tracebacks} tracebacks in the log"] * bool(tracebacks)
    return Row(
        name=f"requests while PostgreSQL {name}",
        tried=sum(tally.total for tally in tallies),
        survived=sum(tally.successes + tally.refusals for tally in tallies),
        seconds=None if None in times else max(time for time in times if time is not None),
        limit=LIMIT,
        problems=tuple(problems),
    )


def _crash(server: FaultedServer) -> None:
    server.kill("PostgreSQL")


def _crash_process(server: FaultedServer) -> None:
    server.kill("PostgreSQL", number=-1)


def _stop(server: FaultedServer) -> None:
    os.kill(server.find_pids("PostgreSQL")[0], signal.SIGINT)


def _stop_at_once(server: FaultedServer) -> None:
    os.kill(server.find_pids("PostgreSQL")[0], signal.SIGQUIT)


def _freeze(server: FaultedServer) -> None:
    server.freeze("PostgreSQL", seconds=AWAY_S)


def _take_all_connections(server: FaultedServer) -> None:
    with ExitStack() as stack:
        with suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(psycopg.connect(server.world.dsn, connect_timeout=5))
        time.sleep(AWAY_S)


WAYS: Mapping[str, Callable[[FaultedServer], None]] = {
    "is killed and started again": _crash,
    "loses one process and recovers": _crash_process,
    "is shut down and started again": _stop,
    "is shut down at once and recovers": _stop_at_once,
    "is frozen": _freeze,
    "has no connection left": _take_all_connections,
}
