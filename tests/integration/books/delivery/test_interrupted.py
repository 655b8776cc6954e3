"""Workers that die between publishing a file and noting that they did, and at the steps before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from alcove.apps.books.downloads.jobs.cleanup import clean_up
from alcove.apps.books.queue import service as queueing
from integration.books.downloads.world import World
from support import ebooks
from support.until import until_async

BOOK = ebooks.epub(size=300_000)
NAME = "An Author - A Title (1900).epub"


@asynccontextmanager
async def holding(world: World, sql: str) -> AsyncIterator[None]:
    """Hold a lock that a worker will need, until the block ends."""
    async with world.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(sql)
        try:
            yield
        finally:
            await transaction.rollback()


async def waits(world: World, words: str) -> None:
    """Wait until a worker waits for a lock in a statement with these words."""
    sql = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%')"
    await until_async(lambda: world.pool.fetchval(sql, words))


NOTING = ("LOCK TABLE books_file IN EXCLUSIVE MODE", "INSERT INTO books_file")
ROW = "SELECT FROM books_download WHERE id = 'st-1.epub' FOR UPDATE"


async def kill_after_publishing(world: World) -> None:
    """Kill a worker that has published a file and waits to note it."""
    sql, words = NOTING
    async with holding(world, sql), world.worker_subprocess() as process:
        await waits(world, words)
        process.kill()
        await process.wait()


class Gate:
    """A hook script that waits, so that a test comes between fetching and publishing."""

    def __init__(self, world: World) -> None:
        self._reached, self._open = world.data_dir / "reached", world.data_dir / "open"
        world.data_dir.mkdir(exist_ok=True)
        script = world.data_dir / "gate.sh"
        script.write_text(f"#!/bin/sh\ntouch {self._reached}\nwhile [ ! -e {self._open} ]; do sleep 0.02; done\n")
        script.chmod(0o755)
        world.settings(custom_script=script)

    async def wait_until_reached(self) -> None:
        """Wait until a worker stands there."""
        await until_async(self._reached.exists)

    def open(self) -> None:
        """Let it pass."""
        self._open.touch()


async def kill_before_publishing(world: World) -> None:
    """Kill a worker whose file waits under its hidden name."""
    gate = Gate(world)
    async with world.worker_subprocess() as process:
        await gate.wait_until_reached()
        async with holding(world, ROW):
            gate.open()
            await waits(world, "FOR UPDATE")
            process.kill()
            await process.wait()


@pytest.fixture
async def ready(world: World) -> None:
    """Queue a book."""
    world.file_server.put("st-1.epub", BOOK)
    await world.queue()


@pytest.mark.usefixtures("ready")
async def test_killed_after_publishing(world: World) -> None:
    """The file is in the library already: the next worker finds it, notes it, and neither loads nor delivers again."""
    await kill_after_publishing(world)
    assert world.library_files() == {NAME: BOOK}
    assert (await world.row())["state"] == "downloading"
    request_count = len(world.file_server.server.requests)
    async with world.worker_subprocess():
        row = await world.wait_until_ended()
        await world.wait_until_clean()
    assert (row["state"], row["file_name"], row["format"]) == ("complete", NAME, "epub")
    assert world.library_files() == {NAME: BOOK}
    assert len(world.file_server.server.requests) == request_count
    assert await world.pool.fetchval("SELECT count(*) FROM books_file") == 1
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
async def test_killed_after_publishing_what_the_library_took(world: World) -> None:
    """When the library has taken the file away in between it is not delivered a second time."""
    await kill_after_publishing(world)
    (world.library / NAME).unlink()
    async with world.worker_subprocess():
        row = await world.wait_until_ended()
    assert (row["state"], row["file_path"]) == ("complete", None)
    assert world.library_files() == {}


@pytest.mark.usefixtures("ready")
async def test_killed_before_publishing(world: World) -> None:
    """The file waits under its hidden name: the next worker publishes it without loading it again."""
    await kill_before_publishing(world)
    (hidden,) = world.library_files()
    assert hidden.startswith(f".{NAME}.")
    assert hidden.endswith(".crdownload")
    request_count = len(world.file_server.server.requests)
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}
    assert len(world.file_server.server.requests) == request_count


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
async def test_a_damaged_temporary_file_is_loaded_again(world: World) -> None:
    """A hidden file that is not whole is thrown away."""
    await kill_before_publishing(world)
    (hidden,) = world.library.iterdir()
    hidden.write_bytes(b"damaged")
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
async def test_killed_and_cancelled(world: World) -> None:
    """A book that is cancelled while nobody cares for it leaves nothing anywhere."""
    await kill_before_publishing(world)
    await world.cancel()
    await world.pool.execute("DELETE FROM books_download")
    await clean_up(world.deps())
    assert world.library_files() == {}
    assert world.staged_files() == []
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
async def test_killed_while_publishing_by_writing(world: World) -> None:
    """A file that was written whole under its last name is found, and not written again."""
    world.settings(ingest_publish="write")
    await kill_after_publishing(world)
    before = (world.library / NAME).stat()
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    after = (world.library / NAME).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert world.library_files() == {NAME: BOOK}


@pytest.mark.slow
async def test_an_incomplete_file_is_written_again(world: World) -> None:
    """What a worker left half-written under the last name is replaced by the whole, under the same name."""
    world.settings(ingest_publish="write")
    world.file_server.put("st-1.epub", BOOK)
    await world.queue()
    await kill_after_publishing(world)
    with (world.library / NAME).open("r+b") as file:
        file.truncate(1000)
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}


@pytest.mark.parametrize("publish", ["rename", "write"])
async def test_cancelled_right_before_publishing(world: World, publish: str) -> None:
    """Who cancels before the file is published gets none, and nothing is left under a hidden name either."""
    gate = Gate(world)
    world.settings(ingest_publish=publish)
    world.file_server.put("st-1.epub", BOOK)
    async with world.fetch_in_background() as running:
        await gate.wait_until_reached()
        async with world.pool.acquire() as connection, connection.transaction():
            await queueing.cancel_download(connection, "st-1.epub")
            gate.open()
            await waits(world, "FOR UPDATE")
        await running
    assert (await world.row())["state"] == "cancelled"
    assert world.library_files() == {}
    assert world.staged_files() == []
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0


async def test_cancelled_right_after_publishing(world: World) -> None:
    """Who cancels when the file is being published comes too late: it is there, and the book goes off the list."""
    gate = Gate(world)
    world.file_server.put("st-1.epub", BOOK)
    async with world.fetch_in_background() as running:
        await gate.wait_until_reached()
        async with holding(world, ROW):
            gate.open()
            await waits(world, "FOR UPDATE")
            cancelling = asyncio.create_task(world.cancel())
            await waits(world, "state = 'cancelled'")
        await cancelling
        await running
    assert await world.row() == {}
    assert world.library_files() == {NAME: BOOK}
