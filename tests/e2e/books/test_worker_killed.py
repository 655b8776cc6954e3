"""Worker processes that are killed or shut down during a download from a slow server."""

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
    """Yield a file server with one book, which takes three seconds to download, and a library."""
    async with serve_files() as file_server:
        world_ = World(dsn=dsn, pool=pool, pg_listener=pg_listener, file_server=file_server, folder=tmp_path)
        world_.file_server.put("st-1.epub", BOOK, speed=500_000)
        world_.source.locations["st-1.epub"] = [world_.source.location("st-1.epub")]
        yield world_


def partial_size(world: World) -> int:
    """Return the number of bytes of the book on disk."""
    return sum(path.stat().st_size for path in world.staging.glob("*/part"))


async def wait_for_growth(world: World, *, minimum: int) -> int:
    """Wait until more than `minimum` bytes of the book are on disk, and return their number."""
    async with asyncio.timeout(60):
        while (size := partial_size(world)) <= minimum:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
    return size


@pytest.mark.slow
async def test_a_download_resumes_after_two_kills(world: World) -> None:
    """After two SIGKILLs the download continues with a range request, and the book is delivered once, complete."""
    await world.queue()
    await world.queue("other", source="nobody", priority=9)
    size_before = 0
    for _ in range(2):
        async with world.worker_subprocess() as process:
            size_before = await wait_for_growth(world, minimum=size_before)
            process.kill()
            await process.wait()
        assert (await world.row())["state"] == "downloading"
    age = (await world.row())["added_at"]
    async with world.worker_subprocess():
        row = await world.wait_until_ended()
        await world.wait_until_ended("other")
        await world.wait_until_clean()
    assert (row["state"], row["added_at"], row["run"]) == ("complete", age, 3)
    assert world.library_files() == {NAME: BOOK}
    assert await world.pool.fetchval("SELECT sha256 FROM books_file") == hashlib.sha256(BOOK).digest()
    first, *rest = world.file_server.ranges("st-1.epub")
    offsets = [int(range_.removeprefix("bytes=").removesuffix("-")) for range_ in rest]
    assert first == ""
    assert len(offsets) == 2
    assert 0 < offsets[0] < offsets[1] < len(BOOK)


@pytest.mark.slow
async def test_partial_files_are_discarded_after_a_reboot(world: World) -> None:
    """A partial file from before the last reboot is discarded, because it may not have reached the disk."""
    await world.queue()
    async with world.worker_subprocess() as process:
        await wait_for_growth(world, minimum=0)
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
    """On SIGTERM a long download is queued again after a few seconds with its age; the next worker resumes it."""
    world.file_server.files["st-1.epub"].speed = 60_000
    await world.queue()
    age = (await world.row())["added_at"]
    async with world.worker_subprocess() as process:
        await wait_for_growth(world, minimum=0)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0
        assert time.monotonic() - began > 3
    row = await world.row()
    assert (row["state"], row["added_at"], row["job_id"]) == ("queued", age, None)
    assert await world.pool.fetchval("SELECT count(*) FROM books_working") == 0
    size_before = partial_size(world)
    assert size_before > 0
    world.file_server.files["st-1.epub"].speed = None
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}
    assert world.file_server.ranges("st-1.epub") == ["", f"bytes={size_before}-"]


@pytest.mark.slow
async def test_a_nearly_complete_download_is_finished_before_shutdown(world: World) -> None:
    """A download that is almost complete at SIGTERM is delivered first; no other download starts."""
    await world.queue()
    await world.queue("later", priority=9)
    world.settings(max_concurrent_downloads=1)
    async with world.worker_subprocess() as process:
        await wait_for_growth(world, minimum=0)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0
    assert (await world.row())["state"] == "complete"
    assert (await world.row("later"))["state"] == "queued"
    assert world.library_files() == {NAME: BOOK}
