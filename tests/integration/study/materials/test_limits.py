"""Files that do not end or need too much, and workers that are killed: an import ends, once and completely."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Final

import pytest

from alcove.apps.study.materials.chunks import split_text
from alcove.apps.study.materials.extracting import MAX_STARTS
from alcove.apps.study.materials.model import CHANNEL, MAX_ACCOUNT_CHUNKS
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.jobs import Interrupted
from alcove.foundation.realtime import Hub, PgTransport
from integration.study.callers import add_account
from integration.study.materials.slow_files import build_pdf, slow_pdf
from integration.study.materials.test_files import SENTENCES
from integration.study.materials.world import STATE, World
from support.until import until_async
from support.worker_program import worker_process

DELETE: Final = "DELETE FROM public.materials"


@pytest.fixture
async def world(pool: Pool, tmp_path: Path) -> World:
    """Return a database and a folder of the test's own."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
    return World(pool, tmp_path, account)


async def test_a_file_that_takes_too_long_is_given_up(world: World) -> None:
    """After the limit of time the child process is killed, and the material has failed with the reason."""
    material_id = await world.add(slow_pdf(100), "pdf")
    await world.extract(material_id, seconds=1.5)
    assert await world.state(material_id) == (
        "failed: Reading the file took longer than 1.5 seconds: add it in several parts."
    )
    assert world.list_files() == []


async def test_a_file_that_needs_too_much_memory_is_given_up(world: World) -> None:
    """A child that reaches its limit of memory ends, and the material has failed with the reason."""
    huge = b"<html><body>" + b"<p>x" * (15 * 2**20)
    material_id = await world.add(huge, "html")
    await world.extract(material_id)
    assert "too much memory" in await world.state(material_id)
    assert world.list_files() == []


async def test_an_extraction_is_interrupted_and_goes_on(world: World) -> None:
    """A worker that stops puts the file back without counting the start; the next run reads it, with progress."""
    material_id = await world.add(slow_pdf(12), "pdf")
    with pytest.raises(Interrupted):
        await world.extract(material_id, interrupted_after=2)
    row = await world.pool.fetchrow(STATE, material_id)
    assert (row["state"], row["starts"]) == ("queued", 0)
    progress = set()

    async def read_progress() -> None:
        while True:
            progress.add((await world.pool.fetchrow(STATE, material_id))["progress"])
            await asyncio.sleep(0.05)

    reader = asyncio.ensure_future(read_progress())
    await world.extract(material_id)
    reader.cancel()
    assert len(progress) > 2
    await world.index()
    row = await world.pool.fetchrow(STATE, material_id)
    assert (row["state"], row["chunks"], row["progress"]) == ("ready", 12, 100)


async def test_a_deleted_material_ends_its_extraction(world: World) -> None:
    """The child of a material that is deleted meanwhile is killed, and its file removed."""
    material_id = await world.add(slow_pdf(100), "pdf")
    running = asyncio.ensure_future(world.extract(material_id))
    await until_async(lambda: world.pool.fetchval("SELECT state = 'working' FROM study.material_imports"))
    await world.pool.execute("DELETE FROM public.materials WHERE id = $1", material_id)
    await running
    assert world.list_files() == []


async def test_a_file_that_ends_workers_is_given_up(world: World) -> None:
    """A file whose reading has begun too often is not read again."""
    material_id = await world.add(b"text", "text")
    await world.pool.execute("UPDATE study.material_imports SET starts = $1, state = 'working'", MAX_STARTS)
    await world.extract(material_id)
    assert "interrupted several times" in await world.state(material_id)


async def test_a_file_that_has_gone(world: World) -> None:
    """A material whose file is not on the disk any more has failed with what to do."""
    material_id = await world.add(b"text", "text")
    for path in world.list_files():
        path.unlink()
    await world.extract(material_id)
    assert await world.state(material_id) == "failed: The file is no longer on the server: add it again."


async def test_pages_that_cannot_be_read_are_counted(world: World) -> None:
    """A PDF of which one page is damaged is ready with the others, and says how many are missing."""
    page = b"BT /F1 12 Tf 20 100 Td (One page.) Tj ET"
    content = build_pdf([page, page, page], filters=[b"/Nonsense"])
    material_id = await world.add(content, "pdf")
    await world.extract(material_id)
    await world.index()
    assert await world.state(material_id) == "ready: 1 of 3 pages cannot be read."


async def test_an_account_has_a_limit_of_passages(world: World) -> None:
    """A text beyond the passages of an account fails with the reason, and leaves no passage."""
    await world.pool.execute(
        "WITH m AS (INSERT INTO public.materials (user_id, title) VALUES ($1, 'many') RETURNING id)"
        " INSERT INTO study.material_imports (material_id, user_id, state, chunks)"
        " SELECT id, $1, 'ready', $2 FROM m",
        world.account,
        MAX_ACCOUNT_CHUNKS - 1,
    )
    text = "\n\n".join(SENTENCES * 10)
    assert len(split_text(text)) > 1
    sql = "INSERT INTO public.materials (user_id, title, content) VALUES ($1, 't', $2) RETURNING id"
    material_id = await world.pool.fetchval(sql, world.account, text)
    small = await world.pool.fetchval(sql, world.account, "Small.")
    await world.index()
    assert "more than 100,000 passages" in await world.state(material_id)
    assert await world.state(small) == "ready"
    assert await world.pool.fetchval("SELECT count(*) FROM study.passages WHERE source_id = $1", material_id) == 0


@pytest.mark.slow
async def test_a_killed_worker_loses_and_doubles_nothing(world: World, dsn: str) -> None:
    """After kill -9 in mid-extraction and in mid-index the next worker ends the import, with each passage once."""
    text = "\n\n".join(f"Paragraph {number}. " + " ".join(SENTENCES[:10]) for number in range(8000))
    first = await world.add(slow_pdf(8), "pdf")
    sql = "INSERT INTO public.materials (user_id, title, content) VALUES ($1, 't', $2) RETURNING id"
    second = await world.pool.fetchval(sql, world.account, text)

    async def is_at_work() -> bool:
        rows = await world.pool.fetch("SELECT progress FROM study.material_imports WHERE progress BETWEEN 5 AND 90")
        return bool(rows)

    for _ in range(2):
        async with worker_process("integration.study.materials.worker_tasks", dsn, dsn, str(world.folder)) as process:
            await until_async(is_at_work)
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()
    async with worker_process("integration.study.materials.worker_tasks", dsn, dsn, str(world.folder)):
        await until_async(lambda: _all_ready(world))
    contents = await world.pool.fetch(
        "SELECT content FROM study.passages WHERE source_id = $1 ORDER BY position", second
    )
    assert [row["content"] for row in contents] == [chunk.content for chunk in split_text(text)]
    assert await world.pool.fetchval("SELECT count(*) FROM study.passages WHERE source_id = $1", first) == 8
    assert {path.parent.name for path in world.list_files()} <= {"temporary"}


async def _all_ready(world: World) -> bool:
    states = {row["state"] for row in await world.pool.fetch("SELECT state FROM study.material_imports")}
    return states == {"ready"}


async def test_changes_are_announced_to_all_processes(world: World, pg_listener: PgListener) -> None:
    """Each step of a material, of what is made from it, and of an import of cards is announced with the account."""
    hub = Hub(PgTransport(pg_listener, world.pool))
    sql = "INSERT INTO public.materials (user_id, title, content) VALUES ($1, 't', 'Something.')"
    generation = """INSERT INTO study.generations (user_id, material_id, kind, options)
                    SELECT user_id, id, 'cards', '{}' FROM public.materials WHERE user_id = $1"""
    imported = "INSERT INTO study.card_imports (id, user_id) VALUES (gen_random_uuid(), $1)"
    steps = [
        world.pool.execute(sql, world.account),
        world.index(),
        world.pool.execute(generation, world.account),
        world.pool.execute("UPDATE study.generations SET state = 'working', progress = 40"),
        world.pool.execute(imported, world.account),
        world.pool.execute("UPDATE study.card_imports SET state = 'working', cards = 2"),
        world.pool.execute("DELETE FROM study.generations"),
        world.pool.execute(DELETE),
    ]
    async with hub.subscribe(CHANNEL) as changes:
        for change in steps:
            await change
            notification = await changes.wait(within=30)
            assert notification is not None
            assert notification.payload == str(world.account)
            changes.take_all()
