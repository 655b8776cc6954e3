"""Cold start and idle memory of processes."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import find_free_port, list_process_tree, read_memory, run_process, wait_for_answer

TITLE = "Cold start with the database running, and idle memory"
START_BUDGET = 2.0
API_BUDGET, ALL_BUDGET = 80.0, 220.0
ROUNDS = 5
WARM_UP_SECONDS = 6.0


def measure() -> Iterator[Figure]:
    """Yield the time to the first response compared with bare Starlette, and the idle memory of processes."""
    env = get_environment()
    yield _starts(env)
    yield from _idle(env)


def _starts(env: BenchEnvironment) -> Figure:
    ours, bare = [], []
    for _ in range(ROUNDS):
        port = find_free_port()
        log = env.folder / "start.log"
        arguments = ["granian", "--interface", "asgi", "--port", str(port), "--no-log", "bench.starlette_app:app"]
        bare.append(_start(arguments, env.environ(), port=port, path="/items", log=log))
        environ = env.environ(PORT=str(port))
        ours.append(_start(["alcove", "api"], environ, port=port, path="/health/live", log=log))
    return Figure(
        name="first response of alcove api",
        value=round(median(ours) / median(bare), 2),
        unit="x bare Starlette",
        at_most=START_BUDGET,
        note=f"{1000 * median(ours):.0f} ms compared with {1000 * median(bare):.0f} ms; Go rewrite 29 ms",
    )


def _start(arguments: list[str], environ: dict[str, str], *, port: int, path: str, log: Path) -> float:
    started = time.perf_counter()
    with run_process(arguments, environ=environ, log=log) as process:
        return wait_for_answer(port, path, process=process) - started


def _idle(env: BenchEnvironment) -> Iterator[Figure]:
    port = find_free_port()
    with run_process(["alcove", "serve"], environ=env.environ(PORT=str(port)), log=env.folder / "serve.log") as process:
        wait_for_answer(port, "/health/live", process=process)
        time.sleep(WARM_UP_SECONDS)
        memory_by_role = {_role(command): read_memory(pid) for pid, command in list_process_tree(process.pid).items()}
    yield Figure(
        name="api, idle", value=memory_by_role["api"]["rss"], unit="MiB", at_most=API_BUDGET, note="Go rewrite 18 MB"
    )
    yield Figure(
        name="api, worker and supervisor, idle",
        value=round(sum(usage["rss"] for usage in memory_by_role.values()), 1),
        unit="MiB",
        at_most=ALL_BUDGET,
        note="; ".join(f"{name} {usage['rss']:.0f} ({usage['pss']:.0f} PSS)" for name, usage in memory_by_role.items()),
    )


def _role(command: str) -> str:
    words = command.split()
    return words[words.index("alcove") + 1] if "alcove" in words[:-1] else command[:40]
