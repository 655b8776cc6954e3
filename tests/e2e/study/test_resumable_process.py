"""A resumable upload while its server and its database are killed again and again."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Final

import httpx2
import pytest

from integration.study.resumable.client import PART, PATH, TUS, encode_metadata
from support.http_client import blocking_http_client
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.world import World, make_world

pytestmark = pytest.mark.slow

MEGABYTE: Final = 1024 * 1024
SIZE: Final = 200 * MEGABYTE
LIMIT: Final = 256 * MEGABYTE
KILLS: Final = 4


@pytest.fixture
def world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove."""
    with make_world(migrated_data) as made:
        yield made


def start_api(world: World, port: int) -> AlcoveProcess:
    """Start an api process and wait until it answers."""
    return world.start("api", PORT=str(port), STUDY_STORAGE_FILE_LIMIT=str(LIMIT)).wait_ready()


def read_peak(pid: int) -> int:
    """Return the largest resident size of a process so far, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def test_what_was_acknowledged_survives_the_death_of_the_server(world: World) -> None:
    """After each kill the upload is at least where it was acknowledged, and in the end the object is right."""
    rng, content, port = random.Random(15), os.urandom(SIZE), free_port()  # noqa: S311 - repeatable
    key = world.run_json("study", "keys")["service_role_key"]
    headers = {"apikey": key, "authorization": f"Bearer {key}", **TUS}
    acknowledged, kills, process = 0, 0, start_api(world, port)
    with blocking_http_client(f"http://127.0.0.1:{port}/storage/v1", headers=headers, timeout=60) as client:
        client.post("/bucket", json={"name": "kill"}).raise_for_status()
        described = encode_metadata(bucketName="kill", objectName="a")
        url = client.post(PATH, headers={"upload-length": str(SIZE), "upload-metadata": described}).headers["location"]
        while acknowledged < SIZE:
            killer = Timer(0.02 + rng.random() / 8, process.process.kill) if kills < KILLS else None
            if killer is not None:
                killer.start()
            with suppress(httpx2.HTTPError):
                while acknowledged < SIZE:
                    part = content[acknowledged : acknowledged + rng.randrange(1, 6 * MEGABYTE)]
                    response = client.patch(url, content=part, headers={**PART, "upload-offset": str(acknowledged)})
                    assert response.status_code == 204, response.text
                    acknowledged = int(response.headers["upload-offset"])
                    # A fast machine must not be done before the last kill.
                    time.sleep(0.01 if killer is not None else 0)
            if killer is not None:
                killer.join()
                process.process.wait(timeout=20)
                kills += 1
                process = start_api(world, port)
            offset = int(client.head(url).headers["upload-offset"])
            assert offset >= acknowledged
            acknowledged = offset
        assert client.get("/object/kill/a").content == content
        assert not list((world.data_dir / "storage" / "uploads").iterdir())
        assert kills == KILLS
    process.stop()


def test_a_large_part_takes_little_memory(world: World) -> None:
    """A part of 200 MB is written as it arrives."""
    block, port = os.urandom(MEGABYTE), free_port()
    key = world.run_json("study", "keys")["service_role_key"]
    headers = {"apikey": key, "authorization": f"Bearer {key}", **TUS}
    process = start_api(world, port)
    with blocking_http_client(f"http://127.0.0.1:{port}/storage/v1", headers=headers, timeout=120) as client:
        client.post("/bucket", json={"name": "large"}).raise_for_status()
        for name, count in (("small", 1), ("large", 200)):
            before = read_peak(process.process.pid)
            described = encode_metadata(bucketName="large", objectName=name)
            sizes = {"upload-length": str(count * MEGABYTE), "upload-metadata": described}
            url = client.post(PATH, headers=sizes).headers["location"]
            response = client.patch(url, content=(block for _ in range(count)), headers={**PART, "upload-offset": "0"})
            assert response.status_code == 204, response.text
        growth = read_peak(process.process.pid) - before
        assert growth < 40, f"{growth} MiB more"
    process.stop()
