"""The base class of the built-in sources: stored books, health and private hosts."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from alcove.apps.books.model.book import Book, Location, Query
from alcove.apps.books.model.ranking import select_formats
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.protocols import SourceInfo, SourceUnavailable
from alcove.foundation.fetch import private_server


class Closable(Protocol):
    """An object with open connections."""

    async def close(self) -> None:
        """Close all connections."""
        ...


class BookSource(ABC):
    """The common part of a Source; `own_server` is the URL of the owner's server, which may be private."""

    def __init__(self, context: SourceContext, *, info: SourceInfo, client: Closable, own_server: str = "") -> None:
        self._context = context
        self.info = info
        self._connections = client
        self._own_server = private_server(own_server) if own_server else ""

    async def close(self) -> None:
        """Close all connections."""
        await self._connections.close()

    async def health(self) -> str:
        """Return '' when the source can be searched, else the reason."""
        try:
            await self.check()
        except SourceUnavailable as error:
            return str(error)
        return ""

    @abstractmethod
    async def check(self) -> None:
        """Run a minimal search. Raise SourceUnavailable."""

    async def cover(self, book: Book) -> Location | None:
        """Return the location of the cover, None when the book has none."""
        return self.mark_private(Location(url=book.cover_url, format="")) if book.cover_url else None

    def mark_private(self, location: Location) -> Location:
        """Return the location with `allow_private` set if it is on the owner's own server."""
        return replace(location, allow_private=private_server(location.url) == self._own_server)

    def formats(self, query: Query) -> tuple[str, ...]:
        """Return the formats to search for, in order of preference."""
        settings = self._context.settings
        audio = query.content_type == "audiobook"
        return select_formats(
            query.formats, settings.supported_audiobook_formats if audio else settings.supported_formats
        )

    async def lookup(self, book_id: str) -> Book | None:
        """Return the stored book with this id, or else find it by its id alone."""
        stored = await self._context.book_store.get(book_id)
        return stored[0] if stored else next(iter(await self.store_books(await self.find_by_id(book_id))), None)

    async def find_by_id(self, book_id: str) -> Sequence[Book]:  # noqa: ARG002 - for subclasses
        """Return the book with this id where the id alone is enough to find it. Raise SourceUnavailable."""
        return ()

    async def store_books(self, books: Sequence[Book]) -> Sequence[Book]:
        """Store books, so that they can be looked up by id, and return them."""
        pairs: list[tuple[Book, Any]] = [(book, None) for book in books]
        if pairs:
            await self._context.book_store.put(pairs)
        return books
