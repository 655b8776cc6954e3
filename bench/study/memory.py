"""What the app costs an api process that has nothing to do, before and after the first requests of its services."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import read_memory
from bench.study.operations import SECRET, sign

TITLE = "Idle memory of an api process with study and without it"
BUDGET, WHOLE_BUDGET = 20.0, 80.0
WARM_UP_SECONDS = 6.0
ROUNDS = 20
REQUESTS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/rest/v1/tasks?select=*,subjects(*)&limit=20", None),
    ("GET", "/auth/v1/admin/users", None),
    ("GET", "/storage/v1/bucket", None),
    ("POST", "/functions/v1/auth-validation", {}),
    ("POST", "/functions/v1/ai-tutor-professional", {"message": "What is a cell?"}),
    ("POST", "/functions/v1/semantic-search", {"query": "cell"}),
    ("POST", "/api/materials", {"title": "Cells", "text": "A cell is the smallest unit of life."}),
    ("POST", "/api/ai/chat", {"message": "What is a cell?"}),
    ("POST", "/realtime/v1/api/broadcast", {"messages": [{"topic": "room", "event": "a", "payload": {}}]}),
)
"""One for each service of the app."""
OF_USERS = ("/functions/v1/ai-tutor", "/functions/v1/semantic", "/api/")
"""What only users may call, not programs with the service_role key."""


def measure() -> Iterator[Figure]:
    """Yield the difference to a process without the app."""
    env = get_environment()
    without, _ = _idle_memory(env, apps="records,books")
    unused, used = _idle_memory(env, apps="records,books,study")
    yield _figure("added by study", memory=unused, without=without)
    yield _figure("added by study, after requests", memory=used, without=without)
    yield Figure(name="api with all apps, after requests", value=used, unit="MiB", at_most=WHOLE_BUDGET)


def _figure(name: str, *, memory: float, without: float) -> Figure:
    return Figure(
        name=name,
        value=round(memory - without, 1),
        unit="MiB",
        at_most=BUDGET,
        note=f"{memory:.0f} MiB compared with {without:.0f} MiB",
    )


def _idle_memory(env: BenchEnvironment, *, apps: str) -> tuple[float, float]:
    """Return the memory at rest, and at rest after some requests of each service."""
    pause = 1.0 if env.quick else WARM_UP_SECONDS
    with env.api({"ALCOVE_APPS": apps, "STUDY_JWT_SECRET": SECRET}) as (process, port):
        time.sleep(pause)
        unused = read_memory(process.pid)["rss"]
        for _ in range(ROUNDS):
            for method, path, document in REQUESTS:
                _send(port, method, path=path, document=document)
        time.sleep(pause)
        return unused, read_memory(process.pid)["rss"]


def _send(port: int, method: str, *, path: str, document: Any) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    key = sign("authenticated" if path.startswith(OF_USERS) else "service_role")
    headers = {"apikey": key, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request(method, path, None if document is None else json.dumps(document), headers)
    connection.getresponse().read()
    connection.close()
