"""What the app costs an api process that has nothing to do, before the first request of the REST API and after it."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import read_memory
from bench.study.operations import SECRET, sign

TITLE = "Idle memory of an api process with study and without it"
BUDGET = 20.0
WARM_UP_SECONDS = 6.0
REQUESTS = 20


def measure() -> Iterator[Figure]:
    """Yield the difference to a process without the app."""
    env = get_environment()
    without, _ = _idle_memory(env, apps="records,books")
    unused, used = _idle_memory(env, apps="records,books,study")
    yield _figure("added by study", memory=unused, without=without)
    yield _figure("added by study, after requests", memory=used, without=without)


def _figure(name: str, *, memory: float, without: float) -> Figure:
    return Figure(
        name=name,
        value=round(memory - without, 1),
        unit="MiB",
        at_most=BUDGET,
        note=f"{memory:.0f} MiB compared with {without:.0f} MiB",
    )


def _idle_memory(env: BenchEnvironment, *, apps: str) -> tuple[float, float]:
    """Return the memory at rest, and at rest after some requests of the REST API."""
    pause = 1.0 if env.quick else WARM_UP_SECONDS
    with env.api({"ALCOVE_APPS": apps, "STUDY_JWT_SECRET": SECRET}) as (process, port):
        time.sleep(pause)
        unused = read_memory(process.pid)["rss"]
        for _ in range(REQUESTS):
            _request_tasks(port)
        time.sleep(pause)
        return unused, read_memory(process.pid)["rss"]


def _request_tasks(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"apikey": sign("anon"), "Authorization": f"Bearer {sign('authenticated')}"}
    connection.request("GET", "/rest/v1/tasks?select=*,subjects(*)&limit=20", headers=headers)
    connection.getresponse().read()
    connection.close()
