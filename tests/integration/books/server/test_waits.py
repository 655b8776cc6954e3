"""What waits, why and until when: in the health, and in the listing of the sources."""

from pathlib import Path

from alcove.apps.books import APP
from alcove.apps.books.queue import holds
from alcove.foundation.database import Pool, transaction
from alcove.foundation.telemetry import ComponentHealth, run_probes
from fixtures.books.served_app import make_books_deps, serve_books_app

MESSAGE = "Project Gutenberg asks to wait. Next try at 2026-01-01 00:00 UTC."
WAITING_BOOK = """
INSERT INTO books_download (id, source, book, title, author, content, display_name, state, message, retry_at)
VALUES ($1, 'pg', '{}', 'A Secret Title', 'author', 'book', 'Gutenberg', 'error', $2, now() + interval '1 hour')
"""


async def waiting(dsn: str, pool: Pool, data_dir: Path) -> ComponentHealth:
    """Return the result of the probe."""
    deps = make_books_deps({}, dsn=dsn, pool=pool, data_dir=data_dir)
    await deps.pg_listener.start()
    try:
        parts = await run_probes(APP.probes(deps))
    finally:
        await deps.pg_listener.close()
    return next(part for part in parts if part.name == "books.waiting")


async def hold(pool: Pool) -> None:
    """Hold a source."""
    async with transaction(pool) as connection:
        await holds.hold(connection, "gutenberg", seconds=3600, message=MESSAGE)


async def test_the_health_says_what_waits_and_why(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Held sources, waiting books, failed saved searches and failed catalogues are named, without titles."""
    assert await waiting(dsn, pool, tmp_path) == ComponentHealth("books.waiting", "ok", "")
    await hold(pool)
    assert (await waiting(dsn, pool, tmp_path)).detail == MESSAGE
    for book_id, message in (("pg-1", MESSAGE), ("pg-2", "x is down."), ("pg-3", "x is down.")):
        await pool.execute(WAITING_BOOK, book_id, message)
    await pool.execute(
        "INSERT INTO books_saved_search (name, query, failures, error) VALUES ('n', '{}', 1, 'all down')"
    )
    await pool.execute("INSERT INTO books_catalogue (source, url, failures, error) VALUES ('opds-a', '', 2, 'broken')")
    found = await waiting(dsn, pool, tmp_path)
    assert found.state == "degraded"
    for text in (
        f"1 book waits: {MESSAGE}", "2 books wait: x is down.", "A saved search failed: all down.",
        "A catalogue failed: opds-a: broken.",
    ):  # fmt: skip
        assert text in found.detail
    assert found.detail.count(MESSAGE) == 1
    assert "Secret" not in found.detail


async def test_the_listing_of_sources_shows_the_pause(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A source that asked for a pause has its end and the reason; the others have the shape of the contract."""
    environ = {"SOURCES": "gutenberg,internetarchive"}
    async with serve_books_app(environ, dsn=dsn, pool=pool, data_dir=tmp_path) as served, served.client() as client:
        plain = (await client.get("/api/release-sources")).json()
        assert all(set(row) == {"name", "display_name", "enabled", "supported_content_types"} for row in plain)
        await hold(pool)
        held, other = (await client.get("/api/release-sources")).json()
        assert (held["name"], held["message"]) == ("gutenberg", MESSAGE)
        assert held["held_until"].endswith("Z")
        assert other == plain[1]
