"""Making cards and quizzes over HTTP, with a worker of its jobs in this process."""

import asyncio
import json
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from alcove.apps.study.generation.jobs import build_tasks
from alcove.apps.study.generation.store import QUEUE
from alcove.foundation.jobs import Queue, run_worker
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.http_client import blocking_http_client
from support.until import until

FINAL: Final = ("ready", "failed")
TEXT: Final = (
    "Photosynthesis turns light into chemical energy inside the chloroplasts of plants. The pigment chlorophyll absorbs"
    " mostly red and blue light. In 1779 Jan Ingenhousz showed that plants need light to release oxygen.\n\n"
    "Mitochondria release energy from glucose in a process that is named respiration. Muscle cells contain thousands of"
    " mitochondria because they move constantly. In 1857 Albert von Kölliker described them for the first time.\n\n"
    "The nucleus stores genetic information as deoxyribonucleic acid. In 1831 Robert Brown discovered the nucleus in"
    " cells of orchids. A membrane with many pores surrounds the nucleus in all eukaryotes."
)
_CARDS: Final = "SELECT * FROM public.flashcards WHERE set_id = $1 ORDER BY created_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationSite:
    """A server with an account."""

    server: StudyServer
    http: httpx2.Client
    account: uuid.UUID

    def call(self, method: str, path: str, *, account: object = None, **options: Any) -> httpx2.Response:
        """Send a request with the token of an account, below /api."""
        token = self.server.token(account or self.account)
        return self.http.request(method, f"/api{path}", headers={"Authorization": f"Bearer {token}"}, **options)

    def add_material(self, text: str = TEXT, *, title: str = "Cells", **fields: Any) -> str:
        """Add a material, and return its id."""
        response = self.call("POST", "/materials", json={"title": title, "text": text, **fields})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def start(self, material_id: str, kind: str = "cards", **options: Any) -> Any:
        """Start a generation, and return it."""
        response = self.call("POST", f"/materials/{material_id}/{kind}", json=options)
        assert response.status_code == 202, response.text
        return response.json()

    def make(self, material_id: str, kind: str = "cards", **options: Any) -> Any:
        """Start a generation, and return it when it has ended."""
        return self.wait(self.start(material_id, kind, **options)["id"])

    def wait(self, generation_id: str) -> Any:
        """Wait until a generation has ended, and return it."""
        path = f"/generations/{generation_id}"
        return until(lambda: shown if (shown := self.call("GET", path).json())["state"] in FINAL else None)

    def cards(self, generation: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the cards of a generation in their order; `source` is decoded."""
        rows = self.execute(_CARDS, uuid.UUID(generation["set_id"]))
        return [{**row, "source": json.loads(row["source"])} for row in rows]

    def quiz(self, generation: Mapping[str, Any]) -> Any:
        """Return the quiz of a generation with its answers."""
        return self.call("GET", f"/quizzes/{generation['quiz_id']}?answers=true").json()

    def execute(self, sql: str, *args: object) -> list[Any]:
        """Run a statement in the database, as its owner."""
        return asyncio.run(self.server.execute(sql, *args))

    def sign_up(self) -> uuid.UUID:
        """Return another account."""
        return asyncio.run(sign_up(self.server))


@contextmanager
def serve_generation(dsn: str, folder: Path, environ: Mapping[str, str]) -> Iterator[StudyServer]:
    """Serve a database with a worker."""
    with serve_study(dsn, folder, **environ) as server, run_jobs(dsn, folder, environ):
        yield server


@contextmanager
def open_site(server: StudyServer) -> Iterator[GenerationSite]:
    """Yield a server with a new account."""
    with blocking_http_client(server.address, timeout=60) as http:
        yield GenerationSite(server=server, http=http, account=asyncio.run(sign_up(server)))


@contextmanager
def run_jobs(dsn: str, folder: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Run the jobs during the block."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(folder), "DATABASE_URL": dsn, **environ})

    async def work() -> None:
        async with open_deps(configuration, dsn, name="alcove-test-worker") as deps:
            queues = [Queue(QUEUE, concurrency=4)]
            await run_worker(dsn, build_tasks(deps), queues=queues, stop=stop, poll=0.2)

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
