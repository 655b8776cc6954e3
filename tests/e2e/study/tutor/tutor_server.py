"""Real api processes whose AI providers are simulated, and learners who ask them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
import psycopg

from e2e.study.conftest import SECRET, Student, StudyServer
from support.http_client import blocking_http_client
from support.processes import AlcoveProcess
from support.world import World, make_world

F1: Final = "/functions/v1/ai-tutor-professional"
FAR_LIMITS: Final = {"STUDY_FUNCTION_CALLS_PER_MINUTE": "1000000", "STUDY_LIMIT_F1_PER_MINUTE": "1000000"}
_RUN: Final = 8
"""Words that must not stand twice in one answer."""


@dataclass(frozen=True, slots=True)
class TutorServer:
    """An api process, and the world in which it runs."""

    world: World
    process: AlcoveProcess
    study: StudyServer

    def add_learner(self) -> "Learner":
        """Return a new account."""
        return Learner(self, self.study.add_student("Ann"))

    def read_metrics(self) -> Mapping[str, float]:
        """Return the samples of /metrics by name and labels, as they are printed."""
        status, body = self.process.get("/metrics")
        assert status == 200
        lines = [line for line in body.decode().splitlines() if line.startswith("alcove_ai_")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    def fetch(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        with psycopg.connect(self.study.dsn, autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()

    def execute(self, statement: str) -> None:
        """Run a statement that returns no rows."""
        with psycopg.connect(self.study.dsn, autocommit=True) as connection:
            connection.execute(statement)


@dataclass(frozen=True, slots=True)
class Learner:
    """An account that asks."""

    server: TutorServer
    student: Student

    @property
    def headers(self) -> dict[str, str]:
        """The headers that supabase-js sends."""
        return {"apikey": self.server.study.anon_key, "authorization": f"Bearer {self.student.token}"}

    def ask(self, message: str, *, history: Sequence[Mapping[str, str]] = (), **options: Any) -> httpx2.Response:
        """Ask F1."""
        body = {"message": message, "context": {"history": list(history)}, "options": options}
        with blocking_http_client(self.server.study.url) as client:
            return client.post(F1, json=body, headers=self.headers)

    def get(self, path: str) -> httpx2.Response:
        """Send a GET request to the native API."""
        with blocking_http_client(self.server.study.url) as client:
            return client.get(path, headers=self.headers)

    def ask_streaming(self, message: str, *, history: Sequence[Mapping[str, str]] = ()) -> "StreamedAnswer":
        """Ask F1 for a stream, and read it to its end."""
        response = self.ask(message, history=history, stream=True)
        assert response.status_code == 200, response.text
        return read_stream(response.text)


@dataclass(frozen=True, slots=True)
class StreamedAnswer:
    """A stream: its text and what came after it."""

    text: str
    ends: Sequence[Mapping[str, Any]]
    """The events that are no content; a complete answer has one, `done`."""
    last_line: str


def read_stream(body: str) -> StreamedAnswer:
    """Return what a stream of F1 says."""
    lines = [line.removeprefix("data: ") for line in body.splitlines() if line.startswith("data: ")]
    events = [json.loads(line) for line in lines if line != "[DONE]"]
    text = "".join(event["content"] for event in events if event["type"] == "content")
    return StreamedAnswer(text, [event for event in events if event["type"] != "content"], lines[-1])


def repeated_runs(text: str) -> list[str]:
    """Return the runs of eight words that stand twice or more in a text."""
    words = text.split()
    runs = Counter(" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
    return [run for run, count in runs.items() if count > 1]


@contextmanager
def serve_tutor(migrated_data: Path, **settings: str) -> Iterator[TutorServer]:
    """Run an api process with these settings during the block."""
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET, **{**FAR_LIMITS, **settings}) as world:
        yield start_tutor(world)


def start_tutor(world: World, *, port: int | None = None) -> TutorServer:
    """Start an api process in a world."""
    process = world.start("api", PORT=str(port or world.env["PORT"])).wait_ready()
    keys = world.run_json("study", "keys")
    study = StudyServer(f"http://127.0.0.1:{process.port}", world.dsn, keys["anon_key"], keys["service_role_key"])
    return TutorServer(world, process, study)
