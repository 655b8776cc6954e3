"""The HTTP server of standalone roles, compared with Granian, which serves everything else."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from subprocess import Popen
from tempfile import TemporaryDirectory

from bench.environment import is_quick
from bench.figures import Figure
from bench.load import Plan, request
from bench.processes import find_free_port, read_memory, read_processor_seconds, run_load, run_process, wait_for_answer

TITLE = "The HTTP server of standalone roles, compared with Granian"
SERVERS = ("granian", "uvicorn")
ROUNDS = 7
COST_BUDGET = 1.5
LOAD = [request("GET", "/items?select=id,name&limit=20")]


def measure() -> Iterator[Figure]:
    """Yield the cost of a response with 20 rows, and the idle memory of a process."""
    with TemporaryDirectory(prefix="alcove-bench-") as folder, ExitStack() as stack:
        servers = {name: stack.enter_context(_run_server(name, Path(folder))) for name in SERVERS}
        memory = {name: read_memory(process.pid)["rss"] for name, (process, _) in servers.items()}
        loads: dict[str, list[tuple[float, float]]] = {name: [] for name in SERVERS}
        for _ in range(2 if is_quick() else ROUNDS):
            for name, (process, port) in servers.items():
                loads[name].append(_measure_load(process.pid, port))
    rates, costs = ({name: median(column[i] for column in loads[name]) for name in SERVERS} for i in (0, 1))
    yield Figure(
        name="processor time of a response, standalone server",
        value=round(costs["uvicorn"] / costs["granian"], 2),
        unit="x Granian",
        at_most=COST_BUDGET,
        note=f"{costs['uvicorn']:.0f} compared with {costs['granian']:.0f} µs; bare Starlette, 20 rows",
    )
    yield Figure(
        name="requests per second, standalone server",
        value=round(rates["uvicorn"] / rates["granian"], 2),
        unit="x Granian",
        note=f"{rates['uvicorn']:.0f} compared with {rates['granian']:.0f}; Granian has a thread more",
    )
    yield Figure(
        name="idle memory, standalone server",
        value=round(memory["uvicorn"], 1),
        unit="MiB",
        note=f"{memory['granian']:.1f} with Granian; bare Starlette",
    )


@contextmanager
def _run_server(name: str, folder: Path) -> Iterator[tuple[Popen[bytes], int]]:
    port = find_free_port()
    environ = {"PATH": os.environ["PATH"]}
    arguments = ["bench.starlette_server", name, str(port)]
    with run_process(arguments, environ=environ, log=folder / name) as process:
        wait_for_answer(port, "/items", process=process)
        yield process, port


def _measure_load(pid: int, port: int) -> tuple[float, float]:
    """Return the requests per second and the microseconds of processor time of each."""
    before = read_processor_seconds(pid)
    outcome = run_load(Plan(port=port, requests=LOAD, seconds=1.5, warm_up=0.0))
    return outcome.rate, 1e6 * (read_processor_seconds(pid) - before) / outcome.requests
