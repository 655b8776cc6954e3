"""Standard Ebooks over its OPDS search, which is open to all while its stored feeds are not."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Final

from alcove.apps.books.model.book import Book, Location, Query
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog, FeedSource
from alcove.apps.books.sources.feeds.client import Refused
from alcove.apps.books.sources.feeds.rows import Row
from alcove.apps.books.sources.feeds.search import SearchPages
from alcove.apps.books.sources.json_client import Gone
from alcove.apps.books.sources.protocols import SourceFacts, Unavailable
from alcove.apps.books.sources.standardebooks import store
from alcove.apps.books.sources.standardebooks.ids import PREFIX, book_path, make_id, read_id
from alcove.foundation.settings import Secret, is_loopback
from alcove.wires.opds import ACQUISITION_TYPE, Publication, SearchTemplate, Terms, read_feed

NAME: Final = "standardebooks"
SEARCH: Final = "/feeds/opds/all?query={searchTerms}&per-page={count}&page={startPage}"
MOST_FILES: Final = 60
WINDOW: Final = timedelta(hours=6)
FILE_GAP: Final = 5.0
NEEDS: Final = "it lets only members search: needs SE_EMAIL, the address of a member of its Patrons Circle"


class _Catalogue(FeedSource):
    """The catalogue as one caller sees it: anybody, or the member with this address."""

    def __init__(self, context: SourceContext, *, email: Secret) -> None:
        base = context.settings.standardebooks_url.rstrip("/")
        catalog = Catalog(name="Standard Ebooks", key=NAME, url=f"{base}/feeds/opds", username=email.reveal())
        # A copy on this machine is one for trying things out.
        catalog = replace(catalog, allow_private=is_loopback(catalog.host))
        facts = SourceFacts(
            name=NAME,
            display_name="Standard Ebooks",
            prefix=PREFIX,
            hosts=(catalog.host,),
            gap=FILE_GAP,
            parallel=1,
        )
        super().__init__(catalog, context, facts=facts)
        self._search = SearchTemplate(template=base + SEARCH, type=ACQUISITION_TYPE)

    async def templates(self) -> Sequence[SearchTemplate]:
        """Return the search, which is the same for everybody."""
        return (self._search,)

    def describe(self, found: Publication, formats: Sequence[str]) -> list[Row]:
        """Return a row for each format, under the id that its page gives it; the dates are those of the edition."""
        path = book_path(found.id)
        rows = super().describe(found, formats)
        return [
            replace(row, book=replace(row.book, id=made or row.book.id, year=None, source_url=_page(found, row)))
            for row in rows
            for made in [make_id(path, row.book.format)]
        ]

    async def check(self) -> None:
        """Make the smallest search there is; Unavailable when it fails."""
        try:
            await self._client.get(self._search.fill(Terms(text="a", count=1)), read_feed)
        except Gone:
            raise Unavailable("its search leads nowhere") from None

    async def found(self, words: str) -> AsyncIterator[Publication]:
        """Yield what a search finds, unfiltered."""
        async with aclosing(SearchPages(self._client).search((self._search,), Query(text=words))) as pages:
            async for page in pages:
                for publication in page:
                    yield publication


class StandardEbooks(_Catalogue):
    """A Source that asks as anybody first, and as a member where that is not enough."""

    def __init__(self, context: SourceContext) -> None:
        super().__init__(context, email=Secret())
        email = context.settings.se_email
        self._member = _Catalogue(context, email=email) if email else None

    async def close(self) -> None:
        """Close all connections."""
        await super().close()
        if self._member is not None:
            await self._member.close()

    async def rows(self, query: Query, *, limit: int, each_format: bool = False) -> list[Row]:
        """Return what a search finds."""
        try:
            return await super().rows(query, limit=limit, each_format=each_format)
        except Refused as refused:
            return await self._as_member(refused).rows(query, limit=limit, each_format=each_format)

    async def lookup(self, book_id: str) -> Book | None:
        """Return a book by its id, which says where its page is: no search needs to have gone before."""
        return await super().lookup(book_id) or await self._search_page(*(read_id(book_id) or ("", "")))

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where the file is; Unavailable when sixty files were fetched within six hours."""
        if await self.lookup(book_id) is None:
            return ()
        if self._context.pool is not None:
            now = self._context.clock.now()
            due = await store.start(self._context.pool, now, limit=MOST_FILES, window=WINDOW)
            if due is not None:
                raise Unavailable(f"it gives {MOST_FILES} files in six hours, the next one at {due:%H:%M} UTC")
        return await super().resolve(book_id)

    async def check(self) -> None:
        """Make the smallest search there is, as a member where that is not enough. Unavailable."""
        try:
            await super().check()
        except Refused as refused:
            await self._as_member(refused).check()

    def _as_member(self, refused: Refused) -> _Catalogue:
        if self._member is None:
            raise Unavailable(NEEDS) from refused
        return self._member

    async def _search_page(self, path: str, form: str) -> Book | None:
        author, _, title = path.replace("-", " ").replace("_", " ").partition("/")
        # Whoever translated or drew stands behind the title; the search may not know them.
        for words in (f"{author} {title.partition('/')[0]}", author) if path else ():
            try:
                row = await _search(self, words, path=path, form=form)
            except Refused as refused:
                row = await _search(self._as_member(refused), words, path=path, form=form)
            if row is not None:
                await self.remembered([row])
                return row.book
        return None


async def _search(catalogue: _Catalogue, words: str, *, path: str, form: str) -> Row | None:
    async for publication in catalogue.found(words):
        if book_path(publication.id) == path:
            return next(iter(catalogue.describe(publication, (form,))), None)
    return None


def _page(found: Publication, row: Row) -> str:
    return found.id if found.id.startswith(("https://", "http://")) else row.book.source_url
