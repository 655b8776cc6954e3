"""Standard Ebooks over its OPDS search; the search is public, its other feeds are for members."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Final

from alcove.apps.books.model.book import Book, Location, Query
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog, FeedSource
from alcove.apps.books.sources.feeds.books import BookRecord
from alcove.apps.books.sources.feeds.client import AccessDenied
from alcove.apps.books.sources.feeds.search import SearchPages
from alcove.apps.books.sources.json_client import DocumentNotFound
from alcove.apps.books.sources.left_out import LeftOut
from alcove.apps.books.sources.protocols import SourceInfo, SourceUnavailable
from alcove.apps.books.sources.standardebooks import store
from alcove.apps.books.sources.standardebooks.ids import PREFIX, book_path, make_id, read_id
from alcove.foundation.settings import Secret, is_loopback
from alcove.wires.opds import ACQUISITION_TYPE, Publication, SearchTemplate, SearchTerms, read_feed

NAME: Final = "standardebooks"
SEARCH: Final = "/feeds/opds/all?query={searchTerms}&per-page={count}&page={startPage}"
MAX_FILES: Final = 60
WINDOW: Final = timedelta(hours=6)
FILE_GAP: Final = 5.0
NEEDS_MEMBERSHIP: Final = (
    "only members may search it: needs SE_EMAIL, the email address of a member of its Patrons Circle"
)


class _CatalogSource(FeedSource):
    """The catalogue, accessed anonymously or with the email address of a member."""

    def __init__(self, context: SourceContext, *, email: Secret) -> None:
        base = context.settings.standardebooks_url.rstrip("/")
        catalog = Catalog(name="Standard Ebooks", key=NAME, url=f"{base}/feeds/opds", username=email.reveal())
        # A server on loopback is one for tests and trials.
        catalog = replace(catalog, allow_private=is_loopback(catalog.host))
        info = SourceInfo(
            name=NAME,
            display_name="Standard Ebooks",
            prefix=PREFIX,
            hosts=(catalog.host,),
            gap=FILE_GAP,
            parallel=1,
        )
        super().__init__(catalog, context, info=info)
        self._search_template = SearchTemplate(template=base + SEARCH, type=ACQUISITION_TYPE)

    async def templates(self) -> Sequence[SearchTemplate]:
        """Return the search template, which is known beforehand."""
        return (self._search_template,)

    def convert(self, publication: Publication, formats: Sequence[str]) -> list[BookRecord]:
        """Return a record for each format, with an id made from the URL of its page and without the edition's year."""
        path = book_path(publication.id)
        return [
            replace(
                record,
                book=replace(
                    record.book,
                    id=make_id(path, record.book.format) or record.book.id,
                    year=None,
                    source_url=_page_url(publication, record),
                ),
            )
            for record in super().convert(publication, formats)
        ]

    async def check(self) -> None:
        """Run a minimal search. Raise SourceUnavailable."""
        try:
            await self._client.get(self._search_template.fill(SearchTerms(text="a", count=1)), read_feed)
        except DocumentNotFound:
            raise SourceUnavailable("its search does not exist") from None

    async def search_publications(self, words: str) -> AsyncIterator[Publication]:
        """Yield the publications that a search returns, without filtering."""
        async with aclosing(SearchPages(self._client).search((self._search_template,), Query(text=words))) as pages:
            async for page in pages:
                for publication in page:
                    yield publication


class StandardEbooks(_CatalogSource):
    """A Source that searches anonymously first, and as a member where that is denied."""

    def __init__(self, context: SourceContext) -> None:
        super().__init__(context, email=Secret())
        email = context.settings.se_email
        self._member = _CatalogSource(context, email=email) if email else None

    async def close(self) -> None:
        """Close all connections."""
        await super().close()
        if self._member is not None:
            await self._member.close()

    async def search_records(
        self, query: Query, *, limit: int, all_formats: bool = False, left_out: LeftOut | None = None
    ) -> list[BookRecord]:
        """Search as anonymous caller or as member; store and return book records."""
        try:
            return await super().search_records(query, limit=limit, all_formats=all_formats, left_out=left_out)
        except AccessDenied as error:
            member = self._member_source(error)
            return await member.search_records(query, limit=limit, all_formats=all_formats, left_out=left_out)

    async def lookup(self, book_id: str) -> Book | None:
        """Return a book by its id, which contains the path of its page: no earlier search is needed."""
        return await super().lookup(book_id) or await self._find_by_path(*(read_id(book_id) or ("", "")))

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return the location of the file. Raise SourceUnavailable when sixty files were fetched within six hours."""
        if await self.lookup(book_id) is None:
            return ()
        if self._context.pool is not None:
            now = self._context.clock.now()
            due = await store.reserve_download(self._context.pool, now, limit=MAX_FILES, window=WINDOW)
            if due is not None:
                reason = f"it allows {MAX_FILES} files in six hours; the next one at {due:%H:%M} UTC"
                raise SourceUnavailable(reason, after=max(1.0, (due - now).total_seconds()))
        return await super().resolve(book_id)

    async def check(self) -> None:
        """Run a minimal search, as a member where anonymous access is denied. Raise SourceUnavailable."""
        try:
            await super().check()
        except AccessDenied as error:
            await self._member_source(error).check()

    def _member_source(self, error: AccessDenied) -> _CatalogSource:
        if self._member is None:
            raise SourceUnavailable(NEEDS_MEMBERSHIP) from error
        return self._member

    async def _find_by_path(self, path: str, format_: str) -> Book | None:
        author, _, title = path.replace("-", " ").replace("_", " ").partition("/")
        # The rest of the path names translators and illustrators, which the search may not know.
        for words in (f"{author} {title.partition('/')[0]}", author) if path else ():
            try:
                record = await _find_record(self, words, path=path, format_=format_)
            except AccessDenied as error:
                record = await _find_record(self._member_source(error), words, path=path, format_=format_)
            if record is not None:
                await self.store_records([record])
                return record.book
        return None


async def _find_record(source: _CatalogSource, words: str, *, path: str, format_: str) -> BookRecord | None:
    async for publication in source.search_publications(words):
        if book_path(publication.id) == path:
            return next(iter(source.convert(publication, (format_,))), None)
    return None


def _page_url(publication: Publication, record: BookRecord) -> str:
    return publication.id if publication.id.startswith(("https://", "http://")) else record.book.source_url
