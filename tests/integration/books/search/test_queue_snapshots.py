"""Concurrent requests share one read of the queue that did not begin before they did."""

import asyncio
import json

from alcove.apps.books.queue import service as queueing
from alcove.foundation.database import transaction
from fixtures.books.app_with_sources import BooksTestApp, book


async def test_changes_of_this_process_are_seen_at_once(books_app: BooksTestApp) -> None:
    """A read after a change of this process returns it, even before the notification."""
    snapshots = books_app.context().snapshots
    for number in range(20):
        await snapshots.read()
        async with transaction(books_app.deps.pool) as connection:
            await queueing.enqueue_download(connection, book=book(f"sh-{number}.epub"))
        assert len(json.loads(await snapshots.read())["queued"]) == number + 1


async def test_changes_of_another_process_are_seen_at_once(books_app: BooksTestApp) -> None:
    """A change through one process is returned by the next read through another, every time."""
    own, other = books_app.context().snapshots, books_app.context().snapshots
    for number in range(20):
        await asyncio.gather(own.read(), other.read())
        reading = asyncio.create_task(other.read())
        async with transaction(books_app.deps.pool) as connection:
            await queueing.enqueue_download(connection, book=book(f"sh-{number}.epub"))
        assert len(json.loads(await other.read())["queued"]) == number + 1
        await reading


async def test_requests_during_a_read_wait_for_the_next_one(books_app: BooksTestApp) -> None:
    """A read that began before a change is not used for later requests; one more read serves all of them."""
    snapshots = books_app.context().snapshots
    lock = await books_app.deps.pool.acquire()
    async with lock.transaction():
        await lock.execute("LOCK TABLE books_download IN ACCESS EXCLUSIVE MODE")
        early = asyncio.create_task(snapshots.read())
        await asyncio.sleep(0.1)
        late = [asyncio.create_task(snapshots.read()) for _ in range(50)]
        await asyncio.sleep(0.05)
        waiting = (
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'books_download'::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert await lock.fetchval(waiting) == 1
        await queueing.enqueue_download(lock, book=book())
    await books_app.deps.pool.release(lock)
    await early
    assert all(json.loads(answer)["queued"] for answer in await asyncio.gather(*late))


async def test_a_cancelled_request_does_not_cancel_the_others(books_app: BooksTestApp) -> None:
    """A cancelled request does not cancel the shared read of the others."""
    snapshots = books_app.context().snapshots
    await snapshots.read()
    readers = [asyncio.create_task(snapshots.read()) for _ in range(10)]
    await asyncio.sleep(0)
    readers[0].cancel()
    answers = await asyncio.gather(*readers, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert len({answer for answer in answers[1:] if isinstance(answer, bytes)}) == 1


async def test_a_failed_read_is_not_cached(books_app: BooksTestApp) -> None:
    """After a failed read, the next request reads again."""
    snapshots = books_app.context().snapshots
    await snapshots.read()
    await asyncio.sleep(0.05)
    await books_app.deps.pool.execute("ALTER TABLE books_download RENAME TO gone")
    failed = await asyncio.gather(snapshots.read(), return_exceptions=True)
    assert isinstance(failed[0], Exception)
    await books_app.deps.pool.execute("ALTER TABLE gone RENAME TO books_download")
    assert json.loads(await snapshots.read())["queued"] == {}
