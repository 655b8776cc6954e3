"""Claims of queued downloads: limits, order, wake-ups, and many concurrent clients."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.book import Book, Location
from alcove.apps.books.queue import service as queueing
from alcove.apps.books.queue.store import claims
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.foundation.database import Connection, Pool, transaction
from integration.books.downloads.file_server_source import FileServerSource
from integration.books.downloads.world import World
from support import ebooks
from support.until import until_async

BOOK = ebooks.epub()
MANY = {"files": 99}
COUNT_UNFINISHED = "SELECT count(*) FROM books_download WHERE state IN ('queued', 'resolving', 'downloading')"


async def claim_next(
    pool: Pool, *, job_id: int = 1, limit: int = 99, parallel: dict[str, int] | None = None
) -> str | None:
    """Claim the next download and return its id."""
    async with transaction(pool) as connection:
        claimed = await claims.claim_next(connection, job_id=job_id, limit=limit, parallel=parallel or MANY)
    return claimed.lease.id if claimed else None


async def test_downloads_are_claimed_in_order(world: World) -> None:
    """Lower priorities are claimed first, then older entries; each entry once."""
    for book_id, priority in (("a", 0), ("b", 0), ("c", -1), ("d", 5)):
        await world.queue(book_id, priority=priority)
    assert [await claim_next(world.pool) for _ in range(5)] == ["c", "a", "b", "d", None]


async def test_no_more_run_than_the_limit(world: World) -> None:
    """At the limit nothing is claimed until a download ends; the limit is read for each claim."""
    for number in range(5):
        await world.queue(f"b{number}")
    assert [await claim_next(world.pool, limit=2) for _ in range(3)] == ["b0", "b1", None]
    assert await claim_next(world.pool, limit=3) == "b2"
    await world.cancel("b0")
    assert await claim_next(world.pool, limit=3) is None, "its worker has not let go of it"
    await world.pool.execute("DELETE FROM books_working WHERE book_id IN ('b0', 'b1')")
    assert [await claim_next(world.pool, limit=2) for _ in range(2)] == ["b3", None]


async def test_transfers_per_source_are_limited(world: World) -> None:
    """A busy source does not delay other sources; the default limit is two transfers."""
    for number in range(4):
        await world.queue(f"a{number}", source="a")
    for number in range(4):
        await world.queue(f"b{number}", source="b")
    found = [await claim_next(world.pool, parallel={"a": 1}) for _ in range(4)]
    assert found == ["a0", "b0", "b1", None]


async def test_transfers_per_host_are_limited(world: World) -> None:
    """At most two transfers load from one host, whatever their sources."""
    leases = []
    for number in range(3):
        await world.queue(f"b{number}")
        async with transaction(world.pool) as connection:
            claimed = await claims.claim_next(connection, job_id=1, limit=9, parallel=MANY)
        assert claimed is not None
        leases.append(claimed.lease)

    async def claim(number: int, host: str = "example.org") -> bool:
        async with transaction(world.pool) as connection:
            return await claims.claim_host(connection, leases[number], host=host)

    assert [await claim(number) for number in range(3)] == [True, True, False]
    assert await claim(0)
    assert await claim(2, "other.org")
    await claims.release(world.pool, leases[1])
    assert await claim(2)


async def test_a_run_without_its_lease_changes_nothing(world: World) -> None:
    """A worker that lost its lease (cancelled, queued again, claimed by another) cannot change the entry."""
    await world.queue("a")
    async with transaction(world.pool) as connection:
        claimed = await claims.claim_next(connection, job_id=7, limit=1, parallel=MANY)
    assert claimed is not None
    old = claimed.lease
    async with transaction(world.pool) as connection:
        resumed = await claims.resume(connection, job_id=7)
    assert resumed is not None
    assert (resumed.lease.generation, resumed.lease.run) == (old.generation, old.run + 1)
    before = await world.row("a")
    assert not await claims.set_progress(world.pool, old, progress=50, message="x")
    assert not await claims.start_transfer(world.pool, old, part={}, progress=1, message="x")
    assert not await claims.fail(world.pool, old, message="x")
    assert not await claims.requeue(world.pool, old)
    assert not await claims.set_message(world.pool, old, message="x")
    assert not await claims.holds_lease(world.pool, old)
    assert await world.row("a") == before
    await world.cancel("a")
    assert not await claims.fail(world.pool, resumed.lease, message="x")
    await world.queue("a")
    assert not await claims.requeue(world.pool, resumed.lease)
    assert (await world.row("a"))["state"] == "queued"


async def test_a_download_is_claimed_once(world: World) -> None:
    """A download that was cleared and queued again is not claimed until its first worker has released it."""
    await world.queue("a")
    async with transaction(world.pool) as connection:
        claimed = await claims.claim_next(connection, job_id=7, limit=9, parallel=MANY)
    assert claimed is not None
    await world.cancel("a")
    async with transaction(world.pool) as connection:
        await queueing.clear_finished(connection)
    await world.queue("a")
    assert await claim_next(world.pool) is None
    await claims.release(world.pool, claimed.lease)
    assert await claim_next(world.pool) == "a"


async def test_enqueueing_starts_a_worker_at_once(world: World) -> None:
    """A queued download is claimed by an idle worker without a poll."""
    world.file_server.put("st-1.epub", BOOK)
    async with world.worker(poll=3600):
        await world.queue("warm", source="nobody")
        await world.wait_until_ended("warm")
        await world.queue()
        await world.until(lambda read_row: read_row["state"] != "queued")


async def test_the_limit_changes_without_a_restart(world: World) -> None:
    """A worker that finds a free slot wakes another one; a lower limit applies to the next claim."""
    world.settings(max_concurrent_downloads=1, max_retry=1)
    async with world.worker(), world.pool.acquire() as connection:
        lock = connection.transaction()
        await lock.start()
        # The lock blocks every claimed download at its first request, so that claims can be counted.
        await connection.execute("LOCK TABLE outbound_start IN EXCLUSIVE MODE")
        for number in range(6):
            await world.queue(f"b{number}")
        await wait_until_running(world, 1)
        world.settings(max_concurrent_downloads=2)
        async with transaction(world.pool) as other:
            await queueing.wake_worker(other)
        await wait_until_running(world, 2)
        for number in range(6):
            await world.cancel(f"b{number}")
        await lock.rollback()


async def wait_until_running(world: World, count: int) -> None:
    """Wait until exactly `count` downloads run, and assert that the number stays the same."""
    sql = "SELECT count(*) FROM books_download WHERE state IN ('resolving', 'downloading')"

    async def is_done() -> object:
        return await world.pool.fetchval(sql) == count

    await until_async(is_done)
    await asyncio.sleep(0.1)
    assert await world.pool.fetchval(sql) == count


class CountingSource(FileServerSource):
    """A source that counts the downloads that are in progress."""

    def __init__(self, base: str, **info: Any) -> None:
        super().__init__(base, **info)
        self.in_work: Counter[str] = Counter()
        self.max_in_work = 0
        self.worked_on_twice: list[str] = []
        self.finished = 0
        self.pause = 0.01

    async def resolve(self, book_id: str) -> list[Location]:
        """Wait for a moment and return no location."""
        self.in_work[book_id] += 1
        self.max_in_work = max(self.max_in_work, self.in_work.total())
        if self.in_work[book_id] > 1:
            self.worked_on_twice.append(book_id)
        try:
            await asyncio.sleep(self.pause)
        finally:
            self.in_work[book_id] -= 1
        self.finished += 1
        return []


@pytest.mark.slow
async def test_many_concurrent_clients(world: World) -> None:
    """100 clients queue, cancel, reorder and clear 50 books against several workers for some seconds.

    No book is processed by two workers, the limit is never exceeded, and no client gets an error.
    At the end every book is finished or cancelled.
    """
    counting_source = CountingSource(world.file_server.base)
    world.sources = SourceRegistry([counting_source])
    world.settings(max_concurrent_downloads=3)
    books = [f"b{number}" for number in range(50)]
    ends = asyncio.get_running_loop().time() + 4

    async def client(number: int) -> None:
        rng = random.Random(number)  # noqa: S311 - seeded
        while asyncio.get_running_loop().time() < ends:
            async with transaction(world.pool) as connection:
                try:
                    await run_random_action(connection, rng, books)
                except NotFound:
                    continue

    async with world.worker(), world.worker(), world.worker():
        await asyncio.gather(*(client(number) for number in range(100)))

        async def is_done() -> object:
            return not await world.pool.fetchval(COUNT_UNFINISHED)

        await until_async(is_done)
    assert counting_source.worked_on_twice == []
    assert counting_source.max_in_work <= 3
    assert counting_source.finished > 20
    states = Counter(read_row[0] for read_row in await world.pool.fetch("SELECT state FROM books_download"))
    assert set(states) <= {"error", "cancelled"}


async def test_the_limit_of_a_disabled_source(world: World) -> None:
    """The transfer limit of a source that is only used by other sources applies, too."""
    linked_source = CountingSource(world.file_server.base, name="linked", parallel=1)
    linked_source.pause = 0.2
    world.sources = SourceRegistry([world.source], linked=[linked_source])
    async with transaction(world.pool) as connection:
        for number in range(3):
            await queueing.enqueue_download(connection, book=Book(id=f"b{number}", source="linked", title="A Title"))
    async with world.worker():

        async def is_done() -> object:
            return not await world.pool.fetchval(COUNT_UNFINISHED)

        await until_async(is_done)
    assert (linked_source.finished, linked_source.max_in_work) == (3, 1)


async def run_random_action(connection: Connection, rng: random.Random, books: list[str]) -> None:
    """Execute one random action of a client."""
    book_id = rng.choice(books)
    kind = rng.choices(("queue", "cancel", "priority", "reorder", "clear", "look"), (8, 3, 3, 2, 1, 1))[0]
    if kind == "queue":
        book = Book(id=book_id, source="files", title="A Title")
        await queueing.enqueue_download(connection, book=book, priority=rng.randrange(-3, 4))
    elif kind == "cancel":
        await queueing.cancel_download(connection, book_id)
    elif kind == "priority":
        await queueing.set_priority(connection, book_id, priority=rng.randrange(-3, 4))
    elif kind == "reorder":
        await queueing.reorder(connection, {book_id: rng.randrange(-3, 4) for book_id in rng.sample(books, 9)})
    elif kind == "clear":
        await queueing.clear_finished(connection)
    else:
        await queueing.read_snapshot(connection)
