"""How long a server takes until every app works again, and the rows of a run in which all apps work."""

import math
from collections.abc import Iterator, Sequence

import psycopg

from faults.report import Row
from faults.server import FaultedServer
from faults.traffic import Tally, measure_until
from faults.workload import Workload


def measure_recovery(server: FaultedServer, workloads: Sequence[Workload], *, limit: float) -> float | None:
    """Return the seconds until the server is ready and every workload has got further; None beyond the limit.

    How far a workload is when the server answers for the first time is where it has to get further from.
    """
    marks: dict[str, float] = {}

    def has_recovered() -> bool:
        if not server.is_ready():
            return False
        numbers = {workload.name: workload.progress(server) for workload in workloads}
        known = {name: number for name, number in numbers.items() if number is not None}
        for name, number in known.items():
            marks.setdefault(name, number)
        return all(name in known and (known[name] > marks[name] or math.isinf(marks[name])) for name in numbers)

    return measure_until(has_recovered, limit=limit)


def build_recovery_row(name: str, seconds: Sequence[float | None], *, limit: float, problem: str = "") -> Row:
    """Return the row of some recoveries."""
    times = [second for second in seconds if second is not None]
    problems = (problem,) if problem else ()
    slowest = max(times, default=None)
    return Row(
        name=name, tried=len(seconds), survived=len(times), seconds=slowest, limit=limit, problems=problems
    )  # fmt: skip


def build_response_row(name: str, tally: Tally, *, survived: int) -> Row:
    """Return the row of some responses, of which a scenario says how many are right."""
    missed = tally.total - survived - len(tally.wrong)
    refused = (f"refused: {tally.describe_refusals()}",) if missed else ()
    return Row(name=name, tried=tally.total, survived=survived, problems=(*tally.problems, *refused))


def finish_work(server: FaultedServer, workloads: Sequence[Workload]) -> Iterator[Row]:
    """Wait until all acknowledged work has ended and yield what became of it."""
    for workload in workloads:
        try:
            workload.finish(server)
            yield from workload.rows(server)
        except (AssertionError, psycopg.Error) as error:
            yield Row(name=f"{workload.name}: all acknowledged work", problems=(f"{error!s:.300}",))
