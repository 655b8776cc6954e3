"""Settings of the books app from an earlier version are moved to the shared table."""

from pathlib import Path

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import close_pool, migrate, open_pool
from fixtures.books.served_app import make_books_deps
from integration.database import older_databases
from support.postgres import migration_sources


async def test_stored_settings_survive_the_upgrade(empty_dsn: str, tmp_path: Path) -> None:
    """Settings stored by an earlier version still apply, with the time of their change."""
    older_databases.load(empty_dsn)
    before = await _execute(
        empty_dsn,
        "INSERT INTO books_setting VALUES ('max_retry', '7', '2026-02-01+00') RETURNING name",
        "SELECT format('%s %s %s', name, value, changed_at) FROM books_setting ORDER BY 1",
    )
    migrate(empty_dsn, migration_sources())
    after = await _execute(empty_dsn, "SELECT format('%s %s %s', name, value, changed_at) FROM preference ORDER BY 1")
    assert after == before
    assert len(after) > 1
    assert await _execute(empty_dsn, "SELECT to_regclass('books.books_setting')::text") == [None]
    pool = await open_pool(empty_dsn)
    try:
        deps = make_books_deps({}, dsn=empty_dsn, pool=pool, data_dir=tmp_path)
        assert (await deps.preferences.reader(BooksSettings).current()).max_retry == 7
    finally:
        await close_pool(pool)


async def _execute(dsn: str, *statements: str) -> list[str | None]:
    """Execute the statements and return the only column of the last one."""
    pool = await open_pool(dsn, size=1)
    try:
        for statement in statements:
            rows = await pool.fetch(statement)
        return [row[0] for row in rows]
    finally:
        await close_pool(pool)
