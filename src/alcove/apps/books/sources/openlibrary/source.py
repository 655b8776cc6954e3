"""Open Library as a source: it finds works, and the sources that have their files give them."""

import asyncio
from collections.abc import Sequence
from typing import Final

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.model.ranking import rank
from alcove.apps.books.sources.book_source import BookSource
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.openlibrary.provider import GAP, OpenLibrary
from alcove.apps.books.sources.openlibrary.queries import free_works_params, key_params
from alcove.apps.books.sources.openlibrary.works import NAME, Doc, links_of, merged
from alcove.apps.books.sources.protocols import Releases, Source, SourceFacts, Unavailable

MOST_WORKS: Final = 32
MOST_CAREFUL: Final = 2
"""Works that are looked up at Standard Ebooks, which has to be asked for each of them."""


class OpenLibrarySource(BookSource):
    """A Source whose books are those of its neighbours, under their ids."""

    def __init__(self, context: SourceContext) -> None:
        self._library = OpenLibrary(context)
        facts = SourceFacts(
            name=NAME, display_name="Open Library", prefix="ol", hosts=self._library.cover_hosts, gap=GAP
        )
        super().__init__(context, facts=facts, client=self._library)

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return what others have of the matching works, each in the best of the wanted formats."""
        if query.is_empty or limit < 1 or query.content_type != "ebook":
            return ()
        formats = self.formats(query)
        docs = (await self._library.search(free_works_params(query, limit=MOST_WORKS))).works()
        found = await self._of_neighbours(docs, query, formats=formats)
        return rank(found, query, formats=formats, limit=limit)

    async def resolve(self, book_id: str) -> Sequence[Location]:  # noqa: ARG002 - the protocol's
        """Return nothing: every file is one of another source."""
        return ()

    async def releases(
        self,
        book: BookMetadata,
        *,
        expand: bool,  # noqa: ARG002 - the protocol's
        languages: Sequence[str],
        content_type: ContentType,
    ) -> Releases:
        """Return what those have of a known book that are not searched by themselves."""
        links = {name: keys for name, keys in book.links.items() if name not in self._context.settings.sources}
        wanted = BookMetadata(provider=NAME, provider_id=book.provider_id, title=book.title, links=links)
        calls = [
            neighbour.releases(wanted, expand=False, languages=languages, content_type=content_type)
            for name in (links if content_type == "ebook" else ())
            if (neighbour := self._context.neighbours.find(name))
        ]
        found = await asyncio.gather(*calls)
        return Releases(books=[row for releases in found for row in releases.books], search_type="isbn")

    async def check(self) -> None:
        """Make the smallest search there is. Unavailable."""
        await self._library.search(key_params("OL450063W"))

    async def _of_neighbours(
        self, docs: Sequence[Doc], query: Query, *, formats: Sequence[str]
    ) -> list[Sequence[Book]]:
        """Return what each neighbour has; one that fails has nothing, all that fail are no answer."""
        links = merged([links_of(doc) for doc in docs])
        calls = {
            name: self._of(neighbour, keys, query=query, formats=formats)
            for name, keys in links.items()
            if (neighbour := self._context.neighbours.find(name))
        }
        answers = await asyncio.gather(*calls.values(), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, Unavailable):
                raise answer
        failures = [answer for answer in answers if isinstance(answer, Unavailable)]
        if failures and len(failures) == len(answers):
            raise failures[0]
        return [answer for answer in answers if not isinstance(answer, BaseException)]

    async def _of(
        self, neighbour: Source, keys: Sequence[str], *, query: Query, formats: Sequence[str]
    ) -> Sequence[Book]:
        name = neighbour.facts.name
        if name != "standardebooks":
            linked = BookMetadata(provider=NAME, provider_id="", title="", links={name: tuple(keys)})
            found = await neighbour.releases(
                linked, expand=False, languages=query.languages, content_type=query.content_type
            )
            return found.books
        ids = [f"{neighbour.facts.prefix}-{key.replace('/', '_')}.{formats[0]}" for key in keys[:MOST_CAREFUL]]
        looked_up = [await neighbour.lookup(book_id) for book_id in ids]
        return [book for book in looked_up if book is not None]
