"""The base class of the sources that read OPDS catalogues."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.sources.book_source import BookSource
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds.books import BookRecord, convert, detect_format, is_allowed_url
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.records import RecordSearch
from alcove.apps.books.sources.json_client import DocumentNotFound, make_policy
from alcove.apps.books.sources.left_out import BookList, LeftOut
from alcove.apps.books.sources.protocols import Releases, SourceInfo, SourceUnavailable
from alcove.wires.opds import Publication, SearchTemplate, is_free, read_publication

MAX_RELEASES: Final = 50


class FeedSource(BookSource):
    """A source over one catalogue; subclasses supply the search templates."""

    def __init__(self, catalog: Catalog, context: SourceContext, *, info: SourceInfo, gap: float = 0.5) -> None:
        self._catalog = catalog
        self._client = build_feed_client(catalog, context, name=info.name, gap=gap)
        super().__init__(context, info=info, client=self._client)

    async def templates(self) -> Sequence[SearchTemplate]:
        """Return the search templates, the best first. Raise SourceUnavailable."""
        raise SourceUnavailable("it has no search")

    async def search(self, query: Query, *, limit: int) -> BookList:
        """Return matching books, each in the first available of the requested formats."""
        left_out = LeftOut()
        records = await self.search_records(query, limit=limit, left_out=left_out)
        return BookList(
            (record.book for record in records), left_out=left_out.describe(), has_faults=left_out.has_faults
        )

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return the location of the file, read from the book's own entry; empty when it no longer exists."""
        stored = await self._context.book_store.get(book_id)
        if stored is None or not isinstance(stored[1], dict):
            return ()
        book, private = stored
        url, entry_url = str(private.get("url", "")), str(private.get("whole", ""))
        if entry_url:
            try:
                url = await self._current_url(entry_url, book, url=url)
            except DocumentNotFound:
                return ()
            except SourceUnavailable:
                # The file may be available although the entry is not.
                pass
        return [await self._location(url, format_=book.format)] if url and self.may_fetch(url) else ()

    async def cover(self, book: Book) -> Location | None:
        """Return the location of the cover, with credentials if it is on the catalogue's own host."""
        url = book.cover_url
        return await self._location(url, format_="") if url and self.may_fetch(url) else None

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return the files of a known book in all requested formats, by ISBN where there is one."""
        filters = Query(languages=tuple(languages), content_type=content_type)
        if book.isbn_13 and not expand:
            by_isbn = replace(filters, isbns=(book.isbn_13,))
            found = await self.search_records(by_isbn, limit=MAX_RELEASES, all_formats=True)
            exact = [record.book for record in found if book.isbn_13 in record.book.isbns]
            if exact:
                return Releases(books=exact, search_type="isbn")
        left_out = LeftOut()
        by_title = replace(filters, titles=(book.title,), authors=book.authors[:1])
        found = await self.search_records(by_title, limit=MAX_RELEASES, all_formats=True, left_out=left_out)
        return Releases(
            books=[record.book for record in found],
            search_type="expanded" if expand else "title_author",
            left_out=left_out.describe(),
        )

    async def check(self) -> None:
        """Load the search templates. Raise SourceUnavailable."""
        await self.templates()

    async def search_records(
        self, query: Query, *, limit: int, all_formats: bool = False, left_out: LeftOut | None = None
    ) -> list[BookRecord]:
        """Search, store and return book records; one per publication, or one per format with `all_formats`.

        Count in `left_out` what matches and cannot be returned.
        """
        if query.is_empty or limit < 1:
            return []
        search = RecordSearch(
            self,
            self._client,
            query=query,
            formats=self.formats(query),
            all_formats=all_formats,
            left_out=left_out if left_out is not None else LeftOut(),
            clock=self._context.clock,
            isbn_lookup=self._context.isbn_lookup,
        )
        return await self.store_records(await search.run(await self.templates(), limit=limit))

    async def store_records(self, records: list[BookRecord]) -> list[BookRecord]:
        """Store book records, so that they can be looked up by id, and return them."""
        if records:
            await self._context.book_store.put([(record.book, record.private) for record in records])
        return records

    def convert(self, publication: Publication, formats: Sequence[str]) -> list[BookRecord]:
        """Return a book record for each requested format of a publication."""
        return convert(
            publication,
            self._catalog,
            source=self.info.name,
            formats=formats,
            private_hosts=self._context.private_hosts,
        )

    def may_fetch(self, url: str) -> bool:
        """Return whether a URL may be called, judged by its text."""
        return is_allowed_url(url, self._catalog, private_hosts=self._context.private_hosts)

    async def _current_url(self, entry_url: str, book: Book, *, url: str) -> str:
        """Return the URL that the entry has for the file now; '' when it has none any more."""
        publication = await self._client.get(entry_url, read_publication)
        files = [file for file in (publication.acquisitions or publication.other_files) if is_free(file)]
        same_format = (file.href for file in files if detect_format(file) == book.format)
        # The headers of the file may have told its format, which are not asked for again.
        unchanged = (file.href for file in files if file.href == url)
        return next(chain(same_format, unchanged), "")

    async def _location(self, url: str, *, format_: str) -> Location:
        await self._client.basic_auth.prepare()
        # Without the length from the feed, which may be wrong: calibre rewrites a book when it is downloaded.
        return Location(
            url=url,
            format=format_,
            headers=self._client.basic_auth.headers(url),
            allow_private=self._catalog.allow_private and self._catalog.is_own(url),
        )


def build_feed_client(catalog: Catalog, context: SourceContext, *, name: str, gap: float = 0.5) -> FeedClient:
    """Return a client for a catalogue; `name` is the name of its rate limit and its metrics."""
    policy = make_policy(context, name=name, base_url=catalog.url, allow_private=catalog.private_hosts)
    return FeedClient(context.client(policy, gap=gap), catalog, clock=context.clock)
