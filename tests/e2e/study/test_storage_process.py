"""Files in a process of its own: killed at any point, and with a file of a gigabyte."""

import hashlib
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import httpx2
import psycopg
import pytest

from support.http_client import blocking_http_client
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.world import World, make_world

pytestmark = pytest.mark.slow

GIGABYTE: Final = 1024**3
CHUNK: Final = 1024 * 1024
KILLS: Final = 5


@contextmanager
def run_api(world: World, *, port: int) -> Iterator[tuple[AlcoveProcess, httpx2.Client]]:
    """Yield an api process and a client of its storage with the service key."""
    process = world.start("api", PORT=str(port), STUDY_STORAGE_FILE_LIMIT=str(2 * GIGABYTE)).wait_ready()
    key = world.run_json("study", "keys")["service_role_key"]
    headers = {"apikey": key, "authorization": f"Bearer {key}"}
    with blocking_http_client(f"http://127.0.0.1:{port}/storage/v1", headers=headers, timeout=300) as client:
        yield process, client


@pytest.fixture
def world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove."""
    with make_world(migrated_data) as made:
        yield made


@pytest.mark.timeout(300)
def test_a_killed_process_leaves_no_row_without_its_file(world: World) -> None:
    """Whatever was acknowledged is there with its content; what was not is whole or absent; and all goes on."""
    port, rng = free_port(), random.Random(14)  # noqa: S311 - repeatable
    acknowledged: dict[str, str] = {}
    for round_number in range(KILLS):
        with run_api(world, port=port) as (process, client):
            if round_number == 0:
                client.post("/bucket", json={"name": "kill"}).raise_for_status()
            stopped = threading.Event()

            def write(worker: int, *, turn: int = round_number, stop: threading.Event = stopped) -> None:
                own = random.Random(worker * 100 + turn)  # noqa: S311 - repeatable
                while not stop.is_set():
                    # Some names are written again and again.
                    name = f"{worker}/{own.randrange(4)}" if worker % 2 else f"{worker}/{turn}-{own.random()}"
                    content = own.randbytes(own.randrange(1, 3 * CHUNK))
                    headers = {"x-upsert": "true", "content-type": "text/plain"}
                    with suppress(httpx2.HTTPError):
                        response = client.post(f"/object/kill/{name}", content=content, headers=headers)
                        if response.status_code == 200:
                            acknowledged[name] = hashlib.sha256(content).hexdigest()

            with ThreadPoolExecutor(4) as threads:
                writers = [threads.submit(write, worker) for worker in range(4)]
                time.sleep(0.8 + rng.random())
                process.process.kill()
                stopped.set()
                for writer in writers:
                    writer.result(timeout=60)
            process.process.wait(timeout=20)
        check_rows(world)
    assert len(acknowledged) > 10
    with run_api(world, port=port) as (process, client):
        named = set(check_rows(world))
        assert acknowledged.keys() <= named
        for name, digest in acknowledged.items():
            response = client.get(f"/object/kill/{name}")
            assert response.status_code == 200
            # A name that is written again may have got a content whose answer the kill has cut.
            etag = hashlib.sha256(response.content).hexdigest()
            assert etag == digest or name.split("/")[1].isdigit()
            assert response.headers["etag"] == f'"{etag}"'
        process.stop()


def check_rows(world: World) -> list[str]:
    """Check that every row names a file with the size and hash in its metadata; return the names."""
    with psycopg.connect(world.dsn) as connection:
        rows = connection.execute("SELECT name, version, metadata::text FROM storage.objects").fetchall()
    for name, version, text in rows:
        path = world.data_dir / "storage" / "objects" / version[:2] / version
        metadata = json.loads(text)
        assert path.stat().st_size == metadata["size"], name
        assert metadata["eTag"] == f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"', name
    return [name for name, _, _ in rows]


@pytest.mark.timeout(300)
def test_a_gigabyte_passes_through_with_flat_memory(world: World) -> None:
    """An upload and a download of 1 GiB take no more memory than small ones, raw and as a form."""
    block = os.urandom(CHUNK)
    digest = hashlib.sha256()
    for _ in range(GIGABYTE // CHUNK):
        digest.update(block)
    with run_api(world, port=free_port()) as (process, client):
        client.post("/bucket", json={"name": "large"}).raise_for_status()
        client.post("/object/large/small", content=block, headers={"content-type": "text/plain"}).raise_for_status()
        before = read_peak(process.process.pid)
        raw = client.post(
            "/object/large/raw",
            content=(block for _ in range(GIGABYTE // CHUNK)),
            headers={"content-type": "application/octet-stream"},
        )
        assert raw.status_code == 200, raw.text
        head = b'--edge\r\nContent-Disposition: form-data; name=""; filename="a"\r\n\r\n'

        def write_form() -> Iterator[bytes]:
            yield head
            yield from (block for _ in range(GIGABYTE // CHUNK))
            yield b"\r\n--edge--\r\n"

        kind = {"content-type": "multipart/form-data; boundary=edge"}
        form = client.post("/object/large/form", content=write_form(), headers=kind)
        assert form.status_code == 200, form.text
        for name in ("raw", "form"):
            received = hashlib.sha256()
            with client.stream("GET", f"/object/large/{name}") as response:
                for chunk in response.iter_bytes():
                    received.update(chunk)
            assert received.hexdigest() == digest.hexdigest()
        growth = read_peak(process.process.pid) - before
        assert growth < 40, f"{growth} MiB more"
        process.stop()


def read_peak(pid: int) -> int:
    """Return the largest resident size of a process so far, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
