"""A worker works with the settings and sources of the moment."""

import asyncio
from pathlib import Path

from alcove.apps.books.roads import open_roads
from alcove.apps.books.service.following import Following
from alcove.apps.books.service.opened_sources import OpenedSources
from alcove.apps.books.service.preferences import open_preferences
from alcove.foundation.database import Pool, transaction
from alcove.foundation.preferences import CHANNEL, put
from fixtures.books.served_app import books_deps


async def test_a_worker_follows_what_is_saved(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Another process saves other catalogues, and the worker's next look at its settings opens them."""
    deps = books_deps({"SOURCES": ""}, dsn=dsn, pool=pool, data_dir=tmp_path)
    await deps.notices.start()
    preferences = open_preferences(deps)
    following = Following(preferences, OpenedSources(open_roads(deps).open, preferences=preferences))
    try:
        assert (await following.current()).max_retry == 3
        assert "standardebooks" in {each.facts.name for each in following.enabled()}
        async with deps.notices.subscribe(CHANNEL) as heard:
            async with transaction(pool) as connection:
                await put(connection, {"max_retry": 7, "sources": ["gutenberg"]})
            await asyncio.wait_for(heard.get(), 5)
        assert (await following.current()).max_retry == 7
        assert [each.facts.name for each in following.enabled()] == ["gutenberg"]
        assert following.by_name("gutenberg") is not None
    finally:
        await deps.notices.close()
