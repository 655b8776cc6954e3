"""Books of the simulated catalogues arrive in the library, byte for byte."""

from collections.abc import AsyncIterator

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.queue import service as queueing
from alcove.apps.books.sources.registry import Sources
from alcove.foundation.database import transaction
from integration.books.fetching.world import World
from integration.books.sources.around import Catalogues


@pytest.fixture
async def opened(catalogues: Catalogues, world: World) -> AsyncIterator[Sources]:
    """Give the sources, and give them to the worker."""
    sources = catalogues.open("gutenberg", "internetarchive")
    world.sources = Sources(sources.enabled())
    yield sources
    await sources.close()


async def queued(world: World, sources: Sources, *, source: str, text: str) -> str:
    """Queue the first book that a source finds and return its id."""
    found = sources.by_name(source)
    assert found is not None
    book, *_ = await found.search(Query(text=text), limit=1)
    async with transaction(world.pool) as connection:
        await queueing.enqueue(connection, book=book, priority=0)
    return book.id


@pytest.mark.parametrize("source", ["gutenberg", "internetarchive"])
async def test_a_found_book_is_delivered(world: World, opened: Sources, catalogues: Catalogues, source: str) -> None:
    """What a search found is fetched, through redirects and checked by its digests, and delivered as it is."""
    book_id = await queued(world, opened, source=source, text="dracula")
    await world.run()
    row = await world.row(book_id)
    assert row["state"] == "complete", row["message"]
    (file,) = [path for path in world.library.rglob("*") if path.is_file()]
    work = catalogues.simulator.of_number(345)
    assert work is not None
    assert file.read_bytes() == catalogues.simulator.content(work, "epub")
    assert "Dracula" in file.name


async def test_a_file_that_is_not_what_was_promised_is_not_delivered(
    world: World, opened: Sources, catalogues: Catalogues
) -> None:
    """A page for people in place of the file is an error, and the library stays empty."""
    book_id = await queued(world, opened, source="internetarchive", text="dracula")
    catalogues.simulator.faults.only = "/archive/21/"
    catalogues.simulator.faults.next["html"] = 50
    await world.run()
    assert (await world.row(book_id))["state"] == "error"
    assert not world.library.exists() or [path for path in world.library.rglob("*") if path.is_file()] == []


async def test_a_broken_transfer_goes_on(world: World, opened: Sources, catalogues: Catalogues) -> None:
    """A connection that breaks in the middle of a file is taken up again."""
    book_id = await queued(world, opened, source="internetarchive", text="dracula")
    catalogues.simulator.faults.only = "/archive/21/"
    catalogues.simulator.faults.next["cut"] = 1
    await world.run()
    assert (await world.row(book_id))["state"] == "complete"
    assert len(catalogues.simulator.asked("/archive/21/")) == 2
