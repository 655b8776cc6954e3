"""The materials over HTTP, with a worker of their jobs in this process."""

import asyncio
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from alcove.apps.study.materials.jobs import QUEUE, build_tasks
from alcove.foundation.jobs import Queue, run_worker
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.folders import list_files
from support.http_client import blocking_http_client
from support.until import until

PATH: Final = "/api/materials"
FINAL: Final = ("ready", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSite:
    """A server, an account, and the folder of its data."""

    server: StudyServer
    http: httpx2.Client
    folder: Path
    account: uuid.UUID

    def call(self, method: str, path: str = "", *, account: object = None, **options: Any) -> httpx2.Response:
        """Send a request with the token of an account."""
        token = self.server.token(account or self.account)
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return self.http.request(method, f"{PATH}{path}", headers=headers, **options)

    def add_text(self, text: str, *, title: str = "A title", **more: Any) -> Any:
        """Add a text, and return the answer's body."""
        response = self.call("POST", json={"title": title, "text": text, **more})
        assert response.status_code in (201, 202), response.text
        return response.json()

    def upload(
        self, content: bytes, *, name: str = "file.bin", account: object = None, **fields: str
    ) -> httpx2.Response:
        """Upload a file in a form."""
        files = {"file": (name, content, "application/octet-stream")}
        return self.call("POST", account=account, files=files, data=fields)

    def add_file(self, content: bytes, *, name: str = "file.bin", **fields: str) -> Any:
        """Upload a file, wait until its import has ended, and return the material."""
        response = self.upload(content, name=name, **fields)
        assert (response.status_code, response.json()["state"]) == (202, "queued"), response.text
        return self.wait(response.json()["id"])

    def find(self, material_id: str) -> Any:
        """Return a material."""
        response = self.call("GET", f"/{material_id}")
        assert response.status_code == 200, response.text
        return response.json()

    def wait(self, material_id: str) -> Any:
        """Wait until a material is ready or has failed, and return it."""
        return until(lambda: found if (found := self.find(material_id))["state"] in FINAL else None)

    def execute(self, sql: str, *args: object) -> list[Any]:
        """Run a statement in the database, as its owner."""
        return asyncio.run(self.server.execute(sql, *args))

    def passages(self, material_id: object) -> list[Mapping[str, Any]]:
        """Return the passages of a material in their order."""
        sql = "SELECT * FROM study.passages WHERE source_id = $1 ORDER BY position"
        return [dict(row) for row in self.execute(sql, uuid.UUID(str(material_id)))]

    def texts(self, material_id: object) -> list[str]:
        """Return the contents of the passages of a material."""
        return [str(row["content"]) for row in self.passages(material_id)]

    def list_files(self) -> Sequence[Path]:
        """Return all files of materials on the disk."""
        return list_files(self.folder / "storage" / "materials")


@contextmanager
def serve_materials(dsn: str, folder: Path, *, works: bool = True, **environ: str) -> Iterator[MaterialSite]:
    """Serve a database with a worker, unless it should not work, and yield the site with a new account."""
    with (
        serve_study(dsn, folder, **environ) as server,
        blocking_http_client(server.address, timeout=60) as http,
        run_jobs(dsn, folder, works=works, **environ),
    ):
        yield MaterialSite(server=server, http=http, folder=folder, account=asyncio.run(sign_up(server)))


@contextmanager
def run_jobs(dsn: str, folder: Path, *, works: bool = True, **environ: str) -> Iterator[None]:
    """Run the jobs of materials during the block."""
    if not works:
        yield
        return
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(folder), "DATABASE_URL": dsn, **environ})

    async def work() -> None:
        async with open_deps(configuration, dsn, name="alcove-test-worker") as deps:
            queues = [Queue(QUEUE, concurrency=2)]
            await run_worker(dsn, build_tasks(deps), queues=queues, stop=stop, poll=0.2)

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
