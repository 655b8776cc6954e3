"""An import that is killed: the files that it has stored are removed later, as those of an upload."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.files import LocalFileStore
from alcove.wires.supabase.storage.upkeep import FileRemoval
from integration.study.transfer.contents import copy, dump_of, users
from support.folders import list_files
from support.processes import environment

ADA = UUID(int=0xADA)
COUNT = 20


def make_project(folder: Path) -> Path:
    """Write a dump with objects, and their files into the folder `storage`; return the dump."""
    names = [f"{ADA}/{number}.txt" for number in range(COUNT)]
    for name in names:
        target = folder / "storage" / "avatars" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"x" * 1000)
    rows = [[UUID(int=number), "avatars", name, str(ADA)] for number, name in enumerate(names, start=1)]
    return dump_of(
        folder, users((ADA, "ada@example.org")), copy("storage.objects", "id, bucket_id, name, owner_id", *rows)
    )


def list_stored(data_dir: Path) -> list[Path]:
    """Return the complete files of the storage service."""
    return list_files(data_dir / "storage" / "objects")


@pytest.mark.slow
async def test_files_of_a_killed_import_are_removed(pool: Pool, dsn: str, tmp_path: Path) -> None:
    """No row is there; a day later the upkeep removes every file, and a second import brings them."""
    dump, data_dir = make_project(tmp_path), tmp_path / "data"
    command = [
        sys.executable, "-m", "alcove", "study", "project", "import", str(dump), "--storage", str(tmp_path / "storage")
    ]  # fmt: skip
    environ = environment(tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(data_dir))
    async with pool.acquire() as blocking, blocking.transaction():
        # The row of the last object waits for this one, which has its name.
        await blocking.execute(
            "INSERT INTO storage.objects (bucket_id, name) VALUES ('avatars', $1)", f"{ADA}/{COUNT - 1}.txt"
        )
        process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)  # noqa: ASYNC220 - it is killed
        try:
            end = time.monotonic() + 60
            while not list_stored(data_dir):
                assert process.poll() is None
                assert time.monotonic() < end
                await asyncio.sleep(0.05)
        finally:
            process.kill()
            process.wait()
    assert await pool.fetchval("SELECT count(*) FROM storage.objects WHERE owner_id = $1", str(ADA)) == 0
    stored = list_stored(data_dir)
    announced = {row["version"] for row in await pool.fetch("SELECT version FROM storage.removed_versions")}
    assert {path.name for path in stored} <= announced
    await pool.execute("UPDATE storage.removed_versions SET removed_at = removed_at - interval '2 days'")
    files = LocalFileStore(data_dir / "storage")
    removal = FileRemoval(files, pool=pool, lock_pool=pool, clock=SystemClock())
    await removal.run(lambda: None)
    assert list_stored(data_dir) == []
    await asyncio.to_thread(subprocess.run, command, env=environ, check=True, capture_output=True)
    await pool.execute("UPDATE storage.removed_versions SET removed_at = removed_at - interval '2 days'")
    await removal.run(lambda: None)
    # The row that the first run waited for stays as it is.
    assert len(list_stored(data_dir)) == COUNT - 1
    assert await pool.fetchval("SELECT count(*) FROM storage.objects WHERE owner_id = $1", str(ADA)) == COUNT - 1
