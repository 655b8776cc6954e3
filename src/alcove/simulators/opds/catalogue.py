"""The catalogue in both versions: menu, books, search, whole entries."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.opds import atom, json_shapes
from alcove.simulators.opds.page import Page, cut
from alcove.simulators.opds.publications import SimBook
from alcove.simulators.opds.simulator import Simulator, simulator_of
from alcove.simulators.opds.tags import tagged


def root_of(request: Request) -> str:
    """Return the address of the server."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _entry(simulator: Simulator, book: SimBook, *, root: str, whole: bool = False) -> str:
    base = simulator.config.xml_base
    return atom.entry(
        book,
        root="" if base else root,
        files=f"files/{book.key}" if base else f"{root}/files/{book.key}",
        length=len(simulator.content(book, "epub")),
        whole=whole or book.kind != "short",
    )


def feed_of(request: Request, page: Page) -> Response:
    """Return a feed of books as Atom."""
    simulator, root = simulator_of(request), root_of(request)
    entries = [f"<entry>{_entry(simulator, book, root=root)}</entry>" for book in page.publications]
    base = f"{root}/" if simulator.config.xml_base else ""
    parts = [*_search_links(simulator), *atom.page_parts(page, entries)]
    return tagged(request, atom.feed(page.title, parts, base=base), type_=atom.FEED)


def feed_2_of(request: Request, page: Page, *, path: str = "/opds2/search") -> Response:
    """Return a feed of books as JSON."""
    simulator, root = simulator_of(request), root_of(request)
    publications = [
        json_shapes.publication(
            book, root=root, files=f"{root}/files/{book.key}", length=len(simulator.content(book, "epub"))
        )
        for book in page.publications
    ]
    links: list[dict[str, Any]] = [{"rel": "self", "href": str(request.url.path), "type": json_shapes.FEED}]
    if simulator.config.search != "none":
        href = path + "{?query,title,author,language,page}"
        links.append({"rel": "search", "href": href, "type": json_shapes.FEED, "templated": True})
    return JSONResponse(json_shapes.feed(page, publications, links=links), media_type=json_shapes.FEED)


def _search_links(simulator: Simulator) -> list[str]:
    match simulator.config.search:
        case "description":
            return [atom.link("search", "/opds/search.xml", type_=atom.DESCRIPTION)]
        case "direct":
            return [atom.link("search", "/opds/search?q={searchTerms}", type_="application/atom+xml")]
        case "none":
            return []


async def menu(request: Request) -> Response:
    """Return the first feed."""
    simulator = simulator_of(request)
    crawlable = [atom.link("http://opds-spec.org/crawlable", "/opds/all", type_=atom.FEED)]
    parts = [
        *_search_links(simulator),
        atom.link("self", "/opds", type_=atom.MENU),
        *(crawlable if simulator.config.crawlable else []),
        atom.menu_entry("What is new", "/opds/new", rel="http://opds-spec.org/sort/new", type_=atom.FEED),
        atom.menu_entry("Everything", "/opds/all", type_="application/atom+xml"),
    ]
    return tagged(request, atom.feed("A simulated catalogue", parts), type_=atom.MENU)


async def everything(request: Request) -> Response:
    """Return all books, page by page, those of one language if asked."""
    simulator = simulator_of(request)
    publications = simulator.find("", language=request.query_params.get("language", ""))
    return feed_of(request, cut(publications, request, title="Everything", size=simulator.config.per_page))


async def new(request: Request) -> Response:
    """Return the newest books."""
    simulator = simulator_of(request)
    return feed_of(request, cut(simulator.publications[:15], request, title="New", size=simulator.config.per_page))


async def search(request: Request) -> Response:
    """Return what was searched for, as Atom."""
    return feed_of(request, _found(request))


async def search_2(request: Request) -> Response:
    """Return what was searched for, as JSON."""
    return feed_2_of(request, _found(request))


def _found(request: Request) -> Page:
    simulator, query = simulator_of(request), request.query_params
    publications = simulator.find(
        query.get("q", "") or query.get("query", ""),
        author=query.get("author", ""),
        title=query.get("title", ""),
        language=query.get("language", ""),
    )
    return cut(publications, request, title="Results", size=simulator.config.per_page)


async def description(request: Request) -> Response:
    """Return the OpenSearch description."""
    root = root_of(request)
    blanks = (
        "q={searchTerms}&author={atom:author?}&title={atom:title?}&language={language?}&page={startPage?}&x={other?}"
    )
    templates = {
        "text/html": f"{root}/search?q={{searchTerms}}",
        "application/atom+xml": f"{root}/broken?q={{searchTerms}}",
        "application/atom+xml;profile=opds-catalog;kind=acquisition": f"/opds/search?{blanks}",
    }
    return Response(atom.description(templates), media_type=atom.DESCRIPTION)


async def full(request: Request) -> Response:
    """Return the whole entry of a book."""
    simulator, root = simulator_of(request), root_of(request)
    book = simulator.book(request.path_params["key"])
    if book is None or book.kind == "gone":
        return Response("gone", status_code=404)
    content = f"<entry {atom.SPACES}>{_entry(simulator, book, root=root, whole=True)}</entry>"
    content = content.replace('"files/', f'"{root}/files/')
    return tagged(request, content.encode(), type_=atom.ENTRY)


async def full_2(request: Request) -> Response:
    """Return a publication."""
    simulator, root = simulator_of(request), root_of(request)
    book = simulator.book(request.path_params["key"])
    if book is None or book.kind == "gone":
        return Response("gone", status_code=410)
    length = len(simulator.content(book, "epub"))
    made = json_shapes.publication(book, root=root, files=f"{root}/files/{book.key}", length=length)
    return JSONResponse(made, media_type=json_shapes.PUBLICATION)


async def menu_2(request: Request) -> Response:
    """Return the first feed as JSON, with books in a group."""
    simulator = simulator_of(request)
    page = Page(
        title="A simulated catalogue", path="/opds2", publications=simulator.publications[:3], total=3, facets=False
    )
    return feed_2_of(request, page)


ROUTES: list[BaseRoute] = [
    Route("/opds", menu),
    Route("/opds/all", everything),
    Route("/opds/new", new),
    Route("/opds/search", search),
    Route("/opds/search.xml", description),
    Route("/opds/full/{key}", full),
    Route("/opds2", menu_2),
    Route("/opds2/search", search_2),
    Route("/opds2/full/{key}", full_2),
]
