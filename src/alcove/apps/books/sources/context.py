"""The context that every source is built with.

A folder below `sources` exports `NAME`, its name in the setting SOURCES, and
`build(context: SourceContext) -> Source`. A folder for any number of catalogues exports
`build_all(context: SourceContext) -> Sequence[Source]` instead. It may also export
`build_provider(context: SourceContext) -> MetadataProvider`, and `LINKED_SOURCES`, the names of the sources that
its files come from, which are then built even if they are not searched.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from alcove import __version__
from alcove.apps.books.model.book import Book
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import IsbnLookup, SourceLocator
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, Policy


class ClientFactory(Protocol):
    """Builds HTTP clients with the network settings and the rules for private hosts."""

    def __call__(self, policy: Policy, *, gap: float = 0.5) -> Client:
        """Return a client; clients with the same policy name leave `gap` seconds between two requests."""
        ...


class BookStore(Protocol):
    """Stores the books that sources have found, so that their ids stay valid after a restart."""

    async def get(self, book_id: str) -> tuple[Book, Any] | None:
        """Return a book and the private JSON value of its source."""
        ...

    async def put(self, books: Sequence[tuple[Book, Any]]) -> None:
        """Store books, each with the private JSON value of its source; None leaves the stored value unchanged."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """The settings and shared parts that a source may use."""

    settings: BooksSettings
    client: ClientFactory
    clock: Clock
    rng: random.Random
    book_store: BookStore
    pool: Pool | None = None
    """The database, for sources with tables of their own; None where there is no database."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts with private addresses that every source may call, `*` for all of them."""
    isbn_lookup: IsbnLookup | None = None
    """A service that knows books by ISBN, for sources that do not; None when it is switched off."""
    other_sources: SourceLocator = field(default_factory=SourceLocator)
    """The other sources of the process."""

    @property
    def user_agent(self) -> str:
        """Return the User-Agent for requests of sources."""
        contact = self.settings.contact
        return f"Alcove/{__version__}" + (f" (+{contact})" if contact else "")
