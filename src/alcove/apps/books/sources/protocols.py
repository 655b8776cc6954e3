"""What the rest of the app expects of those who know books."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query


class Unavailable(Exception):
    """A source cannot answer now; the text is a short reason that a reader may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What a source is, without asking it anything."""

    name: str
    """What appears in `source`: lower case, such as `gutenberg` or `opds-home`."""
    display_name: str
    prefix: str
    """What the ids of its books begin with, such as `pg`; a hyphen follows."""
    content_types: tuple[ContentType, ...] = ("ebook",)
    hosts: tuple[str, ...] = ()
    """Hosts that files and covers may come from; `.archive.org` stands for the domain and all below it."""
    gap: float = 0.5
    """Least seconds between two requests."""
    parallel: int = 2
    """Most transfers at a time."""
    needs: str = ""
    """What must be configured before it can be asked, in words; '' when nothing is missing."""


class Source(Protocol):
    """A catalogue of books that can be fetched; every method raises Unavailable when it cannot answer."""

    @property
    def facts(self) -> SourceFacts:
        """Return what it is."""
        ...

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching books, best first, each of which can be fetched; a filter it does not know is left out."""
        ...

    async def lookup(self, book_id: str) -> Book | None:
        """Return the book of an id of this source, or None; no search needs to have gone before."""
        ...

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where the file can be fetched, best first; empty when it is gone at the source."""
        ...

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> "Releases":
        """Return the files of a known book; with `expand` by title and author instead of ISBN."""
        ...

    async def health(self) -> str:
        """Return '' when it answers, else a short reason."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Files of a known book, and how they were searched for."""

    books: Sequence[Book]
    search_type: Literal["isbn", "title_author", "categories", "expanded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchField:
    """A further input that a metadata provider offers."""

    key: str
    label: str
    placeholder: str = ""
    description: str = ""
    kind: Literal["TextSearchField", "NumberSearchField", "SelectSearchField", "CheckboxSearchField"] = (
        "TextSearchField"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataPage:
    """One page of books known to a metadata provider."""

    books: Sequence[BookMetadata]
    total: int
    has_more: bool


class MetadataProvider(Protocol):
    """Knows books, not files; every method raises Unavailable when it cannot answer."""

    @property
    def name(self) -> str:
        """Return the name in addresses, such as `openlibrary`."""
        ...

    @property
    def display_name(self) -> str:
        """Return the name for people."""
        ...

    @property
    def sorts(self) -> Sequence[str]:
        """Return the sort words it understands, the default first."""
        ...

    @property
    def fields(self) -> Sequence[SearchField]:
        """Return its further inputs."""
        ...

    async def find(self, text: str, *, fields: dict[str, str], sort: str, page: int, limit: int) -> MetadataPage:
        """Search."""
        ...

    async def book(self, provider_id: str) -> BookMetadata | None:
        """Return one book, or None where there is none."""
        ...


@runtime_checkable
class IsbnLookup(Protocol):
    """Knows under which keys sources have the book of an ISBN."""

    async def links(self, isbns: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the keys by the source's name; empty when nobody knows the book. Unavailable."""
        ...


@dataclass(slots=True)
class Neighbours:
    """The other sources of the process, which are known once all of them are made."""

    _find: Callable[[str], Source | None] = lambda _name: None

    def use(self, find: Callable[[str], Source | None]) -> None:
        """Say where the others are found."""
        self._find = find

    def find(self, name: str) -> Source | None:
        """Return the source of a name."""
        return self._find(name)
