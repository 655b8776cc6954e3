"""What every source is made with.

A folder below `sources` exports `NAME`, the word by which the setting SOURCES names it, and
`build(context: SourceContext) -> Source`. A folder that stands for any number of catalogues exports
`build_all(context: SourceContext) -> Sequence[Source]` instead. It may also export
`build_provider(context: SourceContext) -> MetadataProvider`, and in `BEHIND` the names of sources that its files
come from, which are then there even if they are not searched.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from alcove import __version__
from alcove.apps.books.model.book import Book
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import IsbnLookup, Neighbours
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, Policy


class ClientFactory(Protocol):
    """Opens the way to one vendor under the network settings and the rules for private hosts."""

    def __call__(self, policy: Policy, *, gap: float = 0.5) -> Client:
        """Return a client; all clients of one policy's name leave `gap` seconds between two requests."""
        ...


class RowStore(Protocol):
    """Remembers what sources told of books, so that ids outlive a restart."""

    async def get(self, book_id: str) -> tuple[Book, Any] | None:
        """Return a book and the JSON value its source keeps about it, which nobody else is shown."""
        ...

    async def put(self, rows: Sequence[tuple[Book, Any]]) -> None:
        """Keep books, each with its source's JSON value; None leaves the value that is there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """The surroundings of a source."""

    settings: BooksSettings
    client: ClientFactory
    clock: Clock
    rng: random.Random
    remember: RowStore
    pool: Pool | None = None
    """The database, for sources with tables of their own; None where there is none at hand."""
    isbn_lookup: IsbnLookup | None = None
    """Who knows books by ISBN, for sources that do not; None where nobody may be asked."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    """The other sources."""

    @property
    def user_agent(self) -> str:
        """Return what every source tells about who is calling."""
        contact = self.settings.contact
        return f"Alcove/{__version__}" + (f" (+{contact})" if contact else "")
