"""Covers of books: which URLs are fetched, which content is an image, and the limits of the cache."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.foundation.images import ImageCache, detect_media_type
from fixtures.books.app_with_sources import BooksTestApp, FakeProvider, FakeSource, book
from support.http_client import http_client
from support.servers import serve_async

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


class FakeCoverSource:
    """A server of images that logs its requests."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.content: dict[str, bytes] = {"good": PNG, "svg": SVG, "html": b"<html>no", "huge": PNG + b"x" * 6_000_000}
        self.app = Starlette(routes=[Route("/{name}", self.answer)])

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        name = request.path_params["name"]
        self.requests.append(name)
        if name.startswith("to-"):
            return RedirectResponse(base64.urlsafe_b64decode(name[3:]).decode())
        if name not in self.content:
            return Response(status_code=404)
        return Response(self.content[name], media_type="image/png")


@asynccontextmanager
async def serve_covers(
    books_app: BooksTestApp, *, hosts: tuple[str, ...] = ("127.0.0.1",), private: str = "127.0.0.1", **environ: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, FakeCoverSource, FakeSource]]:
    """Serve images and books; `add_book_with_cover` gives a book a cover."""
    cover_source = FakeCoverSource()
    source = FakeSource(hosts=hosts)
    books_app.sources[:] = [source]
    books_app.environ["ALCOVE_ALLOW_PRIVATE_HOSTS"] = private
    books_app.preferences.environ |= environ
    async with serve_async(cover_source.app) as pictures:
        source.outage = pictures
        async with serve_async(books_app.app()) as base, http_client(base) as client:
            yield client, cover_source, source


async def add_book_with_cover(
    books_app: BooksTestApp, source: FakeSource, *, url: str, book_id: str = "sh-1.epub"
) -> None:
    """Add a book with a cover and search for it."""
    source.outage = ""
    source.books = [book(book_id, cover_url=url)]
    await books_app.context().book_search.search(Query(text="frankenstein"))


async def test_a_cover_is_fetched_once_for_both_prefixes(books_app: BooksTestApp) -> None:
    """The first request fetches the cover, later ones are served from disk, also on the old prefix."""
    async with serve_covers(books_app) as (client, cover_source, source):
        await add_book_with_cover(books_app, source, url=f"{source.outage}/good")
        first = await client.get("/api/covers/sh-1.epub")
        second = await client.get("/request/api/covers/sh-1.epub", params={"v": "1"})
        response = await client.get("/api/covers/sh-1.epub", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, first.content, first.headers["content-type"]) == (200, PNG, "image/png")
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert second.headers["cache-control"] == "public, max-age=86400"
    assert second.headers["x-content-type-options"] == "nosniff"
    assert response.status_code == 304
    assert cover_source.requests == ["good"]


async def test_addresses_in_requests_are_never_fetched(books_app: BooksTestApp) -> None:
    """A URL in the request is ignored, for unknown and for known books."""
    async with serve_covers(books_app) as (client, cover_source, source):
        foreign = base64.urlsafe_b64encode(f"{source.outage}/svg".encode()).decode()
        unknown = await client.get("/api/covers/sh-9.epub", params={"url": foreign})
        await add_book_with_cover(books_app, source, url=f"{source.outage}/good")
        response = await client.get("/api/covers/sh-1.epub", params={"url": foreign})
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Cover URL not provided"})
    assert response.content == PNG
    assert cover_source.requests == ["good"]


@pytest.mark.parametrize("name", ["svg", "html", "huge", "gone"])
async def test_content_that_is_no_image_is_not_sent(books_app: BooksTestApp, name: str) -> None:
    """SVG, HTML, oversized and missing images return 404 whatever their media type; each is requested once."""
    async with serve_covers(books_app) as (client, cover_source, source):
        await add_book_with_cover(books_app, source, url=f"{source.outage}/{name}")
        for _ in range(2):
            answer = await client.get("/api/covers/sh-1.epub")
            assert (answer.status_code, answer.json()) == (404, {"error": "Failed to fetch cover image"})
    assert cover_source.requests == [name]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x", "http://169.254.169.254/latest", "http://[::1]:9/x", "http://localhost:9/x",
        "file:///etc/passwd", "http://10.0.0.1/x", "http://2130706433/x", "gopher://example.org/",
    ],
)  # fmt: skip
async def test_private_addresses_are_refused(books_app: BooksTestApp, url: str) -> None:
    """A cover at a private address is refused, even if the source declares its host."""
    async with serve_covers(books_app, private="", hosts=(urlsplit(url).hostname or "x",)) as (client, _, source):
        await add_book_with_cover(books_app, source, url=url)
        assert (await client.get("/api/covers/sh-1.epub")).status_code == 404


async def test_redirects_are_checked_at_every_step(books_app: BooksTestApp) -> None:
    """Redirects to undeclared hosts or private addresses are not followed."""
    async with serve_covers(books_app) as (client, cover_source, source):
        base = source.outage
        for number, target in enumerate(("http://169.254.169.254/x", "http://localhost:1/x", "file:///etc/passwd")):
            name = base64.urlsafe_b64encode(target.encode()).decode()
            await add_book_with_cover(books_app, source, url=f"{base}/to-{name}", book_id=f"sh-{number}.epub")
            assert (await client.get(f"/api/covers/sh-{number}.epub")).status_code == 404
        assert len(cover_source.requests) == 3
        name = base64.urlsafe_b64encode(f"{base}/good".encode()).decode()
        await add_book_with_cover(books_app, source, url=f"{base}/to-{name}", book_id="sh-9.epub")
        assert (await client.get("/api/covers/sh-9.epub")).content == PNG


async def test_hosts_that_the_source_does_not_declare(books_app: BooksTestApp) -> None:
    """A cover on a host that the source does not declare is not fetched."""
    async with serve_covers(books_app, hosts=("pictures.example",)) as (client, cover_source, source):
        await add_book_with_cover(books_app, source, url=f"{source.outage}/good")
        assert (await client.get("/api/covers/sh-1.epub")).status_code == 404
    assert cover_source.requests == []


async def test_covers_of_metadata_books(books_app: BooksTestApp) -> None:
    """The cover of a metadata provider's book is fetched from that provider's hosts."""
    books_app.preferences.environ["METADATA_PROVIDER"] = "biblio"
    async with serve_covers(books_app) as (client, cover_source, source):
        url = f"{source.outage}/good"
        response = BookMetadata(provider="biblio", provider_id="OL1W", title="Frankenstein", cover_url=url)
        books_app.providers[:] = [FakeProvider(books=[response], cover_hosts=("127.0.0.1",))]
        found = await client.get("/request/api/metadata/search", params={"query": "frankenstein"})
        path = found.json()["books"][0]["cover_url"]
        assert path == "/request/api/covers/biblio_OL1W"
        assert (await client.get(path)).content == PNG
        await asyncio.to_thread(_delete_cached_covers, books_app)
        books_app.providers[0].cover_hosts = ()
        assert (await client.get(path)).status_code == 404
    assert cover_source.requests == ["good"]


def _delete_cached_covers(books_app: BooksTestApp) -> None:
    for file in (books_app.deps.data_dir / "books" / "covers").glob("??/*"):
        file.unlink()


async def test_covers_can_be_disabled(books_app: BooksTestApp) -> None:
    """Without the cover cache there are no covers, and no book has a cover URL."""
    async with serve_covers(books_app, COVERS_CACHE_ENABLED="false") as (client, cover_source, source):
        await add_book_with_cover(books_app, source, url=f"{source.outage}/good")
        answer = await client.get("/api/covers/sh-1.epub")
        row = (await client.get("/api/info", params={"id": "sh-1.epub"})).json()
    assert (answer.status_code, answer.json()) == (404, {"error": "Cover caching is disabled"})
    assert "preview" not in row
    assert cover_source.requests == []


def test_the_disk_cache_limits_size_and_age(tmp_path: Path) -> None:
    """The oldest covers are removed when the cache is full, and expired ones are not served."""
    disk = ImageCache(tmp_path)
    for number in range(12):
        disk.put(f"https://x/{number}", bytes(100), limit=1000)
        file = next(iter(sorted(tmp_path.glob("??/*"), key=os.path.getmtime, reverse=True)))
        os.utime(file, (1000 + number, 1000 + number))
    assert sum(file.stat().st_size for file in tmp_path.glob("??/*")) <= 1000
    assert disk.get("https://x/0", days=0) is None
    assert disk.get("https://x/11", days=0) == bytes(100)
    assert disk.get("https://x/11", days=1) is None
    assert disk.clear() > 0
    assert disk.get("https://x/11", days=0) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"\0\0\0\x20ftypmp42", ""),
        (SVG, ""),
        (b"", ""),
        (b"RIFF", ""),
    ],
)
def test_image_types_are_detected_by_content(content: bytes, kind: str) -> None:
    """Only image types that cannot contain a script are detected."""
    assert detect_media_type(content) == kind
