"""Entries are queued, reordered, cancelled and removed."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest

from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.queue import service as queueing
from alcove.apps.books.queue.store import downloads
from alcove.foundation.database import Connection, Pool, connect
from integration.books.queue.entries import book, enqueue, read_order, read_row, read_snapshot, set_state
from support.until import until_async

JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'books.fetch' AND status = 'todo'"


@contextlib.asynccontextmanager
async def read_notifications(dsn: str, channel: str = queueing.CHANNEL) -> AsyncIterator[list[str]]:
    """Collect the notifications of a channel."""
    found: list[str] = []
    listener = await connect(dsn)
    await listener.add_listener(channel, lambda *sent: found.append(str(sent[3])))
    try:
        yield found
    finally:
        await listener.close()


async def wait_for_notifications(listening: list[str], count: int) -> list[str]:
    """Wait until `count` notifications have arrived and return them."""
    await until_async(lambda: len(listening) >= count)
    return listening


async def test_queueing_defers_one_job(connection: Connection) -> None:
    """A queued download has its priority and one job; its row contains the whole book."""
    done = await queueing.enqueue_download(connection, book=book(), priority=3, owner="reader")
    assert (done.id, done.priority, done.is_new) == ("pg-84.epub", 3, True)
    assert await connection.fetchval(JOBS) == 1
    stored = await read_row(connection, "pg-84.epub")
    assert (stored["state"], stored["owner"], stored["priority"], stored["run"]) == ("queued", "reader", 3, 0)
    assert json.loads(stored["book"])["authors"] == ["Mary Shelley"]


@pytest.mark.parametrize("state", ["queued", "resolving", "downloading"])
async def test_a_book_is_queued_once(connection: Connection, state: str) -> None:
    """Queueing a waiting or running book again changes nothing: priority, age, generation and jobs."""
    await enqueue(connection, "pg-84.epub", priority=3)
    await set_state(connection, "pg-84.epub", state)
    before = await read_row(connection, "pg-84.epub")
    repeated = await queueing.enqueue_download(connection, book=book(title="Other"), priority=-1, owner="other")
    assert (repeated.priority, repeated.is_new) == (3, False)
    assert await read_row(connection, "pg-84.epub") == before
    assert await connection.fetchval(JOBS) == 1


@pytest.mark.parametrize("state", ["complete", "error", "cancelled"])
async def test_a_finished_book_can_be_queued_again(connection: Connection, state: str) -> None:
    """A finished book is queued again as new: a new age, a new generation, and no old values."""
    await enqueue(connection, "pg-84.epub")
    await set_state(connection, "pg-84.epub", state, progress=100.0, message="x", file_path="/x", file_name="x", run=4)
    before = await read_row(connection, "pg-84.epub")
    repeated = await queueing.enqueue_download(connection, book=book(title="Other"), priority=7)
    after = await read_row(connection, "pg-84.epub")
    assert repeated.is_new
    assert after["generation"] > before["generation"]
    assert after["added_at"] > before["added_at"]
    assert (after["state"], after["priority"], after["title"], after["progress"]) == ("queued", 7, "Other", 0)
    assert (after["run"], after["message"], after["file_path"], after["file_name"]) == (0, None, None, None)
    assert await connection.fetchval(JOBS) == 2


async def test_generations_are_never_reused(connection: Connection) -> None:
    """A book that was cleared and queued again has a new generation."""
    await enqueue(connection, "a")
    first = (await read_row(connection, "a"))["generation"]
    await queueing.cancel_download(connection, "a")
    await queueing.clear_finished(connection)
    await enqueue(connection, "a")
    assert (await read_row(connection, "a"))["generation"] > first


async def test_lower_priorities_first_then_older_entries(connection: Connection) -> None:
    """Priorities may be negative; equal ones are sorted by age, and a new priority keeps the age."""
    await enqueue(connection, "a", "b")
    await enqueue(connection, "c", priority=-5)
    await enqueue(connection, "d", priority=2)
    assert await read_order(connection) == ["c", "a", "b", "d"]
    await queueing.set_priority(connection, "d", priority=0)
    assert await read_order(connection) == ["c", "a", "b", "d"]
    await queueing.set_priority(connection, "d", priority=-9)
    assert await read_order(connection) == ["d", "c", "a", "b"]


async def test_the_order_lists_its_entries(connection: Connection) -> None:
    """An entry has exactly six keys, with its age in fractional seconds; an empty queue is a list."""
    assert json.loads(await queueing.read_order(connection)) == {"queue": []}
    await enqueue(connection, "pg-84.epub")
    (entry,) = json.loads(await queueing.read_order(connection))["queue"]
    assert isinstance(entry.pop("added_time"), float)
    assert entry == {
        "id": "pg-84.epub", "title": "Frankenstein", "author": "Mary Shelley", "priority": 0, "status": "queued",
    }  # fmt: skip


@pytest.mark.parametrize("priority", [True, False, 1.5, "1", None, 2**31, -(2**31) - 1])
async def test_only_integers_are_priorities(connection: Connection, priority: object) -> None:
    """Booleans, fractions, strings and integers beyond 32 bits are refused, and nothing changes."""
    await enqueue(connection, "a", "b", priority=1)
    with pytest.raises(InvalidRequest, match=r"^Invalid priority value\Z"):
        await queueing.set_priority(connection, "a", priority=priority)
    with pytest.raises(InvalidRequest, match=r"^Invalid priority for book b\Z"):
        await queueing.reorder(connection, {"a": 9, "b": priority})
    with pytest.raises(InvalidRequest):
        await queueing.enqueue_download(connection, book=book("c"), priority=priority)  # type: ignore[arg-type] # on purpose
    assert {entry["priority"] for entry in (await read_snapshot(connection))["queued"].values()} == {1}


@pytest.mark.parametrize("state", ["resolving", "downloading", "complete", "error", "cancelled"])
async def test_only_queued_books_are_reordered(connection: Connection, state: str) -> None:
    """The priority of a running, finished or unknown book cannot be set."""
    await enqueue(connection, "a")
    await set_state(connection, "a", state)
    for book_id in ("a", "unknown", "no id", "nul\0"):
        with pytest.raises(NotFound, match=r"^Failed to update priority or book not found\Z"):
            await queueing.set_priority(connection, book_id, priority=1)
    assert await queueing.reorder(connection, {"a": 5}) == 0


async def test_reordering_counts_what_changed(connection: Connection) -> None:
    """Entries that are not queued, unknown or unchanged are not counted."""
    await enqueue(connection, "a", "b", "c", "d")
    await set_state(connection, "d", "downloading")
    priorities = {"a": 3, "b": 0, "c": 1, "d": 1, "unknown": 1, "nul\0": 1, "": 2}
    assert await queueing.reorder(connection, priorities) == 2
    assert await read_order(connection) == ["b", "c", "a"]
    assert await queueing.reorder(connection, {}) == 0


@pytest.mark.parametrize("state", ["queued", "resolving", "downloading"])
async def test_cancelling(connection: Connection, state: str) -> None:
    """A waiting or running book is cancelled and stays listed; a second cancel removes it, a third is NotFound."""
    await enqueue(connection, "a")
    await set_state(connection, "a", state)
    assert await queueing.cancel_download(connection, "a") == "cancelled"
    assert list((await read_snapshot(connection))["cancelled"]) == ["a"]
    assert await queueing.cancel_download(connection, "a") == "removed"
    with pytest.raises(NotFound, match=r"^Failed to cancel download or book not found\Z"):
        await queueing.cancel_download(connection, "a")


@pytest.mark.parametrize("book_id", ["", ".", "a/b", "nul\0", "x" * 121, "<b>"])
async def test_invalid_ids_are_not_found(connection: Connection, book_id: str) -> None:
    """Invalid ids are handled like unknown ones."""
    with pytest.raises(NotFound):
        await queueing.cancel_download(connection, book_id)


async def test_clearing_removes_finished_entries(connection: Connection) -> None:
    """Complete, failed and cancelled entries are removed and counted; the others stay."""
    states = ("queued", "resolving", "downloading", "complete", "error", "cancelled")
    await enqueue(connection, *states)
    for state in states:
        await set_state(connection, state, state)
    assert await queueing.clear_finished(connection) == 3
    assert {name for name, items in (await read_snapshot(connection)).items() if items} == {*states[:3]}
    assert await queueing.clear_finished(connection) == 0


async def test_active_downloads_are_the_claimed_ones(connection: Connection) -> None:
    """The ids of running downloads are returned, waiting ones are not."""
    assert json.loads(await queueing.read_active(connection)) == {"active_downloads": []}
    await enqueue(connection, "a", "b", "c")
    await set_state(connection, "b", "resolving")
    await set_state(connection, "c", "downloading")
    assert json.loads(await queueing.read_active(connection)) == {"active_downloads": ["b", "c"]}


async def test_every_change_notifies(pool: Pool, dsn: str) -> None:
    """Each change sends one notification on commit; no change sends none, and a cancel also names its book."""
    async with (
        read_notifications(dsn) as notifications,
        read_notifications(dsn, downloads.STOP_CHANNEL) as stopped,
        pool.acquire() as connection,
    ):
        await enqueue(connection, "a")
        await wait_for_notifications(notifications, 1)
        await enqueue(connection, "a")
        await queueing.set_priority(connection, "a", priority=4)
        await wait_for_notifications(notifications, 2)
        assert await queueing.reorder(connection, {"a": 4}) == 0
        assert await queueing.reorder(connection, {"a": 5}) == 1
        await wait_for_notifications(notifications, 3)
        await queueing.cancel_download(connection, "a")
        await wait_for_notifications(notifications, 4)
        await queueing.clear_finished(connection)
        await queueing.clear_finished(connection)
        await enqueue(connection, "b")
        assert await wait_for_notifications(notifications, 6) == [""] * 6
        assert stopped == ["a"]


async def test_a_rollback_sends_no_notification(pool: Pool, dsn: str) -> None:
    """A rolled back change leaves no row, no job and no notification."""
    async with read_notifications(dsn) as notifications, pool.acquire() as connection:
        started = connection.transaction()
        await started.start()
        await enqueue(connection, "a")
        await started.rollback()
        await enqueue(connection, "b")
        assert await wait_for_notifications(notifications, 1) == [""]
        assert await read_order(connection) == ["b"]
        assert await connection.fetchval(JOBS) == 1


async def test_finished_books_expire(connection: Connection) -> None:
    """Finished entries are removed after the timeout; waiting and running ones stay, whatever their age."""
    await enqueue(connection, "old", "new", "waiting", "running")
    await set_state(connection, "old", "complete")
    await set_state(connection, "new", "error")
    await set_state(connection, "running", "downloading")
    ago = "UPDATE books_download SET changed_at = changed_at - $1 * interval '1 second' WHERE id <> 'new'"
    await connection.execute(ago, 100)
    assert await downloads.expire(connection, seconds=200) == 0
    assert await downloads.next_expiry(connection, seconds=200) == pytest.approx(100, abs=1)
    assert await downloads.expire(connection, seconds=60) == 1
    assert await downloads.next_expiry(connection, seconds=60) == pytest.approx(60, abs=1)
    assert await connection.fetchval("SELECT count(*) FROM books_download") == 3


async def test_concurrent_requests_queue_a_book_once(pool: Pool) -> None:
    """Of many concurrent requests, exactly one queues the book."""

    async def enqueue_once() -> bool:
        async with pool.acquire() as connection, connection.transaction():
            return (await queueing.enqueue_download(connection, book=book())).is_new

    assert sum(await asyncio.gather(*(enqueue_once() for _ in range(10)))) == 1
    assert await pool.fetchval(JOBS) == 1
