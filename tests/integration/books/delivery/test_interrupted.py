"""Workers that die while they publish a file, before or after the publication is stored."""

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
async def hold_lock(world: World, sql: str) -> AsyncIterator[None]:
    """Hold a lock that a worker needs, during the block."""
    async with world.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(sql)
        try:
            yield
        finally:
            await transaction.rollback()


async def wait_for_lock(world: World, statement: str) -> None:
    """Wait until a worker waits for a lock in an SQL statement that contains `statement`."""
    sql = (
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND query LIKE '%' || $1 || '%' AND datname = current_database())"
    )
    await until_async(lambda: world.pool.fetchval(sql, statement))


STORING = ("LOCK TABLE books_file IN EXCLUSIVE MODE", "INSERT INTO books_file")
ADVISORY_LOCK = "pg_advisory_xact_lock"


def delivery_lock(world: World) -> str:
    """Return the statement that takes the delivery lock of the library's folder."""
    return f"SELECT pg_advisory_xact_lock(hashtextextended('books.deliver ' || '{world.library}', 0))"


async def kill_after_publishing(world: World) -> None:
    """Kill a worker that has published a file and waits to store that."""
    sql, statement = STORING
    async with hold_lock(world, sql), world.worker_subprocess() as process:
        await wait_for_lock(world, statement)
        process.kill()
        await process.wait()


class BlockingHook:
    """A hook script that waits, so that a test can act between download and publication."""

    def __init__(self, world: World) -> None:
        self._reached, self._released = world.data_dir / "reached", world.data_dir / "open"
        world.data_dir.mkdir(exist_ok=True)
        script = world.data_dir / "gate.sh"
        script.write_text(f"#!/bin/sh\ntouch {self._reached}\nwhile [ ! -e {self._released} ]; do sleep 0.02; done\n")
        script.chmod(0o755)
        world.settings(custom_script=script)

    async def wait_until_reached(self) -> None:
        """Wait until a worker runs the script."""
        await until_async(self._reached.exists)

    def release(self) -> None:
        """Let the script end."""
        self._released.touch()


async def kill_before_publishing(world: World) -> None:
    """Kill a worker whose file is complete under its temporary name."""
    hook = BlockingHook(world)
    async with world.worker_subprocess() as process:
        await hook.wait_until_reached()
        async with hold_lock(world, delivery_lock(world)):
            hook.release()
            await wait_for_lock(world, ADVISORY_LOCK)
            process.kill()
            await process.wait()


@pytest.fixture
async def queued_book(world: World) -> None:
    """Queue a book."""
    world.file_server.put("st-1.epub", BOOK)
    await world.queue()


@pytest.mark.slow
@pytest.mark.usefixtures("queued_book")
async def test_killed_after_publishing(world: World) -> None:
    """The next worker finds the published file and stores it, without another download or delivery."""
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
@pytest.mark.usefixtures("queued_book")
async def test_killed_after_publishing_a_file_that_was_moved(world: World) -> None:
    """When the library has moved the published file away, it is not delivered a second time."""
    await kill_after_publishing(world)
    (world.library / NAME).unlink()
    async with world.worker_subprocess():
        row = await world.wait_until_ended()
    assert (row["state"], row["file_path"]) == ("complete", None)
    assert world.library_files() == {}


@pytest.mark.slow
@pytest.mark.usefixtures("queued_book")
async def test_killed_before_publishing(world: World) -> None:
    """The next worker publishes the file under the temporary name without another download."""
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
@pytest.mark.usefixtures("queued_book")
async def test_a_damaged_temporary_file_is_downloaded_again(world: World) -> None:
    """An incomplete temporary file is discarded."""
    await kill_before_publishing(world)
    (hidden,) = world.library.iterdir()
    hidden.write_bytes(b"damaged")
    async with world.worker_subprocess():
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}


@pytest.mark.slow
@pytest.mark.usefixtures("queued_book")
async def test_killed_and_cancelled(world: World) -> None:
    """A book that is cancelled while no worker has it leaves no file and no row."""
    await kill_before_publishing(world)
    await world.cancel()
    await world.pool.execute("DELETE FROM books_download")
    await clean_up(world.deps())
    assert world.library_files() == {}
    assert world.staged_files() == []
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0


@pytest.mark.slow
@pytest.mark.usefixtures("queued_book")
async def test_killed_while_publishing_by_writing(world: World) -> None:
    """A file that is complete under its final name is found and not written again."""
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
    """An incomplete file under the final name is replaced by the complete one."""
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
    """A cancellation before the publication leaves no file, not even under a temporary name."""
    hook = BlockingHook(world)
    world.settings(ingest_publish=publish)
    world.file_server.put("st-1.epub", BOOK)
    async with world.fetch_in_background() as running:
        await hook.wait_until_reached()
        async with world.pool.acquire() as connection, connection.transaction():
            await connection.execute("LOCK TABLE books_delivery IN EXCLUSIVE MODE")
            hook.release()
            await wait_for_lock(world, "INSERT INTO books_delivery")
            await queueing.cancel_download(connection, "st-1.epub")
        await running
    assert (await world.row())["state"] == "cancelled"
    assert world.library_files() == {}
    assert world.staged_files() == []
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0


async def test_cancelled_right_after_publishing(world: World) -> None:
    """A cancellation during the publication is too late: the file is delivered, and the entry is removed."""
    hook = BlockingHook(world)
    world.file_server.put("st-1.epub", BOOK)
    async with world.fetch_in_background() as running:
        await hook.wait_until_reached()
        async with hold_lock(world, delivery_lock(world)):
            hook.release()
            await wait_for_lock(world, ADVISORY_LOCK)
            cancellation = asyncio.create_task(world.cancel())
            await wait_for_lock(world, "state = 'cancelled'")
        await cancellation
        await running
    assert await world.row() == {}
    assert world.library_files() == {NAME: BOOK}
