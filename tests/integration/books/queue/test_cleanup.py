"""Automatic cleanup: expiry, moved files, stale files and downloads without a worker."""

from datetime import UTC, datetime
from typing import Any

from alcove.apps.books.delivery.store import files
from alcove.apps.books.downloads.jobs.cleanup import (
    check_delivered_files,
    clean_up,
    expire_finished,
    remove_stale_files,
)
from alcove.apps.books.downloads.jobs.partial_file import MARKER
from integration.books.downloads.world import World
from support import ebooks

BOOK = ebooks.epub()


async def jobs(world: World, name: str) -> list[dict[str, Any]]:
    """Return the queued jobs with a name."""
    sql = "SELECT * FROM procrastinate_jobs WHERE task_name = $1 AND status = 'todo'"
    return [dict(read_row) for read_row in await world.pool.fetch(sql, name)]


async def test_finished_entries_expire(world: World) -> None:
    """After the timeout an entry is removed and its file stays; an entry due within a minute gets its own job."""
    world.file_server.put("st-1.epub", BOOK)
    await world.fetch()
    world.settings(status_timeout=30)
    await expire_finished(world.deps())
    (job,) = await jobs(world, "books.expire")
    assert 25 < (job["scheduled_at"] - datetime.now(UTC)).total_seconds() <= 31
    await world.pool.execute("UPDATE books_download SET changed_at = changed_at - interval '31 seconds'")
    await expire_finished(world.deps())
    assert await world.row() == {}
    assert list(world.library_files().values()) == [BOOK]
    assert await files.find(world.pool, "st-1.epub") is None
    assert await files.find_delivered(world.pool, "st-1.epub") is not None


async def test_files_moved_by_the_library_are_marked_missing(world: World) -> None:
    """A missing delivered file is marked and its entry stays complete; in a missing folder nothing is marked."""
    world.file_server.put("st-1.epub", BOOK)
    await world.fetch()
    assert len(await jobs(world, "books.look")) == 1
    file = await files.find(world.pool, "st-1.epub")
    assert file is not None
    assert (file.name, file.format) == ("An Author - A Title (1900).epub", "epub")
    outage = world.library.rename(world.library.with_name("away"))
    await check_delivered_files(world.deps())
    assert await files.find(world.pool, "st-1.epub") == file
    outage.rename(world.library)
    (world.library / file.name).unlink()
    await check_delivered_files(world.deps())
    read_row = await world.row()
    assert (read_row["state"], read_row["file_path"]) == ("complete", None)
    assert await files.find(world.pool, "st-1.epub") is None


async def test_stale_files_are_removed(world: World) -> None:
    """Staging folders without a queued download are removed; other files stay."""
    await world.queue("waits")
    generation = (await world.row("waits"))["generation"]
    kept, stale, unrelated = f"waits-{generation}", "gone-1", "systemd-private-1"
    for name in (kept, stale, f"waits-{generation + 1}"):
        (world.staging / name).mkdir(parents=True)
        (world.staging / name / MARKER).touch()
        (world.staging / name / "part").write_bytes(b"x")
    (world.staging / unrelated).mkdir()
    (world.staging / "notes.txt").write_bytes(b"x")
    await remove_stale_files(world.deps())
    assert sorted(path.name for path in world.staging.iterdir()) == sorted([kept, unrelated, "notes.txt"])


async def test_downloads_without_a_job_are_requeued(world: World) -> None:
    """A running download without a job is queued again, and a worker is started for waiting ones."""
    await world.queue()
    await world.pool.execute("DELETE FROM procrastinate_jobs")
    await world.pool.execute(
        "UPDATE books_download SET state = 'downloading', job_id = 999, changed_at = now() - interval '2 minutes'"
    )
    await world.pool.execute("INSERT INTO books_working VALUES ('st-1.epub', 1, 1, 999, 'stall')")
    await clean_up(world.deps())
    assert (await world.row())["state"] == "queued"
    assert len(await jobs(world, "books.fetch")) == 1
    assert await world.pool.fetchval("SELECT count(*) FROM books_working") == 0


async def test_a_download_that_kills_its_workers_fails_at_last(world: World) -> None:
    """After twenty starts a download fails, so that it kills no more workers."""
    await world.queue()
    await world.pool.execute("UPDATE books_download SET run = 20")
    await world.run()
    read_row = await world.row()
    assert (read_row["state"], read_row["message"]) == ("error", "The download was interrupted too often.")


async def test_an_unexpected_error_fails_one_download_only(world: World) -> None:
    """An unexpected exception fails one download with a generic message; the next one runs."""

    async def resolve(book_id: str) -> Any:
        if book_id == "st-1.epub":
            raise RuntimeError("secret details")
        return [world.source.location(book_id)]

    world.source.resolve = resolve  # type: ignore[method-assign] # the source of this test
    world.file_server.put("st-2.epub", BOOK)
    await world.queue()
    await world.queue("st-2.epub", priority=1)
    await world.run()
    read_row = await world.row()
    assert (read_row["state"], read_row["message"]) == ("error", "An internal error occurred. The log has the details.")
    assert (await world.row("st-2.epub"))["state"] == "complete"
