"""Materials of an account that is moved: they become passages on the new server, by pages as before."""

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
