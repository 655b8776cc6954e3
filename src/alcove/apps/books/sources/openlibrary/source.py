"""Open Library as a source: it finds works, and other sources supply their files."""

import asyncio
from collections.abc import Sequence
from typing import Final

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.model.ranking import rank_books
from alcove.apps.books.sources.book_source import BookSource
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.left_out import BookList, LeftOut
from alcove.apps.books.sources.openlibrary.provider import GAP, OpenLibrary
from alcove.apps.books.sources.openlibrary.queries import free_works_params, key_params
from alcove.apps.books.sources.openlibrary.works import NAME, SearchDoc, merge_links, source_links
from alcove.apps.books.sources.protocols import Releases, Source, SourceInfo, SourceUnavailable

MAX_WORKS: Final = 32
MAX_LOOKUPS: Final = 2
"""Maximum number of works looked up at Standard Ebooks, which needs one request for each."""


class OpenLibrarySource(BookSource):
    """A Source whose books are those of other sources, with their ids."""

    def __init__(self, context: SourceContext) -> None:
        self._client = OpenLibrary(context)
        info = SourceInfo(name=NAME, display_name="Open Library", prefix="ol", hosts=self._client.cover_hosts, gap=GAP)
        super().__init__(context, info=info, client=self._client)

    async def search(self, query: Query, *, limit: int) -> BookList:
        """Return the books of matching works at other sources, each in the first available of the requested formats."""
        if query.is_empty or limit < 1 or query.content_type != "ebook":
            return BookList()
        formats = self.formats(query)
        result = await self._client.search(free_works_params(query, limit=MAX_WORKS))
        docs = result.works()
        left_out = LeftOut(unreadable=len(result.docs) - len(docs))
        found = await self._collect_books(docs, query, formats=formats)
        books = rank_books(found, query, formats=formats, limit=limit)
        return BookList(books, left_out=left_out.describe(), has_faults=left_out.has_faults)

    async def resolve(self, book_id: str) -> Sequence[Location]:  # noqa: ARG002 - the protocol's
        """Return nothing: all files belong to other sources."""
        return ()

    async def releases(
        self,
        book: BookMetadata,
        *,
        expand: bool,  # noqa: ARG002 - the protocol's
        languages: Sequence[str],
        content_type: ContentType,
    ) -> Releases:
        """Return the files of a known book at the linked sources that are not enabled themselves."""
        links = {name: keys for name, keys in book.links.items() if name not in self._context.settings.sources}
        linked = BookMetadata(provider=NAME, provider_id=book.provider_id, title=book.title, links=links)
        calls = [
            source.releases(linked, expand=False, languages=languages, content_type=content_type)
            for name in (links if content_type == "ebook" else ())
            if (source := self._context.other_sources.find(name))
        ]
        results = await asyncio.gather(*calls)
        return Releases(books=[book for releases in results for book in releases.books], search_type="isbn")

    async def check(self) -> None:
        """Run a minimal search. Raise SourceUnavailable."""
        await self._client.search(key_params("OL450063W"))

    async def _collect_books(
        self, docs: Sequence[SearchDoc], query: Query, *, formats: Sequence[str]
    ) -> list[Sequence[Book]]:
        """Return the books of each linked source; one that fails is skipped. Raise SourceUnavailable when all fail."""
        links = merge_links([source_links(doc) for doc in docs])
        calls = {
            name: self._books_from_source(source, keys, query=query, formats=formats)
            for name, keys in links.items()
            if (source := self._context.other_sources.find(name))
        }
        results = await asyncio.gather(*calls.values(), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, SourceUnavailable):
                raise result
        failures = [result for result in results if isinstance(result, SourceUnavailable)]
        if failures and len(failures) == len(results):
            raise failures[0]
        return [result for result in results if not isinstance(result, BaseException)]

    async def _books_from_source(
        self, source: Source, keys: Sequence[str], *, query: Query, formats: Sequence[str]
    ) -> Sequence[Book]:
        name = source.info.name
        if name != "standardebooks":
            linked = BookMetadata(provider=NAME, provider_id="", title="", links={name: tuple(keys)})
            releases = await source.releases(
                linked, expand=False, languages=query.languages, content_type=query.content_type
            )
            return releases.books
        ids = [f"{source.info.prefix}-{key.replace('/', '~')}.{formats[0]}" for key in keys[:MAX_LOOKUPS]]
        books = [await source.lookup(book_id) for book_id in ids]
        return [book for book in books if book is not None]
