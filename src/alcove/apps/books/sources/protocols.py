"""The protocols of sources and metadata providers, and the types that they return."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query


class SourceUnavailable(Exception):
    """A source cannot answer at the moment; the message is a short reason that users may see."""

    def __init__(self, reason: str = "", *, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after
        """Seconds for which the source asks not to be called; None when it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """The static description of a source."""

    name: str
    """The value of `Book.source`: lower case, such as `gutenberg` or `opds-home`."""
    display_name: str
    prefix: str
    """The start of all its book ids, such as `pg`; a hyphen follows."""
    content_types: tuple[ContentType, ...] = ("ebook",)
    hosts: tuple[str, ...] = ()
    """Hosts of files and covers; `.archive.org` includes the domain and all its subdomains."""
    gap: float = 0.5
    """Minimum number of seconds between two requests."""
    parallel: int = 2
    """Maximum number of simultaneous downloads."""
    needs: str = ""
    """What must be configured before the source can be used, in words; '' when nothing is missing."""


class Source(Protocol):
    """A catalogue of downloadable books; every method raises SourceUnavailable when the catalogue cannot answer."""

    @property
    def info(self) -> SourceInfo:
        """Return the static description."""
        ...

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching, downloadable books, best first; a filter that the catalogue does not support is ignored.

        A `BookList` also says what was left out.
        """
        ...

    async def lookup(self, book_id: str) -> Book | None:
        """Return the book with this id, or None; this works without an earlier search."""
        ...

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return the locations of the file, best first; empty when the source no longer has it."""
        ...

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> "Releases":
        """Return the files of a known book; with `expand` by title and author instead of ISBN."""
        ...

    async def health(self) -> str:
        """Return '' when the source works, else a short reason."""
        ...


@runtime_checkable
class InspectableSource(Protocol):
    """A source that can say more about itself than whether it answers."""

    async def inspect(self) -> str:
        """Return in words what the source offers and leaves out. Raise SourceUnavailable when it cannot be searched."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """The files of a known book, and how they were searched for."""

    books: Sequence[Book]
    search_type: Literal["isbn", "title_author", "categories", "expanded"]
    left_out: str = ""
    """In words what was left out and why; '' when nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchField:
    """A search field of a metadata provider, in addition to the text."""

    key: str
    label: str
    placeholder: str = ""
    description: str = ""
    kind: Literal["TextSearchField", "NumberSearchField", "SelectSearchField", "CheckboxSearchField"] = (
        "TextSearchField"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataPage:
    """One page of search results of a metadata provider."""

    books: Sequence[BookMetadata]
    total: int
    has_more: bool


class MetadataProvider(Protocol):
    """A catalogue of metadata without files; every method raises SourceUnavailable when the catalogue cannot answer."""

    @property
    def name(self) -> str:
        """Return the name in URLs, such as `openlibrary`."""
        ...

    @property
    def display_name(self) -> str:
        """Return the name to display."""
        ...

    @property
    def sorts(self) -> Sequence[str]:
        """Return the supported sort orders, the default first."""
        ...

    @property
    def fields(self) -> Sequence[SearchField]:
        """Return the additional search fields."""
        ...

    async def find(self, text: str, *, fields: dict[str, str], sort: str, page: int, limit: int) -> MetadataPage:
        """Return a page of search results."""
        ...

    async def book(self, provider_id: str) -> BookMetadata | None:
        """Return one book, None if it does not exist."""
        ...


@runtime_checkable
class IsbnLookup(Protocol):
    """A service that maps ISBNs to the keys of books at sources."""

    async def links(self, isbns: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the keys by the source's name; empty when the book is not known. Raise SourceUnavailable."""
        ...

    async def works(self, isbns: Sequence[str]) -> Sequence[BookMetadata]:
        """Return the works of the ISBNs, with title and authors. Raise SourceUnavailable."""
        ...


@dataclass(slots=True)
class SourceLocator:
    """Finds the other sources of the process; usable once all of them are built."""

    _find: Callable[[str], Source | None] = lambda _name: None

    def bind(self, find: Callable[[str], Source | None]) -> None:
        """Set the function that finds a source by name."""
        self._find = find

    def find(self, name: str) -> Source | None:
        """Return the source with this name."""
        return self._find(name)
