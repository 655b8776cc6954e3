"""Adds to search results what the page shows: states in the queue, matches in the library, other editions."""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from alcove.apps.books.calibre_library import CalibreLibrary, LibraryIndex
from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.model.matching import short_title, work_key
from alcove.apps.books.page_search.schemas import (
    BookDetails,
    BookSearchPage,
    Editions,
    FoundBook,
    LibraryMatch,
    PageQuery,
    SearchedSource,
)
from alcove.apps.books.queue import find_states
from alcove.apps.books.search import (
    BookSearch,
    LiveSources,
    PartialResult,
    PartialSearch,
    Preferences,
    SourceProgress,
    parse_query,
    safe_link,
)
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

MAX_EDITIONS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSearch:
    """The use cases of the page's search."""

    pool: Pool
    preferences: Preferences
    sources: LiveSources
    book_search: BookSearch
    partial_search: PartialSearch
    library: CalibreLibrary
    clock: Clock

    async def search(self, request: PageQuery) -> AsyncGenerator[BookSearchPage]:
        """Yield the requested page of results after each answer of a source."""
        settings = await self.preferences.current()
        query = parse_query(request, settings) or Query()
        index = await self.library.index(settings)
        async with aclosing(self.partial_search.run(query, again=request.again)) as results:
            async for result in results:
                yield await self._build_page(result, request, settings=settings, index=index)

    async def details(self, book_id: str) -> BookDetails:
        """Return all about a book; NotFound, SourcesUnavailable."""
        settings = await self.preferences.current()
        book = await self.book_search.lookup(book_id)
        [found] = await self._build_books([book], settings=settings, index=await self.library.index(settings))
        return BookDetails(
            **{name: getattr(found, name) for name in FoundBook.__struct_fields__},
            subtitle=book.subtitle, authors=list(book.authors), publisher=book.publisher,
            description=book.description, content=book.content, isbns=list(book.isbns), subjects=list(book.subjects),
            series=book.series, series_position=book.series_position,
            source_url=safe_link(book.source_url, text=str),
            info={name: list(values) for name, values in book.info.items()},
        )  # fmt: skip

    async def editions(self, book_id: str) -> Editions:
        """Return the other files of a book's work, in any language; NotFound, SourcesUnavailable."""
        settings = await self.preferences.current()
        book = await self.book_search.lookup(book_id)
        query = Query(titles=(short_title(book.title),), authors=book.authors[:1])
        result = await self._find_all(query)
        others = [other for other in result.books if other.id != book.id and _is_same_work(book, other)]
        index = await self.library.index(settings)
        return Editions(
            editions=await self._build_books(others[:MAX_EDITIONS], settings=settings, index=index),
            sources=[self._build_source(source) for source in result.sources],
        )

    async def _find_all(self, query: Query) -> PartialResult:
        """Return the result of all sources, with a row for each format of a work."""
        last = PartialResult()
        async with aclosing(self.partial_search.run(query, per_format=True)) as results:
            async for result in results:
                last = result
        return last

    async def _build_page(
        self, result: PartialResult, request: PageQuery, *, settings: BooksSettings, index: LibraryIndex | None
    ) -> BookSearchPage:
        total = len(result.books)
        start = (request.page - 1) * request.size
        books = result.books[start : start + request.size]
        return BookSearchPage(
            books=await self._build_books(books, settings=settings, index=index),
            total=total,
            page=request.page,
            pages=-(-total // request.size),
            is_complete=result.is_complete,
            sources=[self._build_source(source) for source in result.sources],
            library_problem=(index.problem or None) if index else None,
        )

    async def _build_books(
        self, books: Sequence[Book], *, settings: BooksSettings, index: LibraryIndex | None
    ) -> list[FoundBook]:
        states = await find_states(self.pool, [book.id for book in books]) if books else {}
        registry = await self.sources.current()
        rows = []
        for book in books:
            source = registry.by_name(book.source)
            rows.append(
                FoundBook(
                    id=book.id, work=_hash_work(book), title=book.title, author=book.author, year=book.year,
                    language=book.language, format=book.format, size=book.size, source=book.source,
                    source_name=source.info.display_name if source else book.source,
                    cover=f"/api/covers/{book.id}" if settings.covers_cache_enabled and book.cover_url else None,
                    library=_match(book, index, settings=settings), state=states.get(book.id),
                )
            )  # fmt: skip
        return rows

    def _build_source(self, source: SourceProgress) -> SearchedSource:
        answer = source.answer
        retry_at = None
        if answer is not None and answer.problem:
            retry_at = self.clock.now() + timedelta(seconds=self.partial_search.seconds_until_retry(answer))
        return SearchedSource(
            name=source.info.name, display_name=source.info.display_name, state=source.phase,
            found=len(answer.books) if answer else 0, reason=(answer.problem or None) if answer else None,
            left_out=(answer.left_out or None) if answer else None, retry_at=retry_at,
        )  # fmt: skip


def _match(book: Book, index: LibraryIndex | None, *, settings: BooksSettings) -> LibraryMatch | None:
    number = index.find(book) if index else None
    if number is None:
        return None
    base = settings.calibre_web_url.rstrip("/")
    return LibraryMatch(id=number, url=f"{base}/book/{number}" if base else None)


def _hash_work(book: Book) -> str:
    """Return a short text that the files of a work share."""
    return hashlib.sha256("\n".join(work_key(book)).encode()).hexdigest()[:16]


def _is_same_work(book: Book, other: Book) -> bool:
    """Return whether two files are of one work, whatever their languages: an ISBN, or title and author in common."""
    if set(book.isbns) & set(other.isbns):
        return True
    (title, author), (other_title, other_author) = work_key(book), work_key(other)
    is_same_title = title == other_title or fold_text(short_title(book.title)) == fold_text(short_title(other.title))
    return is_same_title and author == other_author
