"""The wire structs of the search."""

from collections.abc import Callable
from typing import Annotated

from msgspec import Meta, Struct

from alcove.apps.books.model.book import Book
from alcove.apps.books.model.media import format_size
from alcove.foundation.web import openapi_required

Words = Annotated[str, Meta(max_length=1000)]
_ID = Meta(description="as a search shows it", extra=openapi_required(minLength=1))


class IdQuery(Struct, frozen=True, kw_only=True):
    """The id of a book."""

    id: Annotated[str, _ID] = ""


class SearchQuery(Struct, frozen=True, kw_only=True):
    """The search terms and filters of a request."""

    query: Words = ""
    isbn: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    format: tuple[str, ...] = ()


class BookRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file that can be fetched; unknown values are left out."""

    id: str
    title: str
    author: str | None = None
    publisher: str | None = None
    year: str | None = None
    language: str | None = None
    format: str | None = None
    size: str | None = None
    preview: str | None = None
    content: str | None = None
    description: str | None = None
    info: dict[str, list[str]]
    download_urls: list[str]
    priority: int
    source: str
    source_url: str | None = None


def build_book_row(book: Book, *, prefix: str, covers: bool, text: Callable[[str], str] = str) -> BookRow:
    """Return the row of a book; cover paths start with `prefix`, and `text` filters every text."""
    return BookRow(
        id=book.id,
        title=text(book.title),
        author=text(book.author) or None,
        publisher=text(book.publisher) or None,
        year=None if book.year is None else str(book.year),
        language=text(book.language) or None,
        format=text(book.format) or None,
        size=None if book.size is None else format_size(book.size),
        preview=f"{prefix}/covers/{book.id}" if covers and book.cover_url else None,
        content=text(book.content) or None,
        description=text(book.description) or None,
        info={text(name): [text(value) for value in values] for name, values in _info(book).items()},
        download_urls=[],
        priority=0,
        source=book.source,
        source_url=safe_link(book.source_url, text=text),
    )


def safe_link(url: str, *, text: Callable[[str], str]) -> str | None:
    """Return an address that a page may link to, None when it is not http or https."""
    return text(url) if url.lower().startswith(("http://", "https://")) else None


def _info(book: Book) -> dict[str, tuple[str, ...]]:
    info = {name: tuple(values) for name, values in book.info.items()}
    fields = {"ISBN-13": book.isbns, "Subjects": book.subjects, "Series": (book.series,) if book.series else ()}
    return info | {name: values for name, values in fields.items() if values and name not in info}
