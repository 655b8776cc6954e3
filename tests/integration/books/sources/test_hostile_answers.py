"""Whatever a service answers, a search ends in rows that are whole or in a reason."""

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
from alcove.apps.books.sources.openlibrary import build_provider
from alcove.apps.books.sources.protocols import Unavailable
from integration.books.opds.sources import context
from support.servers import serve

SHAPES: Final = Path(__file__).parent / "shapes"
ROUNDS: Final = 40
ODD: Final[tuple[Any, ...]] = (
    None, "", 0, -1, 10**30, 1.5, True, [], {}, [[]], [None], "x" * 20_000, "\ud83d", "\0", "9" * 5000,
    "\u202e<img src=x onerror=alert(1)>", ["../..", "a/b"], {"value": None}, "http://169.254.169.254/x",
    "file:///etc/passwd", "http://[::1",
)  # fmt: skip


def spoilt(told: Any, rng: random.Random) -> Any:
    """Return a document of which some values are something else."""
    if rng.random() < 0.06:
        return rng.choice(ODD)
    if isinstance(told, dict):
        return {name: spoilt(value, rng) for name, value in told.items() if rng.random() > 0.03}
    if isinstance(told, list):
        return [spoilt(value, rng) for value in told]
    return told


@dataclass(slots=True)
class Answers:
    """What the server answers next, by the last part of the path."""

    base: str
    bodies: dict[str, bytes]

    def context(self) -> SourceContext:
        """Return the surroundings of a source that asks this server."""
        return context(GUTENDEX_URL=self.base, ARCHIVE_URL=self.base, OPENLIBRARY_URL=self.base)


@contextmanager
def answering() -> Iterator[Answers]:
    """Serve whatever a test puts into `bodies`."""
    bodies: dict[str, bytes] = {}

    async def anything(request: Request) -> Response:
        path = request.url.path.strip("/")
        part = "book" if path.startswith("books/") else path.split("/")[0]
        return Response(bodies.get(part, b"{}"), media_type="application/json")

    with serve(Starlette(routes=[Route("/{path:path}", anything)])) as base:
        yield Answers(base, bodies)


def check(book: Book | BookMetadata) -> None:
    """Assert that nothing of a book could harm a page, a path or a caller."""
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


def document(name: str, *, seed: int) -> bytes:
    """Return a spoilt answer."""
    told = spoilt(msgspec.json.decode((SHAPES / f"{name}.json").read_bytes()), random.Random(seed))  # noqa: S311 - seeded
    return msgspec.json.encode(told) if _is_text(told) else b'{"results": "\xff\xfe"}'


def one_of(page: bytes) -> bytes:
    """Return the first book of a page by itself."""
    try:
        return msgspec.json.encode(msgspec.json.decode(page)["results"][0])
    except (LookupError, TypeError, UnicodeDecodeError, msgspec.DecodeError):
        return b"{}"


def _is_text(told: Any) -> bool:
    try:
        msgspec.json.encode(told)
    except UnicodeEncodeError:
        return False
    return True


async def test_gutendex() -> None:
    """Each of many spoilt answers gives clean rows or a reason, and files only where they may be."""
    with answering() as answers:
        source = build_gutenberg(answers.context())
        listed, places = 0, list[str]()
        for seed in range(ROUNDS):
            answers.bodies["books"] = document("gutendex", seed=seed)
            answers.bodies["book"] = one_of(answers.bodies["books"])
            try:
                books = await source.search(Query(text="frankenstein", formats=("epub", "txt", "html")), limit=10)
                listed += len(books)
                for book in books:
                    check(book)
                    places += [location.url for location in await source.resolve(book.id)]
            except Unavailable:
                continue
        await source.close()
    assert listed > 5
    assert len(places) > 5
    assert all(place.startswith("https://www.gutenberg.org/") for place in places)


async def test_the_archive() -> None:
    """The same for its searches and its records."""
    with answering() as answers:
        listed, places = 0, list[str]()
        for seed in range(ROUNDS):
            source = build_archive(answers.context())
            answers.bodies["advancedsearch.php"] = document("archive_search", seed=seed // 2)
            answers.bodies["metadata"] = document("archive_item", seed=seed)
            try:
                books = await source.search(Query(text="frankenstein", formats=("epub", "pdf")), limit=10)
                listed += len(books)
                for book in books:
                    check(book)
                    places += [location.url for location in await source.resolve(book.id)]
            except Unavailable:
                continue
            finally:
                await source.close()
    assert listed > 5
    assert len(places) > 5
    assert all(place.startswith(f"{answers.base}/download/frankenstein00shel/") for place in places)


async def test_open_library() -> None:
    """The same for works and their records."""
    with answering() as answers:
        library = build_provider(answers.context())
        listed = 0
        for seed in range(ROUNDS):
            answers.bodies["search.json"] = document("openlibrary", seed=seed)
            try:
                page = await library.find("frankenstein", fields={}, sort="", page=1, limit=10)
                one = await library.book("OL450063W")
            except Unavailable:
                continue
            for book in [*page.books, *([one] if one else [])]:
                check(book)
            listed += len(page.books)
        await library.close()
    assert listed > 5


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"results": null}', b"[" * 5000, b'{"detail": "x"}', b"\xff\xfe",
             b'"' + b"x" * 100_000],
)  # fmt: skip
async def test_answers_of_another_kind(body: bytes) -> None:
    """What is no document of the service is a reason."""
    with answering() as answers:
        answers.bodies.update(dict.fromkeys(("books", "advancedsearch.php", "search.json", "metadata"), body))
        gutenberg, archive = build_gutenberg(answers.context()), build_archive(answers.context())
        library = build_provider(answers.context())
        with pytest.raises(Unavailable):
            await gutenberg.search(Query(text="x"), limit=5)
        with pytest.raises(Unavailable):
            await archive.search(Query(text="x"), limit=5)
        with pytest.raises(Unavailable):
            await library.find("x", fields={}, sort="", page=1, limit=5)
        assert "cannot be read" in await gutenberg.health()
        for one in (gutenberg, archive, library):
            await one.close()


async def test_answers_that_are_too_large() -> None:
    """Ten megabytes are the bound."""
    with answering() as answers:
        answers.bodies["books"] = b'{"results": [' + b" " * (11 * 1024 * 1024) + b"]}"
        gutenberg = build_gutenberg(answers.context())
        with pytest.raises(Unavailable, match="larger than 10 MB"):
            await gutenberg.search(Query(text="x"), limit=5)
        await gutenberg.close()
