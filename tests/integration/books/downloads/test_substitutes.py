"""Another source steps in for books whose own source is not available for a while."""

from collections.abc import Sequence
from typing import Any

from alcove.apps.books.downloads.jobs.substitutes import find_substitutes
from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.foundation.jobs import JobRun
from integration.books.downloads.file_server_source import FileServerSource
from integration.books.downloads.world import World
from integration.fetch.scripted_server import http_response
from support import ebooks

HELD = http_response(429, b"later", Retry_After="3600")
DOWN = http_response(503, b"later")


class SearchableSource(FileServerSource):
    """A source with books that a search finds."""

    def __init__(self, base: str, *books: Book, **info: Any) -> None:
        super().__init__(base, name="other", **{"display_name": "The Other", "prefix": "ot", **info})
        self.books = books
        self.queries: list[Query] = []

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return all of its books, as a catalogue that does not know the filters."""
        self.queries.append(query)
        return self.books[:limit]


def add_source(world: World, *books: Book) -> SearchableSource:
    """Add a second source to the world."""
    other = SearchableSource(world.file_server.base, *books)
    world.sources = SourceRegistry([world.source, other])
    return other


def other_book(world: World, book_id: str = "ot-9.epub", **changes: Any) -> Book:
    """Return the same work at the other source."""
    return world.book(book_id, **{"source": "other", **changes})


async def search(world: World) -> None:
    """Run the job that searches the other sources."""
    await find_substitutes(world.deps(), JobRun(1, 1, lambda: None))


async def test_another_source_steps_in(world: World) -> None:
    """While its source asks for a pause, the same work in the same format is fetched from another source."""
    other = add_source(
        world, other_book(world, "ot-8.pdf", format="pdf"), other_book(world, "ot-7.epub", title="Other"),
        other_book(world),
    )  # fmt: skip
    world.file_server.put("st-1.epub", ebooks.epub(), faults=[HELD])
    world.file_server.put("ot-9.epub", ebooks.epub("From the other"))
    await world.queue()
    await world.run()
    await search(world)
    row = await world.row()
    assert (row["state"], row["message"]) == ("queued", "The Other steps in for files.")
    await world.run()
    row = await world.row()
    assert (row["id"], row["state"], row["source"]) == ("st-1.epub", "complete", "files")
    assert row["message"] == "From The Other, because files was not available."
    assert other.resolved == ["ot-9.epub"]
    assert list(world.library_files()) == ["An Author - A Title (1900).epub"]
    assert other.queries[0].titles == ("A Title",)


async def test_no_other_source_has_the_book(world: World) -> None:
    """Other works do not step in; the book goes on waiting and is searched for once."""
    other = add_source(world, other_book(world, title="Something else"), other_book(world, authors=("Somebody",)))
    world.file_server.put("st-1.epub", ebooks.epub(), faults=[HELD])
    await world.queue()
    await world.run()
    await search(world)
    await search(world)
    row = await world.row()
    assert (row["state"], row["fetch_source"], row["message"][:28]) == ("queued", None, "The File Server asks to wait")
    assert len(other.queries) == 1


async def test_a_book_whose_host_is_down_is_fetched_elsewhere(world: World) -> None:
    """Another source also steps in after an error that may pass."""
    add_source(world, other_book(world))
    world.settings(max_retry=1)
    world.file_server.put("st-1.epub", ebooks.epub(), faults=[DOWN])
    world.file_server.put("ot-9.epub", ebooks.epub("From the other"))
    await world.queue()
    await world.run()
    await search(world)
    await world.run()
    assert (await world.row())["state"] == "complete"


async def test_a_substitute_that_fails_gives_the_book_back(world: World) -> None:
    """When the other source fails, the book waits for its own source again, and is delivered by it in the end."""
    add_source(world, other_book(world))
    world.settings(max_retry=1)
    world.file_server.put("st-1.epub", ebooks.epub(), faults=[HELD])
    await world.queue()
    await world.run()
    await search(world)
    await world.run()
    row = await world.row()
    assert (row["state"], row["fetch_source"], row["message"][:28]) == ("queued", None, "The File Server asks to wait")
    await search(world)
    assert (await world.row())["fetch_source"] is None
    await world.pool.execute("DELETE FROM alcove.outbound_hold")
    await world.retry_now()
    assert (await world.row())["state"] == "complete"


async def test_a_source_that_fails_to_search_is_left_out(world: World) -> None:
    """A source that cannot be searched, or that is held itself, does not step in."""
    other = add_source(world, other_book(world))
    world.settings(max_retry=1)
    world.source.locations["st-1.epub"] = SourceUnavailable("closed", after=3600.0)
    other.locations["ot-1.epub"] = SourceUnavailable("closed as well", after=3600.0)
    await world.queue("ot-1.epub", source="other", title="Unrelated")
    await world.queue("st-1.epub")
    await world.run()
    await search(world)
    assert other.queries == []
    assert {(await world.row(name))["state"] for name in ("st-1.epub", "ot-1.epub")} == {"queued"}
