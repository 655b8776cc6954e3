"""Searches of catalogues whose feeds are not as they should be, over HTTP."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alcove.apps.books.model.book import Query
from alcove.apps.books.search import find_sources_with_problems
from alcove.apps.books.sources.opds import refresh_catalogues
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.database import Pool
from integration.books.opds.opds_sources import catalogs_setting, make_context, opds_source
from support.servers import serve

FILE = '<link rel="http://opds-spec.org/acquisition" href="{}" type="application/epub+zip"/>'
SEARCH = '<link rel="search" href="/search?q={searchTerms}" type="application/atom+xml"/>'


@dataclass(slots=True)
class UntidyServer:
    """A catalogue with any documents, by their path, and the requests that it received."""

    documents: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    base: str = ""

    async def respond(self, request: Request) -> Response:
        """Return a document, or 404."""
        self.requests.append(request.url.path)
        content, type_ = self.documents.get(request.url.path, (b"", ""))
        return Response(content, media_type=type_) if content else Response("none", status_code=404)

    def put(self, path: str, *parts: str, type_: str = "application/atom+xml") -> None:
        """Add a feed."""
        content = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{"".join(parts)}</feed>'
        self.documents[path] = (content.encode(), type_)


@contextmanager
def serve_documents() -> Iterator[UntidyServer]:
    """Serve a catalogue with a search."""
    server = UntidyServer()
    server.put("/opds", SEARCH)
    with serve(Starlette(routes=[Route("/{path:path}", server.respond)])) as base:
        server.base = base
        yield server


def entry(title: str, *links: str) -> str:
    """Return an entry with a file, or with the given links."""
    number = sum(map(ord, title))
    file = FILE.format(f"/{number}.epub")
    return f"<entry><title>{title}</title><id>urn:{number}</id>{''.join(links or (file,))}</entry>"


async def test_bare_ampersand() -> None:
    """One bare ampersand costs no entry, also in the feed of the search's address itself."""
    with serve_documents() as server:
        server.documents["/opds"] = (server.documents["/opds"][0].replace(b"?q=", b"?x=1&q="), "text/html")
        server.put("/search", entry("Tale & Tide"), entry("Tale of Caf&eacute;"), entry("Tale Three"))
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        await source.close()
    assert [book.title for book in found] == ["Tale & Tide", "Tale of Café", "Tale Three"]
    assert found.left_out == ""


async def test_unreadable_entries_are_reported() -> None:
    """Entries that cannot be read are counted, and a feed that breaks off is reported."""
    with serve_documents() as server:
        server.put("/search", entry("Tale One"), "<entry><title>Ta<le</title><link</entry>", entry("Tale Two"))
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        assert [book.title for book in found] == ["Tale One", "Tale Two"]
        assert (found.left_out, found.has_faults) == ("1 left out: 1 cannot be read", True)
        content, type_ = server.documents["/search"]
        server.documents["/search"] = (content[: content.index(b"<entry><title>Tale Two") + 30], type_)
        cut_off = await source.search(Query(text="tale"), limit=10)
        await source.close()
    assert [book.title for book in cut_off] == ["Tale One"]
    assert cut_off.left_out == "2 left out: 2 cannot be read; its answer breaks off before the end"


async def test_page_that_cannot_be_read_is_reported() -> None:
    """The results of the first page are returned, and the failure of the second is reported."""
    with serve_documents() as server:
        server.put("/search", '<link rel="next" href="/missing"/>', entry("Tale One"))
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        await source.close()
    assert len(found) == 1
    assert found.left_out.startswith("page 2 of its results cannot be read")


async def test_private_hosts() -> None:
    """A link to a private host is left out and named, unless the server's setting allows the host."""
    with serve_documents() as server:
        server.put("/search", entry("Tale", FILE.format("http://10.1.2.3:8083/b.epub")), entry("Tale Two"))
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        await source.close()
        assert [book.title for book in found] == ["Tale Two"]
        assert found.left_out == (
            "1 left out: 1 link to a private host (10.1.2.3:8083) that ALCOVE_ALLOW_PRIVATE_HOSTS does not name"
        )
        for allowed in ("10.1.2.3", "10.1.2.3:8083", "*"):
            options = {"allow_private": frozenset({allowed, "127.0.0.1"})}
            source = opds_source(f"{server.base}/opds", context_options=options, allow_private=False)
            (book, _) = found = await source.search(Query(text="tale"), limit=10)
            (location,) = await source.resolve(book.id)
            await source.close()
            assert (location.url, found.left_out) == ("http://10.1.2.3:8083/b.epub", "")


@pytest.mark.parametrize("type_", ["text/html", "application/xml", "text/plain", "application/octet-stream", ""])
async def test_media_types_of_feeds(type_: str) -> None:
    """A feed is read whatever the server calls it, also when its file is compressed."""
    with serve_documents() as server:
        server.put("/search", entry("Tale"), type_=type_)
        server.documents["/search"] = (gzip.compress(server.documents["/search"][0]), type_)
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        await source.close()
    assert [book.title for book in found] == ["Tale"]


async def test_links_without_relation() -> None:
    """An EPUB link without a relation is the book's file; beside a sample or a purchase it is not."""
    plain = '<link href="/plain.epub" type="application/epub+zip"/>'
    untyped = '<link href="/untyped.epub"/>'
    sample = '<link rel="http://opds-spec.org/acquisition/sample" href="/s.epub" type="application/epub+zip"/>'
    preview = '<link rel="preview" href="/p.epub" type="application/epub+zip"/>'
    page = '<link rel="alternate" href="/page" type="text/html"/>'
    with serve_documents() as server:
        server.put(
            "/search",
            entry("Tale One", page, plain),
            entry("Tale Two", untyped, page),
            entry("Tale Three", sample, plain),
            entry("Tale Four", preview),
            entry("Tale Five", page),
        )
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        urls = [location.url for book in found for location in await source.resolve(book.id)]
        await source.close()
    assert [urlsplit(url).path for url in urls] == ["/plain.epub", "/untyped.epub"]
    assert found.left_out == "3 left out: 1 sold, lent or protected; 2 without a file"


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ('<link rel="search" href="/search/%7BsearchTerms%7D" type="application/atom+xml"/>', "/search/tale"),
        ('<link rel="search" href="/search/{query}"/>', "/search/tale"),
        ('<link rel="search" href="/search/{searchTerms?}" type="text/xml"/>', "/search/tale"),
        ('<link rel="search" href="/osd" type="application/xml"/>', "/search/tale"),
    ],
)
async def test_unusual_search_links(search: str, expected: str) -> None:
    """Templates with encoded braces, other names or other types are used, and a description without its type."""
    with serve_documents() as server:
        server.put("/opds", search)
        server.documents["/osd"] = (
            b'<OpenSearchDescription><Url template="/search/{searchTerms}"/></OpenSearchDescription>',
            "text/xml",
        )
        server.put(expected, entry("Tale"))
        source = opds_source(f"{server.base}/opds")
        found = await source.search(Query(text="tale"), limit=10)
        await source.close()
    assert [book.title for book in found] == ["Tale"]


async def test_search_that_does_not_exist() -> None:
    """A search that is never answered is reported; one that only finds nothing for these words is not."""
    with serve_documents() as server:
        source = opds_source(f"{server.base}/opds")
        with pytest.raises(SourceUnavailable, match="its search does not exist"):
            await source.search(Query(text="tale"), limit=10)
        await source.close()


async def test_menus_without_types_are_walked(pool: Pool) -> None:
    """A catalogue without search is walked through links without type, without loops, and not to other hosts."""
    with serve_documents() as server:
        server.put(
            "/opds",
            entry("Shelf", '<link href="/shelf"/>'),
            entry("More", '<link rel="subsection" href="/more" type="application/xml"/>'),
            entry("Elsewhere", '<link rel="subsection" href="http://localhost:9/opds" type="application/atom+xml"/>'),
        )
        server.put(
            "/shelf", '<link rel="next" href="/shelf-2"/>', entry("Tale & One"), entry("Up", '<link href="/opds"/>')
        )
        server.put("/shelf-2", '<link rel="next" href="/shelf"/>', entry("Tale Two"))
        server.put("/more", entry("Tale Three"), entry("Tale Four", FILE.format("http://10.1.2.3/b.epub")))
        context = make_context(pool=pool, OPDS_CATALOGS=catalogs_setting(f"{server.base}/opds"))
        assert await refresh_catalogues(context, only_waiting=True) == {"opds-home": "nothing to do"}
        assert server.requests == []
        source = opds_source(f"{server.base}/opds", context_options={"pool": pool})
        first = await source.search(Query(text="tale"), limit=10)
        assert await refresh_catalogues(context, only_waiting=True) == {"opds-home": "read"}
        found = await source.search(Query(text="tale"), limit=10)
        description = await source.inspect()
        assert await find_sources_with_problems(pool) == ["opds-home"]
        await source.close()
    assert {book.title for book in first} == {book.title for book in found} == {"Tale & One", "Tale Two", "Tale Three"}
    assert "10.1.2.3" in found.left_out
    assert "3 books listed on" in description
    assert "10.1.2.3" in description
