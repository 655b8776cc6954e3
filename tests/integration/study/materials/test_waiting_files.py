"""Files that wait on the disk: none stays for ever, none goes while a backup needs it, none fills the disk."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from alcove.apps.study.backup import MATERIALS, list_backup_parts
from alcove.apps.study.materials.jobs import extract_material, index_materials
from alcove.foundation.database import Pool
from alcove.foundation.jobs import JobRun
from alcove.main.configuration import read_configuration
from alcove.wires.supabase.storage.upkeep import hold_files
from integration.study.callers import add_account
from integration.study.materials.site import serve_materials
from integration.study.materials.world import World
from support.clock import FakeClock
from support.deps import make_deps
from support.small_disk import small_disk

RUN = JobRun(1, 1, lambda: None)


@pytest.fixture
async def world(pool: Pool, tmp_path: Path) -> World:
    """Return a database and a folder of the test's own."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
    return World(pool, tmp_path, account)


async def test_files_without_a_material_are_removed_a_day_later(world: World) -> None:
    """A file whose material is gone is removed, with temporary ones; one that waits, or is new, stays."""
    kept, deleted = await world.add(b"kept", "text"), await world.add(b"deleted", "text")
    writer = await world.files.open_writer()
    await writer.write(b"x" * 2 * 2**20)
    await world.pool.execute("DELETE FROM public.materials WHERE id = $1", deleted)
    assert await world.files.remove_unneeded(lambda: None) == 0
    assert len(world.list_files()) == 3
    later = world.open_files(FakeClock(datetime.now(UTC) + timedelta(days=2)))
    assert await later.remove_unneeded(lambda: None) == 2
    assert [path.read_bytes() for path in world.list_files()] == [b"kept"]
    await writer.discard()
    await world.extract(kept)
    assert await world.state(kept) == "working"


async def test_a_backup_has_the_waiting_files(world: World) -> None:
    """A backup lists the files that wait, with their contents, and nothing removes them while it runs."""
    material_id = await world.add(b"text", "text")
    parts = list_backup_parts(read_configuration({"ALCOVE_DATA_DIR": str(world.folder)}))
    (source,) = (source for source in parts.files if source.name == MATERIALS)
    async with world.pool.acquire() as connection, connection.transaction():
        (stored,) = [file async for file in source.list_files(connection)]
    assert source.locate(stored.path) == world.list_files()[0]
    assert stored.sha256 is not None
    async with hold_files(world.pool):
        await world.extract(material_id)
        assert len(world.list_files()) == 1
    await world.index()
    assert await world.state(material_id) == "ready"
    later = world.open_files(FakeClock(datetime.now(UTC) + timedelta(days=2)))
    assert await later.remove_unneeded(lambda: None) == 1
    assert world.list_files() == []


async def test_a_file_that_has_lost_its_job_gets_another(world: World, dsn: str) -> None:
    """The periodic job queues a file again whose job is gone, and one only; then its text is read."""
    material_id = await world.add(b"The text of the file.", "text")
    deps = make_deps(dsn, pool=world.pool, data_dir=world.folder)
    index = partial(index_materials, RUN, {}, deps=deps)
    count = "SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'study.extract_material'"
    await world.pool.execute("UPDATE study.material_imports SET queued_at = now() - interval '2 minutes'")
    await index()
    assert await world.pool.fetchval(count) == 1
    await world.pool.execute("DELETE FROM jobs.procrastinate_jobs")
    await index()
    await index()
    assert await world.pool.fetchval(count) == 1
    await extract_material(RUN, {"material_id": str(material_id)}, deps=deps)
    await index()
    assert await world.state(material_id) == "ready"
    await extract_material(RUN, {"material_id": str(material_id)}, deps=deps)
    await extract_material(RUN, {"material_id": str(uuid.uuid4())}, deps=deps)


def test_a_full_disk_refuses_files_and_keeps_nothing(dsn: str, tmp_path: Path) -> None:
    """On a full disk an upload is 507 with when to try again, and leaves nothing; texts are still accepted."""
    with (
        small_disk(megabytes=8) as disk,
        serve_materials(
            dsn, tmp_path, works=False, STUDY_STORAGE_DIR=str(disk.path), ALCOVE_DISK_RESERVE_MB="0"
        ) as site,
    ):
        assert site.upload(b"word " * 100_000).status_code == 202
        disk.fill(leave=64 * 1024)
        before = {path for path in disk.path.rglob("*") if path.is_file()}
        refused = site.upload(b"word " * 500_000)
        assert (refused.status_code, refused.json()["code"]) == (507, "DISK_FULL")
        assert int(refused.headers["retry-after"]) > 0
        assert {path for path in disk.path.rglob("*") if path.is_file()} == before
        assert site.add_text("Still there.")["state"] == "ready"
        disk.empty()
        assert site.upload(b"word " * 100_000).status_code == 202


async def test_an_account_is_deleted_with_its_waiting_files(world: World) -> None:
    """The file of a deleted account is removed by the job, because no import names it any more."""
    await world.add(b"text", "text")
    await world.pool.execute("DELETE FROM auth.users WHERE id = $1", world.account)
    later = world.open_files(FakeClock(datetime.now(UTC) + timedelta(days=2)))
    assert await later.remove_unneeded(lambda: None) == 1
    assert world.list_files() == []
