"""A worker uses the current settings and sources."""

import asyncio
from pathlib import Path

from alcove.apps.books.search.live_sources import LiveSources, build_source_clients
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import Pool, transaction
from alcove.foundation.preferences import CHANNEL, put
from fixtures.books.served_app import make_books_deps


async def test_a_worker_uses_saved_settings(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Catalogues that another process saved are used after the worker's next read of the settings."""
    deps = make_books_deps({"SOURCES": ""}, dsn=dsn, pool=pool, data_dir=tmp_path)
    await deps.pg_listener.start()
    preferences = deps.preferences.reader(BooksSettings)
    sources = LiveSources(build_source_clients(deps).open, preferences=preferences)
    try:
        assert (await preferences.current()).max_retry == 3
        assert "standardebooks" in {source.info.name for source in (await sources.current()).list_enabled()}
        async with deps.pg_listener.subscribe(CHANNEL) as notifications:
            async with transaction(pool) as connection:
                await put(connection, {"max_retry": 7, "sources": ["gutenberg"]})
            await asyncio.wait_for(notifications.get(), 60)
        assert (await preferences.current()).max_retry == 7
        assert [source.info.name for source in (await sources.current()).list_enabled()] == ["gutenberg"]
        assert (await sources.current()).by_name("gutenberg") is not None
    finally:
        await deps.pg_listener.close()
