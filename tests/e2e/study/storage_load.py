"""Uploads by several writers at once, and the check that no acknowledged one is lost."""

import hashlib
import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import httpx2
import psycopg

from support.processes import AlcoveProcess
from support.until import until
from support.world import World

MEGABYTE: Final = 1024 * 1024
WRITERS: Final = 4
BUCKET: Final = "kill"
PAUSE: Final = 0.05
"""Seconds that a writer waits after a failure."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """What writers were told to be stored: the hash of the content by name.

    Half of the writers use few names, which they write again and again.
    """

    world: World
    acknowledged: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def run(self, client: httpx2.Client, *, turn: int) -> Iterator[None]:
        """Upload until the block ends, whatever the server answers."""
        stopped = threading.Event()
        with ThreadPoolExecutor(WRITERS) as threads:
            writers = [
                threads.submit(self._write, client, random.Random(f"{turn} {number}"), number=number, stopped=stopped)  # noqa: S311 - repeatable
                for number in range(WRITERS)
            ]
            try:
                yield
            finally:
                stopped.set()
            for writer in writers:
                writer.result(timeout=60)

    def _write(self, client: httpx2.Client, rng: random.Random, *, number: int, stopped: threading.Event) -> None:
        while not stopped.is_set():
            name = f"{number}/{rng.randrange(4)}" if number % 2 else f"{number}/new-{rng.random()}"
            content = rng.randbytes(rng.randrange(1, 3 * MEGABYTE))
            headers = {"x-upsert": "true", "content-type": "text/plain"}
            with suppress(httpx2.HTTPError):
                response = client.post(f"/object/{BUCKET}/{name}", content=content, headers=headers)
                if response.status_code == 200:
                    self.acknowledged[name] = hashlib.sha256(content).hexdigest()
                    continue
            stopped.wait(PAUSE)

    def wait_for_more(self, *, server: AlcoveProcess) -> None:
        """Wait until some more uploads were acknowledged."""
        known = len(self.acknowledged)
        until(lambda: len(self.acknowledged) > known + 4, describe=lambda: server.output[-3000:])

    def check_files(self) -> set[str]:
        """Check that every row names a file with the size and hash in its metadata; return the names."""
        with psycopg.connect(self.world.dsn) as connection:
            rows = connection.execute("SELECT name, version, metadata::text FROM storage.objects").fetchall()
        for name, version, text in rows:
            path = self.world.data_dir / "storage" / "objects" / version[:2] / version
            metadata = json.loads(text)
            assert path.stat().st_size == metadata["size"], name
            assert metadata["eTag"] == f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"', name
        return {name for name, _, _ in rows}

    def check_answers(self, client: httpx2.Client) -> None:
        """Check that every acknowledged upload is there with its content."""
        assert self.acknowledged.keys() <= self.check_files()
        for name, digest in self.acknowledged.items():
            response = client.get(f"/object/{BUCKET}/{name}")
            assert response.status_code == 200
            # A name that is written again may have got a content whose answer the kill has cut.
            etag = hashlib.sha256(response.content).hexdigest()
            assert etag == digest or name.split("/")[1].isdigit()
            assert response.headers["etag"] == f'"{etag}"'
