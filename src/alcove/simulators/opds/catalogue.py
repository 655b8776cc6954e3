"""The simulated catalogue: navigation, books, search, single entries and files."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.hosting import serve_app
from alcove.simulators.opds import atom
from alcove.simulators.opds.publications import TYPES, SimBook, cover_image, generate_books


class Catalogue:
    """A running catalogue, and how it writes its entries; tests subclass it for unusual catalogues."""

    per_page = 10
    has_base = False
    """Whether URLs are relative to an `xml:base`."""

    def __init__(self, publications: Sequence[SimBook]) -> None:
        self.publications = list(publications)

    def find(self, words: str, *, author: str = "", title: str = "", language: str = "") -> list[SimBook]:
        """Return the books that contain all words."""
        terms = words.lower().split()
        return [
            book
            for book in self.publications
            if all(term in book.words for term in terms)
            and author.lower() in book.author.lower()
            and title.lower() in book.title.lower()
            and (not language or book.language == language)
        ]

    def book(self, key: str) -> SimBook | None:
        """Return a book by its key, None if it does not exist."""
        return next((book for book in self.publications if book.key == key), None)

    def entry(self, book: SimBook, *, root: str, complete: bool = False) -> str:  # noqa: ARG002 - for subclasses
        """Return the content of a book's entry."""
        length = {"epub": len(book.file("epub"))}
        links = (
            atom.acquisition(
                f"{atom.RELATION_PREFIX}/{book.relation}", f"{root}/files/{book.key}.{form}",
                type_=TYPES[form], length=length.get(form),
            )
            for form in book.formats
        )  # fmt: skip
        return atom.entry(book, root=root, links=links)

    def search_links(self) -> list[str]:
        """Return the search links."""
        return [atom.link("search", "/opds/search.xml", type_=atom.DESCRIPTION_TYPE)]

    def root_links(self) -> list[str]:
        """Return the additional links of the root feed."""
        return [atom.link(f"{atom.RELATION_PREFIX}/crawlable", "/opds/all", type_=atom.FEED_TYPE)]


def catalogue_of(request: Request) -> Catalogue:
    """Return the catalogue of the app that serves a request."""
    catalogue = request.app.state.simulator
    assert isinstance(catalogue, Catalogue)
    return catalogue


def base_url(request: Request) -> str:
    """Return the base URL of the server."""
    return f"{request.url.scheme}://{request.url.netloc}"


def books_feed(request: Request, publications: Sequence[SimBook], *, title: str) -> Response:
    """Return the requested page of books as Atom."""
    catalogue, root = catalogue_of(request), base_url(request)
    page = atom.requested_page(publications, request, title=title, size=catalogue.per_page)
    entries = (f"<entry>{catalogue.entry(book, root=root)}</entry>" for book in page.publications)
    parts = [*catalogue.search_links(), *atom.page_elements(page, entries)]
    base = f"{root}/" if catalogue.has_base else ""
    return Response(atom.feed(page.title, parts, base=base), media_type=atom.FEED_TYPE)


async def root_feed(request: Request) -> Response:
    """Return the root feed."""
    catalogue = catalogue_of(request)
    parts = [
        *catalogue.search_links(),
        atom.link("self", "/opds", type_=atom.NAVIGATION_TYPE),
        *catalogue.root_links(),
        atom.navigation_entry("What is new", "/opds/new", rel=f"{atom.RELATION_PREFIX}/sort/new", type_=atom.FEED_TYPE),
        atom.navigation_entry("Everything", "/opds/all", type_="application/atom+xml"),
    ]
    return Response(atom.feed("A simulated catalogue", parts), media_type=atom.NAVIGATION_TYPE)


async def all_books(request: Request) -> Response:
    """Return a page of all books, optionally of one language."""
    found = catalogue_of(request).find("", language=request.query_params.get("language", ""))
    return books_feed(request, found, title="Everything")


async def new_books(request: Request) -> Response:
    """Return the newest books."""
    return books_feed(request, catalogue_of(request).publications[:15], title="New")


async def search(request: Request) -> Response:
    """Return a page of search results."""
    return books_feed(request, search_books(request), title="Results")


def search_books(request: Request) -> list[SimBook]:
    """Return the books that match the query parameters."""
    query = request.query_params
    return catalogue_of(request).find(
        query.get("q", "") or query.get("query", ""),
        author=query.get("author", ""),
        title=query.get("title", ""),
        language=query.get("language", ""),
    )


async def description(request: Request) -> Response:
    """Return the OpenSearch description."""
    root = base_url(request)
    parameters = (
        "q={searchTerms}&author={atom:author?}&title={atom:title?}&language={language?}&page={startPage?}&x={other?}"
    )
    templates = {
        "text/html": f"{root}/search?q={{searchTerms}}",
        "application/atom+xml": f"{root}/broken?q={{searchTerms}}",
        "application/atom+xml;profile=opds-catalog;kind=acquisition": f"/opds/search?{parameters}",
    }
    return Response(atom.description(templates), media_type=atom.DESCRIPTION_TYPE)


async def full_entry(request: Request) -> Response:
    """Return the complete entry of a book."""
    catalogue, root = catalogue_of(request), base_url(request)
    book = catalogue.book(request.path_params["key"])
    if book is None:
        return Response("gone", status_code=404)
    content = f"<entry {atom.NAMESPACES}>{catalogue.entry(book, root=root, complete=True)}</entry>"
    return Response(content.replace('"files/', f'"{root}/files/').encode(), media_type=atom.ENTRY_TYPE)


async def file(request: Request) -> Response:
    """Return the file of a book."""
    key, _, form = request.path_params["name"].rpartition(".")
    book = catalogue_of(request).book(key)
    if book is None:
        return Response("gone", status_code=404)
    return Response(book.file(form), media_type=TYPES.get(form, "application/octet-stream"))


async def cover(request: Request) -> Response:
    """Return the image of a cover."""
    return Response(cover_image(request.path_params["name"]), media_type="image/png")


async def book_page(_request: Request) -> Response:
    """Return a web page about a book."""
    return Response("<html><body>A book.</body></html>", media_type="text/html")


ROUTES: Final[Sequence[BaseRoute]] = (
    Route("/opds", root_feed),
    Route("/opds/all", all_books),
    Route("/opds/new", new_books),
    Route("/opds/search", search),
    Route("/opds/search.xml", description),
    Route("/opds/full/{key}", full_entry),
    Route("/files/{name}", file),
    Route("/covers/{name}", cover),
    Route("/book/{key}", book_page),
)


async def run(*, seed: int, count: int, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve `count` books until cancelled; call `ready` with the base URL once it answers. Port 0: any free port."""
    app = Starlette(routes=ROUTES)
    app.router.redirect_slashes = False
    app.state.simulator = Catalogue(generate_books(count, seed=seed))
    async with serve_app(app, host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()
