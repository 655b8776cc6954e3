"""What the sources of this folder have in common: their facts, their rows in memory, and their health."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from alcove.apps.books.model.book import Book, Location, Query
from alcove.apps.books.model.ranking import wanted_formats
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.protocols import SourceFacts, Unavailable


class Closable(Protocol):
    """Something with connections."""

    async def close(self) -> None:
        """Close all connections."""
        ...


class BookSource(ABC):
    """The common part of a Source; `private_host` is a server of the owner's, which may have a private address."""

    def __init__(
        self, context: SourceContext, *, facts: SourceFacts, client: Closable, private_host: str | None = None
    ) -> None:
        self._context = context
        self.facts = facts
        self._connections = client
        self._private_host = private_host

    async def close(self) -> None:
        """Close all connections."""
        await self._connections.close()

    async def health(self) -> str:
        """Return '' when it can be searched."""
        try:
            await self.check()
        except Unavailable as error:
            return str(error)
        return ""

    @abstractmethod
    async def check(self) -> None:
        """Make the smallest search there is. Unavailable."""

    async def cover(self, book: Book) -> Location | None:
        """Return where the cover is."""
        return self.located(Location(url=book.cover_url, format="")) if book.cover_url else None

    def located(self, place: Location) -> Location:
        """Return a place, which may be private only on the server that the owner named."""
        private = self._private_host is not None and urlsplit(place.url).hostname == self._private_host
        return replace(place, allow_private=private)

    def formats(self, query: Query) -> tuple[str, ...]:
        """Return the formats to look for, the preferred first."""
        settings = self._context.settings
        audio = query.content_type == "audiobook"
        return wanted_formats(
            query.formats, settings.supported_audiobook_formats if audio else settings.supported_formats
        )

    async def lookup(self, book_id: str) -> Book | None:
        """Return a book that was found before, even before a restart, or else find it by what its id says."""
        kept = await self._context.remember.get(book_id)
        return kept[0] if kept else next(iter(await self.keep(await self.find_by_id(book_id))), None)

    async def find_by_id(self, book_id: str) -> Sequence[Book]:  # noqa: ARG002 - for ids that say where a book is
        """Return the row that an id names, if an id is enough to find it. Unavailable."""
        return ()

    async def keep(self, rows: Sequence[Book]) -> Sequence[Book]:
        """Keep rows, so that their ids mean something from now on, and return them."""
        pairs: list[tuple[Book, Any]] = [(row, None) for row in rows]
        if pairs:
            await self._context.remember.put(pairs)
        return rows
