"""Worker processes that are killed, or told to leave, while they load from a slow server."""

import asyncio
import hashlib
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from integration.books.downloads.file_server import serve_files
from integration.books.downloads.world import World
from support import ebooks

BOOK = ebooks.epub(size=1_500_000)
NAME = "An Author - A Title (1900).epub"


@pytest.fixture
async def world(dsn: str, pool: Pool, pg_listener: PgListener, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a file server with one book, which takes three seconds to load, and a library."""
    async with serve_files() as file_server:
        world_ = World(dsn=dsn, pool=pool, pg_listener=pg_listener, file_server=file_server, folder=tmp_path)
        world_.file_server.put("st-1.epub", BOOK, speed=500_000)
        world_.source.locations["st-1.epub"] = [world_.source.location("st-1.epub")]
        yield world_


def part(world: World) -> int:
    """Return how many bytes of the book are on the disk."""
    return sum(path.stat().st_size for path in world.staging.glob("*/part"))


async def grows(world: World, *, minimum: int) -> int:
    """Wait until more of the book is on the disk and return how much."""
    async with asyncio.timeout(60):
        while (size := part(world)) <= minimum:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
    return size


@pytest.mark.slow
async def test_killed_twice_while_loading(world: World) -> None:
    """After two kills -9 the book is loaded by range from where it stood, and delivered once, whole."""
    await world.queue()
    await world.queue("other", source="nobody", priority=9)
    stood = 0
    for _ in range(2):
        async with world.worker_subprocess() as process:
            stood = await grows(world, minimum=stood)
            process.kill()
            await process.wait()
        assert (await world.row())["state"] == "downloading"
    age = (await world.row())["added_at"]
    async with world.worker_subprocess():
        row = await world.wait_until_ended()
        await world.wait_until_ended("other")
    assert (row["state"], row["added_at"], row["run"]) == ("complete", age, 3)
    assert world.library_files() == {NAME: BOOK}
    assert await world.pool.fetchval("SELECT sha256 FROM books_file") == hashlib.sha256(BOOK).digest()
    first, *rest = world.file_server.ranges("st-1.epub")
    starts = [int(range_.removeprefix("bytes=").removesuffix("-")) for range_ in rest]
    assert first == ""
    assert len(starts) == 2
    assert 0 < starts[0] < starts[1] < len(BOOK)
    await world.wait_until_clean()


@pytest.mark.slow
async def test_partial_files_are_discarded_after_a_reboot(world: World) -> None:
    """What was written before the machine's last start may not have reached the disk: it is loaded again."""
    await world.queue()
    async with world.worker_subprocess() as process:
        await grows(world, minimum=0)
        process.kill()
        await process.wait()
    await world.pool.execute("""UPDATE books_download SET part = part || '{"boot": "another"}'""")
    world.file_server.files["st-1.epub"].speed = None
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}
    assert world.file_server.ranges("st-1.epub") == ["", ""]


@pytest.mark.slow
async def test_a_worker_that_shuts_down_requeues_its_download(world: World) -> None:
    """On SIGTERM a book that does not end in time waits again within ten seconds, with its age; the next goes on."""
    world.file_server.files["st-1.epub"].speed = 60_000
    await world.queue()
    age = (await world.row())["added_at"]
    async with world.worker_subprocess() as process:
        await grows(world, minimum=0)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0
        assert 3 < time.monotonic() - began < 10
    row = await world.row()
    assert (row["state"], row["added_at"], row["job_id"]) == ("queued", age, None)
    assert await world.pool.fetchval("SELECT count(*) FROM books_working") == 0
    stood = part(world)
    assert stood > 0
    world.file_server.files["st-1.epub"].speed = None
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}
    assert world.file_server.ranges("st-1.epub") == ["", f"bytes={stood}-"]


async def test_a_short_rest_is_finished_before_shutdown(world: World) -> None:
    """A book that is nearly here when the worker is told to leave is delivered first; no other is begun."""
    await world.queue()
    await world.queue("later", priority=9)
    world.settings(max_concurrent_downloads=1)
    async with world.worker_subprocess() as process:
        await grows(world, minimum=0)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0
    assert (await world.row())["state"] == "complete"
    assert (await world.row("later"))["state"] == "queued"
    assert world.library_files() == {NAME: BOOK}
