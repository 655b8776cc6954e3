"""Books of the simulated catalogues are downloaded and delivered to the library."""

from collections.abc import AsyncIterator

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.queue import service as queueing
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.foundation.database import transaction
from integration.books.downloads.world import World
from integration.books.sources.simulated_catalogues import Catalogues


@pytest.fixture
async def sources(catalogues: Catalogues, world: World) -> AsyncIterator[SourceRegistry]:
    """Build the sources and make the worker use them."""
    sources = catalogues.open("gutenberg", "internetarchive")
    world.sources = SourceRegistry(sources.list_enabled())
    yield sources
    await sources.close()


async def enqueue_first(world: World, sources: SourceRegistry, *, source: str, text: str) -> str:
    """Enqueue the first book that a source finds and return its id."""
    searched = sources.by_name(source)
    assert searched is not None
    book, *_ = await searched.search(Query(text=text), limit=1)
    async with transaction(world.pool) as connection:
        await queueing.enqueue_download(connection, book=book, priority=0)
    return book.id


@pytest.mark.parametrize("source", ["gutenberg", "internetarchive"])
async def test_book_is_delivered(world: World, sources: SourceRegistry, catalogues: Catalogues, source: str) -> None:
    """A search result is downloaded through redirects, checked by its digests, and delivered unchanged."""
    book_id = await enqueue_first(world, sources, source=source, text="dracula")
    await world.run()
    row = await world.row(book_id)
    assert row["state"] == "complete", row["message"]
    (file,) = [path for path in world.library.rglob("*") if path.is_file()]
    work = catalogues.simulator.by_number(345)
    assert work is not None
    assert file.read_bytes() == catalogues.simulator.content(work, "epub")
    assert "Dracula" in file.name


async def test_html_page_is_not_delivered(world: World, sources: SourceRegistry, catalogues: Catalogues) -> None:
    """An HTML page instead of the file is an error, and the library stays empty."""
    book_id = await enqueue_first(world, sources, source="internetarchive", text="dracula")
    catalogues.simulator.faults.only = "/archive/21/"
    catalogues.simulator.faults.next["html"] = 50
    await world.run()
    assert (await world.row(book_id))["state"] == "error"
    assert not world.library.exists() or [path for path in world.library.rglob("*") if path.is_file()] == []


async def test_interrupted_transfer_is_resumed(world: World, sources: SourceRegistry, catalogues: Catalogues) -> None:
    """A transfer continues after the connection breaks in the middle of a file."""
    book_id = await enqueue_first(world, sources, source="internetarchive", text="dracula")
    catalogues.simulator.faults.only = "/archive/21/"
    catalogues.simulator.faults.next["cut"] = 1
    await world.run()
    assert (await world.row(book_id))["state"] == "complete"
    assert len(catalogues.simulator.requests.paths("/archive/21/")) == 2
