"""Whatever a service answers, a search returns valid books or raises SourceUnavailable."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alcove.apps.books.model.book import Book, BookMetadata, Query, is_book_id
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg import build as build_gutenberg
from alcove.apps.books.sources.internetarchive import build as build_archive
from alcove.apps.books.sources.left_out import BookList
from alcove.apps.books.sources.openlibrary import build_provider
from alcove.apps.books.sources.protocols import SourceUnavailable
from integration.books.opds.opds_sources import make_context
from support.servers import serve

EXAMPLES: Final = Path(__file__).parent / "examples"
ROUNDS: Final = 40
UNEXPECTED_VALUES: Final[tuple[Any, ...]] = (
    None, "", 0, -1, 10**30, 1.5, True, [], {}, [[]], [None], "x" * 20_000, "\ud83d", "\0", "9" * 5000,
    "\u202e<img src=x onerror=alert(1)>", ["../..", "a/b"], {"value": None}, "http://169.254.169.254/x",
    "file:///etc/passwd", "http://[::1",
)  # fmt: skip


def corrupt(value: Any, rng: random.Random) -> Any:
    """Return the document with some values replaced or removed."""
    if rng.random() < 0.06:
        return rng.choice(UNEXPECTED_VALUES)
    if isinstance(value, dict):
        return {name: corrupt(item, rng) for name, item in value.items() if rng.random() > 0.03}
    if isinstance(value, list):
        return [corrupt(item, rng) for item in value]
    return value


@dataclass(slots=True)
class ResponseServer:
    """A server whose response bodies a test sets, by the first part of the path."""

    base: str
    bodies: dict[str, bytes]

    def make_context(self) -> SourceContext:
        """Return the context of a source that calls this server."""
        return make_context(GUTENDEX_URL=self.base, ARCHIVE_URL=self.base, OPENLIBRARY_URL=self.base)


@contextmanager
def serve_responses() -> Iterator[ResponseServer]:
    """Serve what a test puts into `bodies`."""
    bodies: dict[str, bytes] = {}

    async def respond(request: Request) -> Response:
        path = request.url.path.strip("/")
        part = "book" if path.startswith("books/") else path.split("/")[0]
        return Response(bodies.get(part, b"{}"), media_type="application/json")

    with serve(Starlette(routes=[Route("/{path:path}", respond)])) as base:
        yield ResponseServer(base, bodies)


def assert_valid(book: Book | BookMetadata) -> None:
    """Assert that the values of a book are safe for pages, paths and callers."""
    texts = [book.title, book.description, book.publisher, *book.authors]
    texts += [*book.subjects, book.subtitle] if isinstance(book, Book) else [*book.genres]
    assert not any("<img" in text or "\u202e" in text or "\0" in text for text in texts)
    assert len(book.title) <= 500
    assert all(len(author) <= 300 for author in book.authors)
    if isinstance(book, Book):
        assert is_book_id(book.id)
        assert not any("<" in text for texts in book.info.values() for text in texts)
        assert not book.cover_url or urlsplit(book.cover_url).hostname in ("www.gutenberg.org", "127.0.0.1")
        assert book.size is None or 0 < book.size < 10**15
        assert book.year is None or 1000 <= book.year < 2100
        msgspec.json.encode(book)


def corrupted_example(name: str, *, seed: int) -> bytes:
    """Return a corrupted example document."""
    document = corrupt(msgspec.json.decode((EXAMPLES / f"{name}.json").read_bytes()), random.Random(seed))  # noqa: S311 - seeded
    return msgspec.json.encode(document) if _is_encodable(document) else b'{"results": "\xff\xfe"}'


def first_result(page: bytes) -> bytes:
    """Return the first book of a page as a document."""
    try:
        return msgspec.json.encode(msgspec.json.decode(page)["results"][0])
    except (LookupError, TypeError, UnicodeDecodeError, msgspec.DecodeError):
        return b"{}"


def _is_encodable(value: Any) -> bool:
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


async def test_corrupted_gutendex_documents() -> None:
    """Many corrupted documents yield valid books or SourceUnavailable, and files on allowed hosts only."""
    with serve_responses() as server:
        source = build_gutenberg(server.make_context())
        count, urls = 0, list[str]()
        for seed in range(ROUNDS):
            server.bodies["books"] = corrupted_example("gutendex", seed=seed)
            server.bodies["book"] = first_result(server.bodies["books"])
            try:
                books = await source.search(Query(text="frankenstein", formats=("epub", "txt", "html")), limit=10)
                count += len(books)
                for book in books:
                    assert_valid(book)
                    urls += [location.url for location in await source.resolve(book.id)]
            except SourceUnavailable:
                continue
        await source.close()
    assert count > 5
    assert len(urls) > 5
    assert all(url.startswith("https://www.gutenberg.org/") for url in urls)


async def test_corrupted_archive_documents() -> None:
    """The same for searches and metadata of the Internet Archive."""
    with serve_responses() as server:
        count, urls = 0, list[str]()
        for seed in range(ROUNDS):
            source = build_archive(server.make_context())
            server.bodies["advancedsearch.php"] = corrupted_example("archive_search", seed=seed // 2)
            server.bodies["metadata"] = corrupted_example("archive_item", seed=seed)
            try:
                books = await source.search(Query(text="frankenstein", formats=("epub", "pdf")), limit=10)
                count += len(books)
                for book in books:
                    assert_valid(book)
                    urls += [location.url for location in await source.resolve(book.id)]
            except SourceUnavailable:
                continue
            finally:
                await source.close()
    assert count > 5
    assert len(urls) > 5
    assert all(url.startswith(f"{server.base}/download/frankenstein00shel/") for url in urls)


async def test_corrupted_open_library_documents() -> None:
    """The same for works of Open Library and their records."""
    with serve_responses() as server:
        library = build_provider(server.make_context())
        count = 0
        for seed in range(ROUNDS):
            server.bodies["search.json"] = corrupted_example("openlibrary", seed=seed)
            try:
                page = await library.find("frankenstein", fields={}, sort="", page=1, limit=10)
                work = await library.book("OL450063W")
            except SourceUnavailable:
                continue
            for book in [*page.books, *([work] if work else [])]:
                assert_valid(book)
            count += len(page.books)
        await library.close()
    assert count > 5


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"results": null}', b"[" * 5000, b'{"detail": "x"}', b"\xff\xfe",
             b'"' + b"x" * 100_000],
)  # fmt: skip
async def test_unreadable_responses(body: bytes) -> None:
    """A response that is not a document of the service raises SourceUnavailable."""
    with serve_responses() as server:
        server.bodies.update(dict.fromkeys(("books", "advancedsearch.php", "search.json", "metadata"), body))
        gutenberg, archive = build_gutenberg(server.make_context()), build_archive(server.make_context())
        library = build_provider(server.make_context())
        with pytest.raises(SourceUnavailable):
            await gutenberg.search(Query(text="x"), limit=5)
        with pytest.raises(SourceUnavailable):
            await archive.search(Query(text="x"), limit=5)
        with pytest.raises(SourceUnavailable):
            await library.find("x", fields={}, sort="", page=1, limit=5)
        assert "cannot be read" in await gutenberg.health()
        for source in (gutenberg, archive, library):
            await source.close()


async def test_response_size_is_limited() -> None:
    """A response of more than 10 MB raises SourceUnavailable."""
    with serve_responses() as server:
        server.bodies["books"] = b'{"results": [' + b" " * (11 * 1024 * 1024) + b"]}"
        gutenberg = build_gutenberg(server.make_context())
        with pytest.raises(SourceUnavailable, match="larger than 10 MB"):
            await gutenberg.search(Query(text="x"), limit=5)
        await gutenberg.close()


async def test_unreadable_entries_are_counted() -> None:
    """Entries of Gutendex that cannot be read are counted, and the others are returned."""
    with serve_responses() as server:
        page = msgspec.json.decode((EXAMPLES / "gutendex.json").read_bytes())
        page["results"] += [{"id": "x"}, None]
        server.bodies["books"] = msgspec.json.encode(page)
        source = build_gutenberg(server.make_context())
        found = await source.search(Query(text=str(page["results"][0]["title"]).split()[0]), limit=10)
        await source.close()
    assert len(found) > 0
    assert isinstance(found, BookList)
    assert found.left_out == "2 left out: 2 cannot be read"
