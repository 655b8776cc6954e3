"""Books on the pages over all apps: results, jobs, what there is today, and their changes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.apps.books.model.book import FICTION, Book
from alcove.apps.books.overview.service import BooksActivity, BooksLiveEvents, BooksSummary
from alcove.apps.books.queue import CHANNEL, enqueue_download
from alcove.foundation.database import Pool, transaction
from alcove.foundation.overview import JobNotChangeable, JobNotFound, JobQuery, Viewer
from alcove.foundation.realtime import Notification
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
NOON: Final = datetime(2026, 3, 29, 12, tzinfo=UTC)
ANN: Final = Viewer(account_id=None, name="ann", role="member")
_FILE: Final = """
INSERT INTO books_file (book_id, book, path, name, format, size, sha256, words, delivered_at)
VALUES ('pg-1', '{"title": "Émile", "authors": ["Rousseau"]}', '/a', 'a', 'epub', 1, '', 'emile rousseau', $1)
"""
_SAVED: Final = """
INSERT INTO books_saved_search (name, query, ran_at, error) VALUES ('Gardens', '{}', $1, 'No source answered.')
"""
_STATE: Final = """
UPDATE books_download SET state = $2, message = $3, retry_at = $4, progress = $5, added_at = $6, changed_at = $6,
    started_at = $6
WHERE id = $1
"""


async def queue(pool: Pool, *ids: str) -> None:
    """Queue books, a minute after one another."""
    for number, book_id in enumerate(ids):
        book = Book(id=book_id, source="gutenberg", title=f"Garden {book_id}", authors=("Mary Shelley",), format="epub",
                    content=FICTION)  # fmt: skip
        async with transaction(pool) as connection:
            await enqueue_download(connection, book=book, owner="ann")
        await pool.execute(_STATE, book_id, "queued", None, None, 0.0, NOON.replace(minute=number))


async def test_a_search_finds_delivered_and_queued_books(pool: Pool) -> None:
    """Delivered books come first, without accents as well; a book that is in the queue is found by its author."""
    await queue(pool, "pg-2")
    await pool.execute(_FILE, NOON)
    summary = BooksSummary(pool)
    found = [json.loads(await summary.find(ANN, text, limit=5)) for text in ("EMILE", "shelley garden")]
    check(GOLDEN / "find.json", found)
    assert json.loads(await summary.find(ANN, "nothing", limit=5)) == []
    assert json.loads(await summary.find(ANN, "?!", limit=5)) == []


async def test_today_has_what_arrives_and_one_next_step(pool: Pool) -> None:
    """Without books one searches; what arrives is shown with its progress; a failure comes first."""
    summary = BooksSummary(pool)

    async def read() -> Any:
        return json.loads(await summary.today(ANN))

    empty = await read()
    assert (empty["items"], empty["next_step"]["url"]) == ([], "/books")
    await queue(pool, "pg-2", "pg-3")
    await pool.execute(_STATE, "pg-2", "downloading", None, None, 41.4, NOON)
    check(GOLDEN / "today.json", await read())
    await pool.execute(_STATE, "pg-3", "error", "The folder is read-only.", None, 0.0, NOON)
    assert (await read())["next_step"]["title"] == "Look at what failed"


async def test_downloads_are_cancelled_and_started_again(pool: Pool) -> None:
    """A queued download is cancelled, a failed, cancelled or waiting one starts again; others are refused."""
    await queue(pool, "pg-1", "pg-2", "pg-3", "pg-4")
    later = NOON.replace(hour=13)
    await pool.execute(_STATE, "pg-2", "error", "The folder is read-only.", None, 0.0, NOON.replace(minute=1))
    await pool.execute(_STATE, "pg-3", "queued", "Gutenberg asked for a pause.", later, 0.0, NOON.replace(minute=2))
    await pool.execute(_STATE, "pg-4", "complete", "Delivered.", None, 100.0, NOON.replace(minute=3))
    await pool.execute(_SAVED, NOON)
    activity = BooksActivity(pool)

    async def read(**query: Any) -> list[Any]:
        return [json.loads(row.body) for row in await activity.list_jobs(ANN, JobQuery(**query))]

    check(GOLDEN / "jobs.json", [{**job, "id": job["id"].rstrip("0123456789")} for job in await read()])
    await activity.cancel(ANN, "download-pg-1")
    assert [job["id"] for job in await read(states=["cancelled"])] == ["download-pg-1"]
    for job_id in ("download-pg-1", "download-pg-4"):
        with pytest.raises(JobNotChangeable):
            await activity.cancel(ANN, job_id)
    for job_id in ("download-pg-1", "download-pg-2", "download-pg-3"):
        await activity.retry(ANN, job_id)
        with pytest.raises(JobNotChangeable):
            await activity.retry(ANN, job_id)
    assert {job["id"] for job in await read(states=["queued"])} == {f"download-pg-{number}" for number in (1, 2, 3)}
    saved = next(job["id"] for job in await read() if job["kind"] == "saved_search")
    with pytest.raises(JobNotChangeable):
        await activity.retry(ANN, saved)
    for unknown in ("download-pg-9", "download-", "saved-99", "saved-x", "other-1", ""):
        with pytest.raises(JobNotFound):
            await activity.cancel(ANN, unknown)


async def test_progress_names_its_download(pool: Pool) -> None:
    """The progress of a transfer has its number; any other change of the queue says that it is to be read again."""
    await queue(pool, "pg-1")
    await pool.execute(_STATE, "pg-1", "downloading", None, None, 12.5, NOON)
    events = BooksLiveEvents(pool)
    (progress,) = await events.read(Notification(CHANNEL, "progress pg-1 12.5"))
    assert (progress.name, progress.job_id) == ("progress", "download-pg-1")
    body = json.loads(progress.data)
    assert (body["id"], body["progress"]) == ("pg-1", 12.5)
    assert await events.read(Notification(CHANNEL, "progress pg-9 1.0")) == []
    assert [event.name for event in await events.read(Notification(CHANNEL, ""))] == ["queue"]
