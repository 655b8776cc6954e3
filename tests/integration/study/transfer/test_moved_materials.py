"""Materials of an account that is moved: they become passages on the new server, by pages as before."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.apps.study.materials.indexing import MaterialIndexer
from alcove.foundation.database import Pool, close_pool, open_pool
from integration.study.callers import add_account
from integration.study.transfer.test_account_archive import Home

TEXT = "The first page of it.\fThe second page of it.\f"
PASSAGES = "SELECT page, title, content FROM study.passages WHERE user_id = $1 ORDER BY position"


@pytest.fixture
async def pools(two_servers: tuple[str, str]) -> AsyncIterator[tuple[Pool, Pool]]:
    """Yield the databases of two servers."""
    first, second = [await open_pool(dsn) for dsn in two_servers]
    yield first, second
    for pool in (first, second):
        await close_pool(pool)


async def test_sources_in_json_follow_a_copy(pools: tuple[Pool, Pool], tmp_path: Path) -> None:
    """Beside the original, cards, questions and notes in JSON name the copy's material and passages; texts stay."""
    pool = pools[0]
    home = Home(pool, tmp_path / "home")
    async with pool.acquire() as connection:
        account = await add_account(connection, email="ada@example.org")
    material = await pool.fetchval(
        "INSERT INTO public.materials (user_id, title, content) VALUES ($1, 'Moved', $2) RETURNING id", account, TEXT
    )
    await MaterialIndexer(pool).run(lambda: None)
    passage = await pool.fetchval(f"{PASSAGES.replace('page, title, content', 'id')} LIMIT 1", account)
    stranger = "8c1ab1b9-0000-4000-8000-000000000000"
    source = {
        "material_id": str(material).upper(),
        "passage_id": str(passage),
        "other": stranger,
        "title": f"of {material}",
    }
    encoded = json.dumps({"source": source, "user": str(account)})
    await pool.execute(
        "INSERT INTO public.quizzes (user_id, title, questions) VALUES ($1, 'q', jsonb_build_array($2::text::jsonb))",
        account, encoded,
    )  # fmt: skip
    await pool.execute(
        "INSERT INTO public.flashcards (user_id, front_content, back_content, source)"
        " VALUES ($1, 'f', 'b', $2::text::jsonb)", account, json.dumps(source),
    )  # fmt: skip
    (tmp_path / "archive.zip").write_bytes(await home.export(account))
    report = await home.load(tmp_path / "archive.zip", address="copy@example.org")
    (copy,) = report.added_accounts
    await MaterialIndexer(pool).run(lambda: None)
    ids = await pool.fetchrow("SELECT id FROM public.materials WHERE user_id = $1", copy)
    first = await pool.fetchval("SELECT id FROM study.passages WHERE source_id = $1 AND position = 0", ids["id"])
    expected = {**source, "material_id": str(ids["id"]), "passage_id": str(first)}
    questions = await pool.fetchval("SELECT questions::text FROM public.quizzes WHERE user_id = $1", copy)
    assert json.loads(questions) == [{"source": expected, "user": str(copy)}], report.to_text()
    card = await pool.fetchval("SELECT source::text FROM public.flashcards WHERE user_id = $1", copy)
    assert json.loads(card) == expected
    original = await pool.fetchval("SELECT source::text FROM public.flashcards WHERE user_id = $1", account)
    assert json.loads(original) == source


async def test_moved_materials_become_passages(pools: tuple[Pool, Pool], tmp_path: Path) -> None:
    """An archive has the texts; the import queues them, and a dry run does not."""
    old, new = (Home(pool, tmp_path / name) for pool, name in zip(pools, ("old", "new"), strict=True))
    async with old.pool.acquire() as connection:
        account = await add_account(connection, email="moved@example.org")
    sql = "INSERT INTO public.materials (user_id, title, content) VALUES ($1, 'Moved', $2)"
    await old.pool.execute(sql, account, TEXT)
    (tmp_path / "archive.zip").write_bytes(await old.export(account))
    await new.load(tmp_path / "archive.zip", is_dry_run=True)
    assert await new.pool.fetchval("SELECT count(*) FROM study.material_imports") == 0
    await new.load(tmp_path / "archive.zip")
    assert await MaterialIndexer(new.pool).run(lambda: None) == 1
    rows = [tuple(row) for row in await new.pool.fetch(PASSAGES, account)]
    assert rows == [(1, "Moved", "The first page of it."), (2, "Moved", "The second page of it.")]
