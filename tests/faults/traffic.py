"""Threads that read from the server and give it work as long as it is broken, and count the responses."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx2

from faults.server import FaultedServer
from faults.workload import Workload

READERS = 2
READ_PAUSE_S = 0.02
WORK_PAUSE_S = 0.2
MAX_PROBLEMS = 3
UNAVAILABLE, DISK_FULL = 503, 507


@dataclass(slots=True)
class Tally:
    """Responses: successes, refusals that say when to come back, none at all, and everything else."""

    successes: int = 0
    refusals: int = 0
    unanswered: int = 0
    wrong: list[str] = field(default_factory=list)
    refused_paths: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Return the number of requests."""
        return self.successes + self.refusals + self.unanswered + len(self.wrong)

    @property
    def problems(self) -> tuple[str, ...]:
        """Return the first different wrong responses."""
        return tuple(dict.fromkeys(self.wrong))[:MAX_PROBLEMS]

    def describe_refusals(self) -> str:
        """Return which requests were refused most often, and how many were not answered."""
        texts = [f"{count} of {path}" for path, count in self.refused_paths.most_common(MAX_PROBLEMS)]
        return ", ".join([*texts, *([f"{self.unanswered} without a response"] if self.unanswered else [])])

    def add(self, response: httpx2.Response | None) -> None:
        """Count one response. A health address that says that something is down has answered."""
        if response is None:
            self.unanswered += 1
        elif response.is_success or _is_health_report(response):
            self.successes += 1
        elif _is_refusal(response):
            self.refusals += 1
            self.refused_paths[f"{response.url.path} ({response.status_code})"] += 1
        else:
            self.wrong.append(f"{response.url.path} answered {response.status_code}: {response.text[:120]}")


def _is_health_report(response: httpx2.Response) -> bool:
    return response.status_code == UNAVAILABLE and "health" in response.url.path


def _is_refusal(response: httpx2.Response) -> bool:
    is_unavailable = response.status_code == UNAVAILABLE and "Retry-After" in response.headers
    return response.status_code == DISK_FULL or is_unavailable


@dataclass(frozen=True, slots=True)
class Traffic:
    """The responses to reads and to requests for work."""

    reads: Tally = field(default_factory=Tally)
    work: Tally = field(default_factory=Tally)


@contextmanager
def run_traffic(server: FaultedServer, workloads: Sequence[Workload]) -> Iterator[Traffic]:
    """Read and work for the block; yield the count of the responses."""
    traffic, stop = Traffic(), threading.Event()

    def read_all() -> None:
        for path in server.reads:
            if not stop.wait(READ_PAUSE_S):
                traffic.reads.add(server.ask("GET", path))

    def work(workload: Workload) -> None:
        for response in workload.work(server):
            traffic.work.add(response)

    jobs: list[tuple[Callable[[], object], float]] = [(read_all, READ_PAUSE_S)] * READERS
    jobs += [(partial(work, workload), WORK_PAUSE_S) for workload in workloads]
    threads = [threading.Thread(target=_repeat, args=(stop, *job), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield traffic
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def _repeat(stop: threading.Event, job: Callable[[], object], pause: float) -> None:
    while not stop.is_set():
        job()
        stop.wait(pause)


def measure_until(check: Callable[[], bool], *, limit: float) -> float | None:
    """Return the seconds until a check holds, None when it does not within the limit."""
    began = time.monotonic()
    while time.monotonic() < began + limit:
        if check():
            return time.monotonic() - began
        time.sleep(0.05)
    return None
