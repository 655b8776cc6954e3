"""The catalogue: menu, books, search, whole entries and files."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.hosting import hosted
from alcove.simulators.opds import atom
from alcove.simulators.opds.publications import TYPES, SimBook, made_up, picture


class Catalogue:
    """A catalogue at run time, and how it writes its books; tests make stranger ones of it."""

    per_page = 10
    has_base = False
    """Whether addresses are relative to an `xml:base`."""

    def __init__(self, publications: Sequence[SimBook]) -> None:
        self.publications = list(publications)

    def find(self, words: str, *, author: str = "", title: str = "", language: str = "") -> list[SimBook]:
        """Return the books in which every word occurs."""
        wanted = words.lower().split()
        return [
            book
            for book in self.publications
            if all(word in book.words for word in wanted)
            and author.lower() in book.author.lower()
            and title.lower() in book.title.lower()
            and (not language or book.language == language)
        ]

    def book(self, key: str) -> SimBook | None:
        """Return a book by its key."""
        return next((book for book in self.publications if book.key == key), None)

    def entry(self, book: SimBook, *, root: str, whole: bool = False) -> str:  # noqa: ARG002 - for what tests make
        """Return what stands in the entry of a book."""
        length = {"epub": len(book.file("epub"))}
        links = (
            atom.acquisition(
                f"{atom.RELATION}/{book.relation}", f"{root}/files/{book.key}.{form}",
                type_=TYPES[form], length=length.get(form),
            )
            for form in book.formats
        )  # fmt: skip
        return atom.entry(book, root=root, links=links)

    def search_links(self) -> list[str]:
        """Return the links that say where to search."""
        return [atom.link("search", "/opds/search.xml", type_=atom.DESCRIPTION)]

    def menu_links(self) -> list[str]:
        """Return the further links of the first feed."""
        return [atom.link(f"{atom.RELATION}/crawlable", "/opds/all", type_=atom.FEED)]


def catalogue_of(request: Request) -> Catalogue:
    """Return the catalogue that a request is for."""
    found = request.app.state.simulator
    assert isinstance(found, Catalogue)
    return found


def root_of(request: Request) -> str:
    """Return the address of the server."""
    return f"{request.url.scheme}://{request.url.netloc}"


def feed_of(request: Request, publications: Sequence[SimBook], *, title: str) -> Response:
    """Return the page of books that a request asks for, as Atom."""
    catalogue, root = catalogue_of(request), root_of(request)
    page = atom.cut(publications, request, title=title, size=catalogue.per_page)
    entries = (f"<entry>{catalogue.entry(book, root=root)}</entry>" for book in page.publications)
    parts = [*catalogue.search_links(), *atom.page_parts(page, entries)]
    base = f"{root}/" if catalogue.has_base else ""
    return Response(atom.feed(page.title, parts, base=base), media_type=atom.FEED)


async def menu(request: Request) -> Response:
    """Return the first feed."""
    catalogue = catalogue_of(request)
    parts = [
        *catalogue.search_links(),
        atom.link("self", "/opds", type_=atom.MENU),
        *catalogue.menu_links(),
        atom.menu_entry("What is new", "/opds/new", rel=f"{atom.RELATION}/sort/new", type_=atom.FEED),
        atom.menu_entry("Everything", "/opds/all", type_="application/atom+xml"),
    ]
    return Response(atom.feed("A simulated catalogue", parts), media_type=atom.MENU)


async def everything(request: Request) -> Response:
    """Return all books, page by page, those of one language if asked."""
    found = catalogue_of(request).find("", language=request.query_params.get("language", ""))
    return feed_of(request, found, title="Everything")


async def new(request: Request) -> Response:
    """Return the newest books."""
    return feed_of(request, catalogue_of(request).publications[:15], title="New")


async def search(request: Request) -> Response:
    """Return what was searched for."""
    return feed_of(request, found_by(request), title="Results")


def found_by(request: Request) -> list[SimBook]:
    """Return the books that a query asks for."""
    query = request.query_params
    return catalogue_of(request).find(
        query.get("q", "") or query.get("query", ""),
        author=query.get("author", ""),
        title=query.get("title", ""),
        language=query.get("language", ""),
    )


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
    catalogue, root = catalogue_of(request), root_of(request)
    book = catalogue.book(request.path_params["key"])
    if book is None:
        return Response("gone", status_code=404)
    content = f"<entry {atom.SPACES}>{catalogue.entry(book, root=root, whole=True)}</entry>"
    return Response(content.replace('"files/', f'"{root}/files/').encode(), media_type=atom.ENTRY)


async def file(request: Request) -> Response:
    """Return the file of a book."""
    key, _, form = request.path_params["name"].rpartition(".")
    book = catalogue_of(request).book(key)
    if book is None:
        return Response("gone", status_code=404)
    return Response(book.file(form), media_type=TYPES.get(form, "application/octet-stream"))


async def cover(_request: Request) -> Response:
    """Return a small picture."""
    return Response(picture(), media_type="image/png")


async def book_page(_request: Request) -> Response:
    """Return a page for people."""
    return Response("<html><body>A book.</body></html>", media_type="text/html")


ROUTES: Final[Sequence[BaseRoute]] = (
    Route("/opds", menu),
    Route("/opds/all", everything),
    Route("/opds/new", new),
    Route("/opds/search", search),
    Route("/opds/search.xml", description),
    Route("/opds/full/{key}", full),
    Route("/files/{name}", file),
    Route("/covers/{name}", cover),
    Route("/book/{key}", book_page),
)


async def run(*, seed: int, count: int, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve `count` books until cancelled; `ready` is told the base URL once it answers. Port 0 takes a free one."""
    app = Starlette(routes=ROUTES)
    app.router.redirect_slashes = False
    app.state.simulator = Catalogue(made_up(count, seed=seed))
    async with hosted(app, host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
