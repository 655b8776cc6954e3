"""Files that no object names are removed: some time later, and never while a backup runs."""

import asyncio
import os
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.files import LocalFileStore, StoredFile
from alcove.wires.supabase.storage.upkeep import FileRemoval, announce_version, hold_files
from support.clock import FakeClock

HOUR, DAY = 3600, 86_400


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    """Return the files of a folder that does not exist yet."""
    return LocalFileStore(tmp_path / "storage")


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock, at the time of the files."""
    return FakeClock(datetime.now(UTC))


@pytest.fixture
async def removal(pool: Pool, files: LocalFileStore, clock: FakeClock) -> FileRemoval:
    """Return the removal over a database with the bucket `b`."""
    await pool.execute("INSERT INTO storage.buckets (id, name) VALUES ('b', 'b')")
    return FileRemoval(files, pool=pool, lock_pool=pool, clock=clock)


async def store(files: LocalFileStore, content: bytes = b"x", *, pool: Pool | None = None) -> StoredFile:
    """Store a file, announced in a database if there is one."""
    writer = await files.open_writer()
    await writer.write(content)
    if pool is not None:
        await announce_version(pool, writer.version)
    stored = await writer.store()
    assert stored.version == writer.version
    return stored


async def add_object(pool: Pool, version: str, *, name: str | None = None) -> str:
    """Add an object that names a version, and return its name."""
    name = name or uuid.uuid4().hex
    await pool.execute("INSERT INTO storage.objects (bucket_id, name, version) VALUES ('b', $1, $2)", name, version)
    return name


def exists(files: LocalFileStore, file: StoredFile) -> bool:
    """Return whether a file is there."""
    path = files.find_path(file.version)
    return path is not None and path.exists()


UPSERT = (
    "INSERT INTO storage.objects (bucket_id, name, version) SELECT bucket_id, name, 'x' FROM storage.objects"
    " ON CONFLICT (bucket_id, name) DO UPDATE SET version = excluded.version"
)
REMOVE = [
    "DELETE FROM storage.objects",
    "TRUNCATE storage.objects",
    "UPDATE storage.objects SET version = NULL",
    UPSERT,
]
ADD_VERSIONS = "INSERT INTO storage.removed_versions (version) SELECT gen_random_uuid() FROM generate_series(1, 1200)"


@pytest.mark.parametrize("statement", REMOVE)
async def test_whatever_sql_stops_to_name_is_removed_later(
    pool: Pool, files: LocalFileStore, clock: FakeClock, removal: FileRemoval, *, statement: str
) -> None:
    """The file of a version stays for an hour after any statement that took its name away, and is gone then."""
    kept, gone = await store(files), await store(files)
    await add_object(pool, gone.version)
    await pool.execute(statement)
    await add_object(pool, kept.version)
    assert await removal.run(lambda: None) == {"removed": 0, "temporary": 0}
    assert exists(files, gone)
    clock.advance(HOUR + 5)
    assert await removal.run(lambda: None) == {"removed": 1, "temporary": 0}
    assert not exists(files, gone)
    assert exists(files, kept)
    assert await pool.fetchval("SELECT count(*) FROM storage.removed_versions") == 0


async def test_a_version_that_is_named_again_stays(
    pool: Pool, files: LocalFileStore, clock: FakeClock, removal: FileRemoval
) -> None:
    """A rename, and SQL that takes a version away and gives it back, remove nothing."""
    file = await store(files)
    name = await add_object(pool, file.version)
    await pool.execute("UPDATE storage.objects SET name = 'other'")
    assert await pool.fetchval("SELECT count(*) FROM storage.removed_versions") == 0
    await pool.execute("DELETE FROM storage.objects")
    await add_object(pool, file.version, name=name)
    clock.advance(HOUR + 5)
    await removal.run(lambda: None)
    assert exists(files, file)
    assert await pool.fetchval("SELECT count(*) FROM storage.removed_versions") == 0


async def test_what_a_killed_upload_left_is_removed(
    pool: Pool, files: LocalFileStore, clock: FakeClock, removal: FileRemoval
) -> None:
    """An announced file without a row goes after a day, a temporary file after some hours; a file with a row stays."""
    named, unnamed = await store(files, pool=pool), await store(files, pool=pool)
    await add_object(pool, named.version)
    writer = await files.open_writer()
    await writer.write(b"x")
    clock.advance(3 * HOUR)
    assert await removal.run(lambda: None) == {"removed": 0, "temporary": 1}
    assert exists(files, unnamed)
    clock.advance(DAY)
    assert await removal.run(lambda: None) == {"removed": 2, "temporary": 0}
    assert exists(files, named)
    assert not exists(files, unnamed)
    assert await pool.fetchval("SELECT count(*) FROM storage.removed_versions") == 0
    await writer.discard()


async def test_files_of_another_database_stay(files: LocalFileStore, clock: FakeClock, removal: FileRemoval) -> None:
    """A folder that this database knows nothing of, as after a change of settings, is left alone."""
    file = await store(files)
    clock.advance(400 * DAY)
    assert await removal.run(lambda: None) == {"removed": 0, "temporary": 0}
    assert exists(files, file)


async def test_a_file_that_is_being_written_stays(
    files: LocalFileStore, clock: FakeClock, removal: FileRemoval, *, tmp_path: Path
) -> None:
    """A long upload writes its file again and again; it is not stale."""
    writer = await files.open_writer()
    (path,) = (tmp_path / "storage" / "temporary").iterdir()
    now = clock.now().timestamp() + 10 * HOUR
    os.utime(path, (now, now))
    clock.advance(10 * HOUR)
    assert await removal.run(lambda: None) == {"removed": 0, "temporary": 0}
    assert path.exists()
    await writer.discard()
    assert not path.exists()


async def test_a_backup_keeps_every_file(
    pool: Pool, files: LocalFileStore, clock: FakeClock, removal: FileRemoval
) -> None:
    """While one or more backups hold the files, nothing is removed; afterwards it is."""
    file, unnamed = await store(files), await store(files, pool=pool)
    await add_object(pool, file.version)
    await pool.execute("DELETE FROM storage.objects")
    clock.advance(2 * DAY)
    async with hold_files(pool), hold_files(pool):
        assert await removal.run(lambda: None) is None
        assert exists(files, file)
        assert exists(files, unnamed)
    assert await removal.run(lambda: None) == {"removed": 2, "temporary": 0}


async def test_many_versions_are_removed_in_batches(pool: Pool, clock: FakeClock, removal: FileRemoval) -> None:
    """A removal goes on until nothing is left, and stops where it is asked to."""
    await pool.execute(
        "INSERT INTO storage.removed_versions (version) SELECT gen_random_uuid() FROM generate_series(1, 1200)"
    )
    clock.advance(2 * HOUR)
    calls = 0

    def stop_at_the_second() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await removal.run(stop_at_the_second)
    assert await pool.fetchval("SELECT count(*) FROM storage.removed_versions") == 700
    counts = await removal.run(lambda: None)
    assert counts == {"removed": 700, "temporary": 0}


async def test_a_copy_needs_no_second_content(files: LocalFileStore) -> None:
    """Two versions of one content survive each other."""
    first = await store(files, b"content")
    second = await files.copy(first.version)
    path = files.find_path(second)
    assert path is not None
    await files.remove([first.version, "no version", str(uuid.uuid4())])
    assert not exists(files, first)
    assert path.read_bytes() == b"content"
    with pytest.raises(FileNotFoundError):
        await files.copy(first.version)


async def test_a_finished_file_is_adopted(files: LocalFileStore, tmp_path: Path) -> None:
    """A file that another part has written becomes a version by a rename."""
    source = tmp_path / "part"
    source.write_bytes(b"hello")
    stored = await files.adopt(source)
    assert (stored.size, stored.sha256[:8]) == (5, "2cf24dba")
    assert exists(files, stored)
    assert not source.exists()


async def test_a_large_file_is_written_in_order(files: LocalFileStore) -> None:
    """Chunks of any size are written while others are gathered."""
    writer = await files.open_writer()
    content = os.urandom(3_000_001)
    for start in range(0, len(content), 70_001):
        await writer.write(content[start : start + 70_001])
    stored = await writer.store()
    path = files.find_path(stored.version)
    assert path is not None
    assert await asyncio.to_thread(path.read_bytes) == content
    assert abs(path.stat().st_mtime - time.time()) < 60
