"""Files in a process of its own: killed at any point, and with a file of a gigabyte."""

import hashlib
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import httpx2
import pytest

from e2e.study.storage_load import BUCKET, Uploads
from support.http_client import blocking_http_client
from support.processes import AlcoveProcess, postmaster_pid
from support.sockets import free_port
from support.until import until
from support.world import World, make_world

pytestmark = pytest.mark.slow

GIGABYTE: Final = 1024**3
CHUNK: Final = 1024 * 1024
KILLS: Final = 5


@contextmanager
def run_api(world: World, *, port: int) -> Iterator[tuple[AlcoveProcess, httpx2.Client]]:
    """Yield an api process and a client of its storage with the service key."""
    process = world.start("api", PORT=str(port), STUDY_STORAGE_FILE_LIMIT=str(2 * GIGABYTE)).wait_ready()
    with connect(world, port=port) as client:
        yield process, client


@contextmanager
def connect(world: World, *, port: int) -> Iterator[httpx2.Client]:
    """Yield a client of the storage of a running server, with the service key."""
    key = world.run_json("study", "keys")["service_role_key"]
    headers = {"apikey": key, "authorization": f"Bearer {key}"}
    with blocking_http_client(f"http://127.0.0.1:{port}/storage/v1", headers=headers, timeout=300) as client:
        yield client


@pytest.fixture
def world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove."""
    with make_world(migrated_data) as made:
        yield made


def test_a_killed_process_leaves_no_row_without_its_file(world: World) -> None:
    """Whatever was acknowledged is there with its content; what was not is whole or absent; and all goes on."""
    port, rng, uploads = free_port(), random.Random(14), Uploads(world)  # noqa: S311 - repeatable
    for turn in range(KILLS):
        with run_api(world, port=port) as (process, client):
            if turn == 0:
                client.post("/bucket", json={"name": BUCKET}).raise_for_status()
            with uploads.run(client, turn=turn):
                time.sleep(0.8 + rng.random())
                process.process.kill()
            process.process.wait(timeout=20)
        uploads.check_files()
    assert len(uploads.acknowledged) > 10
    with run_api(world, port=port) as (process, client):
        uploads.check_answers(client)
        process.stop()


def test_a_killed_database_loses_no_upload(world: World) -> None:
    """While PostgreSQL is killed again and again under writers, nothing acknowledged is lost, and all goes on."""
    uploads = Uploads(world)
    server = world.start("serve").wait_ready()
    with connect(world, port=server.port) as client:
        client.post("/bucket", json={"name": BUCKET}).raise_for_status()
        for turn in range(3):
            with uploads.run(client, turn=turn):
                uploads.wait_for_more(server=server)
                pid = postmaster_pid(world.data_dir)
                os.kill(pid, signal.SIGKILL)
                until(partial(is_replaced, world, pid), describe=lambda: server.output)
                uploads.wait_for_more(server=server)
            uploads.check_files()
        uploads.check_answers(client)
    assert server.stop() == 0


def is_replaced(world: World, pid: int) -> bool:
    """Return whether another PostgreSQL runs than the one with this process id."""
    return postmaster_pid(world.data_dir) not in (0, pid)


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
