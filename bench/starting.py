"""Cold starts and idle memory, of processes as a user starts them."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.place import Place, here
from bench.processes import family, free_port, memory, running, wait_for_answer

TITLE = "Cold start with the database running, and idle memory"
START_BUDGET = 2.0
API_BUDGET, ALL_BUDGET = 80.0, 220.0
ROUNDS = 5
SETTLE = 6.0


def measure() -> Iterator[Figure]:
    """Give the time to the first answer beside bare Starlette on Granian, and what each process holds when idle."""
    place = here()
    yield _starts(place)
    yield from _idle(place)


def _starts(place: Place) -> Figure:
    ours, bare = [], []
    for _ in range(ROUNDS):
        port = free_port()
        log = place.folder / "start.log"
        arguments = ["granian", "--interface", "asgi", "--port", str(port), "--no-log", "bench.bare:app"]
        bare.append(_start(arguments, place.environ(), port=port, path="/items", log=log))
        environ = place.environ(PORT=str(port))
        ours.append(_start(["alcove", "api"], environ, port=port, path="/health/live", log=log))
    return Figure(
        name="first answer of alcove api",
        value=round(median(ours) / median(bare), 2),
        unit="x bare Starlette",
        at_most=START_BUDGET,
        note=f"{1000 * median(ours):.0f} ms beside {1000 * median(bare):.0f} ms; Go elsewhere 29 ms",
    )


def _start(arguments: list[str], environ: dict[str, str], *, port: int, path: str, log: Path) -> float:
    started = time.perf_counter()
    with running(arguments, environ=environ, log=log) as process:
        return wait_for_answer(port, path, process=process) - started


def _idle(place: Place) -> Iterator[Figure]:
    port = free_port()
    with running(["alcove", "serve"], environ=place.environ(PORT=str(port)), log=place.folder / "serve.log") as process:
        wait_for_answer(port, "/health/live", process=process)
        time.sleep(SETTLE)
        found = {_role(command): memory(pid) for pid, command in family(process.pid).items()}
    yield Figure(name="api, idle", value=found["api"]["rss"], unit="MiB", at_most=API_BUDGET, note="Go elsewhere 18 MB")
    yield Figure(
        name="api, worker and supervisor, idle",
        value=round(sum(each["rss"] for each in found.values()), 1),
        unit="MiB",
        at_most=ALL_BUDGET,
        note="; ".join(
            f"{name} {each['rss']:.0f} ({each['pss']:.0f} with shared pages divided)" for name, each in found.items()
        ),
    )


def _role(command: str) -> str:
    words = command.split()
    return words[words.index("alcove") + 1] if "alcove" in words[:-1] else command[:40]
