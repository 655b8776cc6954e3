"""The addresses and manners of Standard Ebooks."""

import base64
import binascii
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.opds import atom, json_shapes
from alcove.simulators.opds.catalogue import root_of
from alcove.simulators.opds.page import Page, cut, number_in
from alcove.simulators.opds.publications import SimBook
from alcove.simulators.opds.simulator import Simulator, simulator_of
from alcove.simulators.opds.tags import partial, tagged

OPEN: Final = "http://opds-spec.org/acquisition/open-access"
EPUB: Final = "application/epub+zip"
MOST: Final = 60


def _key(book: SimBook) -> str:
    return f"ada-marsh/{book.key}"


def _links(book: SimBook, *, root: str, length: int) -> list[tuple[str, str, str, int]]:
    """Return address, type, title and length of the files of a book, the recommended one first."""
    start = f"{root}/ebooks/{_key(book)}/downloads/{book.key}"
    return [
        (f"{start}.epub?source=feed", EPUB, "Recommended compatible epub", length),
        (f"{start}_advanced.epub?source=feed", EPUB, "Advanced epub", length),
        (f"{start}.kepub.epub?source=feed", "application/kepub+zip", "Kobo Kepub epub", length),
        (f"{start}.azw3?source=feed", "application/x-mobipocket-ebook", "Amazon Kindle azw3", length),
        (f"{root}/ebooks/{_key(book)}/text/single-page", "application/xhtml+xml", "XHTML", length),
    ]


def _entry(simulator: Simulator, book: SimBook, *, root: str) -> str:
    page = f"{root}/ebooks/{_key(book)}"
    length = len(simulator.content(book, "epub"))
    ways = "".join(
        f'<link href="{href}" length="{size}" rel="{OPEN}" title="{title}" type="{type_}"/>'
        for href, type_, title, size in _links(book, root=root, length=length)
    )
    return (
        f"<entry><id>{page}</id><dc:identifier>{page}</dc:identifier><title>{book.title}</title>"
        f"<author><name>{book.author}</name><uri>{root}/ebooks/ada-marsh</uri></author>"
        f"<dc:issued>2020-02-03T00:00:00Z</dc:issued><published>2020-02-03T00:00:00Z</published>"
        f"<updated>2024-02-03T00:00:00Z</updated><dc:language>en-GB</dc:language>"
        f"<dc:publisher>Standard Ebooks</dc:publisher>"
        f"<rights>Public domain in the United States; original content released via CC0.</rights>"
        f'<summary type="text">About {book.title}.</summary><content type="html">&lt;p&gt;Long&lt;/p&gt;</content>'
        f'<category scheme="http://purl.org/dc/terms/LCSH" term="{book.subject}"/>'
        f'<category scheme="{root}/vocab/subjects" term="Fiction"/>'
        f'<link href="{page}" rel="alternate" title="This book" type="application/xhtml+xml"/>'
        f'<link href="{page}/downloads/cover.jpg" rel="http://opds-spec.org/image" type="image/jpeg"/>'
        f'<link href="{page}/downloads/cover-thumbnail.jpg" type="image/jpeg"'
        f' rel="http://opds-spec.org/image/thumbnail"/>'
        f"{ways}</entry>"
    )


def _publication(simulator: Simulator, book: SimBook, *, root: str) -> dict[str, object]:
    page = f"{root}/ebooks/{_key(book)}"
    length = len(simulator.content(book, "epub"))
    return {
        "metadata": {
            "@type": "http://schema.org/Book",
            "identifier": page,
            "title": book.title,
            "author": [{"name": book.author, "sortAs": book.author, "links": []}],
            "language": "en-GB",
            "published": "2020-02-03T00:00:00Z",
            "modified": "2024-02-03T00:00:00Z",
            "publisher": "Standard Ebooks",
            "belongsTo": {"subjects": [{"name": "Fiction", "scheme": f"{root}/vocab/subjects"}]},
        },
        "links": [
            {"href": href, "type": type_, "title": title, "size": size, "rel": [OPEN]}
            for href, type_, title, size in _links(book, root=root, length=length)
        ],
        "images": [{"href": f"{page}/downloads/cover.jpg", "type": "image/jpeg", "rel": ["cover"]}],
    }


async def root_feed(request: Request) -> Response:
    """Return the first feed, for members."""
    refused = _refused(request)
    if refused is not None:
        return refused
    parts = [
        atom.link("search", f"{root_of(request)}/opensearch", type_=atom.DESCRIPTION),
        atom.link("http://opds-spec.org/crawlable", "/feeds/opds/all", type_=atom.FEED),
        atom.menu_entry("New releases", "/feeds/opds/new-releases", type_=atom.FEED),
    ]
    return tagged(request, atom.feed("Standard Ebooks", parts), type_=atom.MENU)


async def all_books(request: Request) -> Response:
    """Return a search, which anybody may make, or the stored feed, for members."""
    simulator, query = simulator_of(request), request.query_params
    is_search = "query" in query
    refused = None if is_search and not simulator.config.closed_search else _refused(request)
    if refused is not None:
        return refused
    page = cut(simulator.find(query.get("query", "")), request, title="Results", size=12)
    if is_search and page.number > page.last:
        return RedirectResponse(page.at(page.last), status_code=302)
    if json_shapes.FEED in request.headers.get("accept", ""):
        return _json(request, page)
    root = root_of(request)
    entries = [_entry(simulator, book, root=root) for book in page.publications]
    return Response(atom.feed("Results", atom.page_parts(page, entries)), media_type=atom.FEED)


def _json(request: Request, page: Page) -> Response:
    simulator, root = simulator_of(request), root_of(request)
    made = [_publication(simulator, book, root=root) for book in page.publications]
    bare = Page(title="Results", path=page.path, publications=page.publications, total=0, paged=False, facets=False)
    return JSONResponse(json_shapes.feed(bare, made, links=[]), media_type=json_shapes.FEED)


async def description(request: Request) -> Response:
    """Return the OpenSearch description."""
    root = root_of(request)
    blanks = "query={searchTerms}&per-page={count}&page={startPage}"
    templates = {
        "text/html": f"{root}/ebooks?query={{searchTerms}}",
        "application/atom+xml": f"{root}/feeds/atom/all?{blanks}",
        "application/atom+xml;profile=opds-catalog;kind=acquisition": f"{root}/feeds/opds/all?{blanks}",
        "application/opds+json": f"{root}/feeds/opds/all?{blanks}",
    }
    return Response(atom.description(templates), media_type=atom.DESCRIPTION)


async def new_releases(request: Request) -> Response:
    """Return the newest books, for members."""
    refused = _refused(request)
    if refused is not None:
        return refused
    simulator, root = simulator_of(request), root_of(request)
    entries = [_entry(simulator, book, root=root) for book in simulator.publications[:10]]
    return Response(atom.feed("New releases", entries), media_type=atom.FEED)


def _refused(request: Request) -> Response | None:
    """Return 401 without a name, 403 with one that is no member's."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return Response("Members only", status_code=401, headers={"WWW-Authenticate": 'Basic realm="feeds"'})
    try:
        name = base64.b64decode(text).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        name = ""
    return None if name == simulator_of(request).config.member else Response("Members only", status_code=403)


async def download(request: Request) -> Response:
    """Return a file; without `source` a page that says thank you; too often, a refusal."""
    simulator = simulator_of(request)
    if "source" not in request.query_params:
        return Response("<html><body><h1>Thank you</h1></body></html>", media_type="application/xhtml+xml")
    now = simulator.clock.monotonic()
    recent = [
        each for each in simulator.seen if each.at > now - 30 and "source=" in each.query and each.status in (200, 206)
    ]
    if len(recent) >= simulator.config.files_per_30_s:
        return Response("Too many requests", status_code=429)
    key, _, kind = request.path_params["name"].partition(".")
    book = simulator.book(key.removesuffix("_advanced"))
    if book is None or number_in(kind):
        return Response("gone", status_code=404)
    return partial(request, simulator.content(book, "epub"), type_=EPUB)


ROUTES: list[BaseRoute] = [
    Route("/feeds/opds", root_feed),
    Route("/feeds/opds/all", all_books),
    Route("/feeds/opds/new-releases", new_releases),
    Route("/opensearch", description),
    Route("/ebooks/{author}/{title}/downloads/{name}", download),
]
