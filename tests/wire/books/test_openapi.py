"""Every endpoint of books answers as the description says, beside other apps and at an address of its own."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.apps.books import APP
from alcove.apps.books.covers.service import DiskCache
from alcove.apps.books.start import OWN_PORT
from alcove.foundation.database import Pool
from alcove.foundation.identity import ScriptTokens
from alcove.foundation.identity import hash_werkzeug_password as hash_password
from alcove.foundation.web import WebApp, build_app
from fixtures.books.app_with_sources import BooksTestApp
from fixtures.books.served_app import books_deps, books_served
from integration.books.catalogue.library import Library
from support import ebooks
from support.clock import FakeClock
from support.http_client import http_client
from support.openapi import Exchange, OpenApiDocument, fetch_openapi
from support.peers import PASSWORD
from support.request_variations import check_variations, variations
from support.servers import serve_async
from wire.books.example_requests import (
    EITHER,
    FOREIGN,
    LISTS,
    NUL,
    OWNER,
    PARTS,
    QUEUE,
    SAVED,
    SEARCHES,
    SIGNED_IN,
    TOO_MANY,
)
from wire.books.world import add_sources, fill_queue

PAGES = Path(__file__).parents[2] / "fixtures" / "books" / "pages"
CLASSIC, MODERN = PAGES / "classic", PAGES / "modern"
COVER = "https://pictures.example/1.jpg"

TAGS = {"books"}
UNPROVOKED: list[tuple[str, str]] = []
"""Documented answers that other tests provoke."""


class Books:
    """Every kind of server with books in it, and the description that all of their answers are held against."""

    def __init__(self, dsn: str, *, pool: Pool, folder: Path, stack: AsyncExitStack) -> None:
        self.pool = pool
        self.folder = folder
        self._dsn = dsn
        self._stack = stack

    async def real(self, **environ: str) -> httpx2.AsyncClient:
        """Serve the app as a process does and return a client."""
        served = await self._stack.enter_async_context(
            books_served(environ, dsn=self._dsn, pool=self.pool, data_dir=self.folder, clock=FakeClock())
        )
        return await self._stack.enter_async_context(served.client())

    async def own_port_app(self, **environ: str) -> httpx2.AsyncClient:
        """Serve the app as it is served at its own address and return a client."""
        deps = books_deps(environ, dsn=self._dsn, pool=self.pool, data_dir=self.folder)
        site = APP.build_api(deps).sites[OWN_PORT]
        return await self.client(build_app([site.api], settings=site.server, frontend=site.frontend))

    async def client(self, app: WebApp) -> httpx2.AsyncClient:
        """Serve an application and return a client."""
        base = await self._stack.enter_async_context(serve_async(app))
        return await self._stack.enter_async_context(http_client(base))


@pytest.fixture
async def books(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Books]:
    """Provide what serves the app in every way."""
    async with AsyncExitStack() as stack:
        yield Books(dsn, pool=pool, folder=tmp_path, stack=stack)


def guarded_endpoints(description: OpenApiDocument) -> list[Exchange]:
    """Return a request to every endpoint of books at which callers have to sign in, as the description says."""
    call = {"json": {"enabled": True, "name": "x", "query": "y"}}
    return [
        Exchange(endpoint, path=dict.fromkeys(re.findall(r"\{(\w+)\}", endpoint), "1"), call=call)
        for endpoint, operation in description.endpoints.items()
        if TAGS & set(operation["tags"]) and "security" in operation
    ]


async def refuse_all(description: OpenApiDocument, client: httpx2.AsyncClient, status: int, **call: Any) -> None:
    """Check that every endpoint at which callers have to sign in answers with `status`."""
    for sent in guarded_endpoints(description):
        if str(status) in description.endpoints[sent.endpoint]["responses"]:
            client.cookies.clear()
            await description.send(client, replace(sent, status=status, call={**sent.call, **call}))


async def refusals(books: Books, description: OpenApiDocument, environ: dict[str, str]) -> None:
    """Check what strangers, guessers, foreign pages and everybody at a broken sign-in are told, at every endpoint."""
    client = await books.real(**environ)
    await refuse_all(description, client, 401)
    changes = [sent for sent in guarded_endpoints(description) if sent.method != "GET"]
    for sent in changes:
        await description.send(client, replace(sent, status=403, call={**sent.call, "auth": OWNER, "headers": FOREIGN}))
    token = await ScriptTokens(pool=books.pool, app="books").add("script", username="script", is_admin=False)
    bearer = {"authorization": f"Bearer {token}"}
    for path in ("/api/settings", "/api/debug"):
        await description.send(client, Exchange(f"GET {path}", 403, call={"headers": bearer}))
    await description.send(
        client, Exchange("GET /api/settings/{tab}", 403, path={"tab": "x"}, call={"headers": bearer})
    )
    # A server that has just let the owner in remembers the password for a while.
    guessed = await books.real(**environ)
    for _ in range(10):
        await guessed.post("/api/auth/login", json={"username": "owner", "password": "guess"})
    await refuse_all(description, guessed, 429, auth=OWNER)
    locked = {"json": {"username": "owner", "password": PASSWORD}}
    await description.send(guessed, Exchange("POST /api/auth/login", 429, call=locked))
    broken = await books.real(**environ | {"BUILTIN_PASSWORD_HASH": ""})
    await refuse_all(description, broken, 503)
    await description.send(
        broken, Exchange("POST /api/auth/login", 500, call={"json": {"username": "b", "password": "c"}})
    )


async def test_every_endpoint_matches_its_description(books: Books, books_app: BooksTestApp) -> None:
    """Each documented answer of each endpoint is got for real, and is of the status, type and shape described."""
    environ = {
        "AUTH_MODE": "builtin", "BUILTIN_USERNAME": "owner", "BUILTIN_PASSWORD_HASH": hash_password(PASSWORD),
        "DEBUG": "true", "UI1_DIR": str(CLASSIC), "SOURCES": "",
    }  # fmt: skip
    signed_in = await books.real(**environ)
    description = await fetch_openapi(signed_in, auth=OWNER)
    add_sources(books_app)
    open_to_all = await books.client(books_app.app())
    await fill_queue(books_app, books.folder)
    await send_all(open_to_all, description, SEARCHES)
    DiskCache(books.folder / "books" / "covers").put(COVER, ebooks.png(), limit=10**6)
    await covers(open_to_all, description)
    await send_all(open_to_all, description, QUEUE)
    await send_all(open_to_all, description, SAVED)
    await catalogue(books, open_to_all, description)
    await send_all(signed_in, description, SIGNED_IN)
    await without_sources(books_app, open_to_all, description)
    await not_there(await books.real(UI1_DIR=str(books.folder)), description)
    await refusals(books, description, environ)
    untested_responses = {
        (endpoint, status)
        for endpoint, status in description.untested_responses(excluded=UNPROVOKED)
        if TAGS & set(description.endpoints[endpoint]["tags"])
    }
    assert not untested_responses, sorted(untested_responses)


async def send_all(client: httpx2.AsyncClient, description: OpenApiDocument, requests: list[Exchange]) -> None:
    """Send every request and hold its answer against the description."""
    for sent in requests:
        await description.send(client, sent)


async def covers(client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Request a picture at both places, and again."""
    first_response = await description.send(
        client, Exchange("GET /api/covers/{cover_id}", path={"cover_id": "sh-1.epub"})
    )
    conditional_request = {"headers": {"if-none-match": first_response.headers["etag"]}}
    await description.send(
        client, Exchange("GET /api/covers/{cover_id}", 304, path={"cover_id": "sh-1.epub"}, call=conditional_request)
    )
    await description.send(client, Exchange("GET /opds/covers/{cover_id}", path={"cover_id": "sh-1.epub"}))


async def catalogue(books: Books, client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Request every list of the catalogue in both versions, without a book and with one, and for a file."""
    lists = [Exchange(f"GET /opds{version}/{name}") for version in ("", "/v2") for name in LISTS]
    for empty in (True, False):
        await send_all(
            client,
            description,
            [Exchange("GET /opds"), Exchange("GET /opds/v2"), Exchange("GET /opds/search.xml")],
        )
        await send_all(
            client, description, [replace(sent, call={"params": {"q": "title", "name": "A"}}) for sent in lists]
        )
        if empty:
            await Library(books.pool, books.folder / "ingest").put(
                series="A", authors=("A",), year=1999, description="Good.", isbns=("9780141439471",), subjects=("Tea",)
            )
    await send_all(client, description, [replace(sent, status=400, query=TOO_MANY) for sent in lists])
    feed = (await client.get("/opds/v2/books")).json()
    href = next(link["href"] for book in feed["publications"] for link in book["links"] if "/files/" in link["href"])
    where = dict(zip(("file_id", "name"), href.rsplit("/", 2)[1:], strict=True))
    endpoint = "GET /opds/files/{file_id}/{name}"
    await description.send(client, Exchange(endpoint, path=where))
    for status, part in PARTS:
        await description.send(client, Exchange(endpoint, status, path=where, call={"headers": {"range": part}}))
    await description.send(client, Exchange(endpoint, 404, path=where | {"file_id": "77"}))


async def without_sources(books_app: BooksTestApp, client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Request what catalogues know while none of them answers, and for the probe without a worker."""
    books_app.sources[0].outage = books_app.providers[0].outage = "does not answer"
    body = {"json": {"source": "shop", "source_id": "sh-77.epub"}}
    provided = {"provider": "knower", "provider_id": "OL77W"}
    whose = {"provider": "knower", "book_id": "OL77W"}
    outage = [
        Exchange("GET /api/search", 503, call={"params": {"query": "nothing known"}}),
        Exchange("GET /api/info", 503, call={"params": {"id": "sh-77.epub"}}),
        Exchange("GET /api/download", 503, call={"params": {"id": "sh-77.epub"}}),
        Exchange("POST /api/download", 503, call={"params": {"id": "sh-77.epub"}}),
        Exchange("GET /api/metadata/search", 503, call={"params": {"query": "nothing known"}}),
        Exchange("GET /api/metadata/book/{provider}/{provider_id}", 503, path=provided),
        Exchange("GET /api/releases", 503, call={"params": whose}),
        Exchange("POST /api/releases/download", 503, call=body),
        Exchange("GET /api/health", 503),
    ]
    await send_all(client, description, outage)
    await books_app.deps.pool.execute("SELECT procrastinate_register_worker_v1()")
    await description.send(client, Exchange("GET /api/health"))


async def test_differences_at_the_own_port(books: Books) -> None:
    """Alone the app has its page at the root with its pictures, and is described without what is served elsewhere."""
    beside = await fetch_openapi(await books.real(UI1_DIR=str(CLASSIC)))
    client = await books.own_port_app(UI1_DIR=str(CLASSIC))
    description = await fetch_openapi(client)
    pictures = {"GET /logo.png": {}, "GET /request/favico{rest}": {"rest": "n.ico"}}
    assert set(description.endpoints) - set(beside.endpoints) == {"GET /logo.png"}
    assert description.endpoints["GET /request"]["x-aliases"] == ["/"]
    for endpoint, path in pictures.items():
        await description.send(client, Exchange(endpoint, path=path))
        for status, part in PARTS:
            await description.send(client, Exchange(endpoint, status, path=path, call={"headers": {"range": part}}))
    description.check(await client.get("/"), endpoint="GET /request")
    modern = await books.own_port_app(UI2_DIST=str(MODERN), AUTH_MODE="none")
    page = await fetch_openapi(modern)
    await page.send(modern, Exchange("GET /"))


async def not_there(client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Ask a server without DEBUG, whose classic page has no files, for both."""
    for endpoint in ("GET /request", "GET /request/favico{rest}", "GET /api/debug", "GET /api/restart"):
        await description.send(client, Exchange(endpoint, 404, path={"rest": "n.ico"}))
    for endpoint in description.endpoints:
        # A NUL character in an address is refused before anything else, by the endpoints whose address has room.
        nul = dict.fromkeys(re.findall(r"\{(\w+)\}", endpoint), NUL)
        if nul and "400" in description.endpoints[endpoint]["responses"] and "/static/" not in endpoint:
            await description.send(client, Exchange(endpoint, 400, path=nul))


async def test_a_server_without_sign_in_reports_that(books: Books) -> None:
    """Where nobody has to sign in no way is named; elsewhere each is, to those who have."""
    nobody = await fetch_openapi(await books.real())
    guarded = await books.real(
        AUTH_MODE="builtin", BUILTIN_USERNAME="owner", BUILTIN_PASSWORD_HASH=hash_password(PASSWORD)
    )
    assert (await guarded.get("/openapi.json")).status_code == 401
    somebody = await fetch_openapi(guarded, auth=OWNER)
    assert "security" not in nobody.endpoints["GET /api/status"]
    assert {} not in somebody.endpoints["GET /api/status"]["security"]
    assert "security" not in somebody.endpoints["GET /api/health"]


async def test_no_optional_value_is_refused(books: Books, books_app: BooksTestApp) -> None:
    """What may be left out may be, and in every form that the description gives it is understood."""
    environ = {"AUTH_MODE": "builtin", "BUILTIN_USERNAME": "owner", "BUILTIN_PASSWORD_HASH": hash_password(PASSWORD)}
    signed_in = await books.real(**environ)
    add_sources(books_app)
    client = await books.client(books_app.app())
    await fill_queue(books_app, books.folder)
    description = await fetch_openapi(client)
    lists = [Exchange(f"GET /opds{version}/{name}") for version in ("", "/v2") for name in LISTS]
    saved = [Exchange("POST /api/saved-searches", call={"json": {"name": "mine", "query": "frankenstein"}})]
    searches = [sent for sent in SEARCHES if sent.endpoint != "GET /api/metadata/search"]
    queue = [sent for sent in QUEUE if sent.endpoint != "POST /api/download"]
    assert await check_variations(client, description, [*searches, *lists, *EITHER], names={"source": "shop"}) > 100
    assert await check_variations(client, description, queue) > 20
    await check_saved(client, description, saved[0])
    assert await check_variations(signed_in, await fetch_openapi(signed_in, auth=OWNER), SIGNED_IN[:2]) > 2


async def check_saved(client: httpx2.AsyncClient, description: OpenApiDocument, good: Exchange) -> None:
    """Check the forms of a search to save, each under a name of its own."""
    for number, sent in enumerate(variations(description, good)):
        changed = replace(sent, call={"json": {**sent.call["json"], "name": f"search {number}"}})
        response = await description.send(client, changed)
        await client.delete(f"/api/saved-searches/{response.json()['id']}")
