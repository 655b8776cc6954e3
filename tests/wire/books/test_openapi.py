"""Every endpoint of books responds as documented, on the shared server and on its own port."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.apps.books import APP
from alcove.apps.books.start import OWN_PORT
from alcove.foundation.database import Pool
from alcove.foundation.identity import ScriptTokens
from alcove.foundation.identity import hash_werkzeug_password as hash_password
from alcove.foundation.images import ImageCache
from alcove.foundation.web import WebApp, build_app
from fixtures.books.app_with_sources import BooksTestApp
from fixtures.books.served_app import make_books_deps, serve_books_app
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
    PAGE_CLEAR,
    PAGE_QUEUE,
    PAGE_SEARCHES,
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
TESTED_ELSEWHERE: list[tuple[str, str]] = [("GET /api/books/events", "200")]
"""Documented answers that other tests provoke."""


class Books:
    """Serves the books app in every configuration."""

    def __init__(self, dsn: str, *, pool: Pool, folder: Path, stack: AsyncExitStack) -> None:
        self.pool = pool
        self.folder = folder
        self._dsn = dsn
        self._stack = stack

    async def serve_process(self, **environ: str) -> httpx2.AsyncClient:
        """Serve the app with these settings and return a client."""
        served = await self._stack.enter_async_context(
            serve_books_app(environ, dsn=self._dsn, pool=self.pool, data_dir=self.folder, clock=FakeClock())
        )
        return await self._stack.enter_async_context(served.client())

    async def own_port_app(self, **environ: str) -> httpx2.AsyncClient:
        """Serve the app as on its own port and return a client."""
        deps = make_books_deps(environ, dsn=self._dsn, pool=self.pool, data_dir=self.folder)
        site = APP.build_api(deps).sites[OWN_PORT]
        return await self.client(build_app([site.api], settings=site.server, frontend=site.frontend))

    async def client(self, app: WebApp) -> httpx2.AsyncClient:
        """Serve an application and return a client."""
        base = await self._stack.enter_async_context(serve_async(app))
        return await self._stack.enter_async_context(http_client(base))


@pytest.fixture
async def books(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Books]:
    """Provide a factory of servers."""
    async with AsyncExitStack() as stack:
        yield Books(dsn, pool=pool, folder=tmp_path, stack=stack)


def guarded_endpoints(description: OpenApiDocument) -> list[Exchange]:
    """Return a request to every endpoint of books that requires sign-in according to the description."""
    call = {"json": {"enabled": True, "name": "x", "query": "y"}}
    return [
        Exchange(endpoint, path=dict.fromkeys(re.findall(r"\{(\w+)\}", endpoint), "1"), call=call)
        for endpoint, operation in description.endpoints.items()
        if TAGS & set(operation["tags"]) and "security" in operation
    ]


async def check_all_refuse(description: OpenApiDocument, client: httpx2.AsyncClient, status: int, **call: Any) -> None:
    """Check that every endpoint that requires sign-in responds with `status`."""
    for sent in guarded_endpoints(description):
        if str(status) in description.endpoints[sent.endpoint]["responses"]:
            client.cookies.clear()
            await description.send(client, replace(sent, status=status, call={**sent.call, **call}))


async def check_refusals(books: Books, description: OpenApiDocument, environ: dict[str, str]) -> None:
    """Check 401, 403, 429 and 503 at every endpoint that requires sign-in."""
    client = await books.serve_process(**environ)
    await check_all_refuse(description, client, 401)
    changes = [sent for sent in guarded_endpoints(description) if sent.method != "GET"]
    for sent in changes:
        await description.send(client, replace(sent, status=403, call={**sent.call, "auth": OWNER, "headers": FOREIGN}))
    token = await ScriptTokens(pool=books.pool, app="books").add("script", username="script", is_admin=False)
    bearer = {"authorization": f"Bearer {token}"}
    for path in ("/api/settings", "/api/debug", "/api/books/ingest"):
        await description.send(client, Exchange(f"GET {path}", 403, call={"headers": bearer}))
    await description.send(
        client, Exchange("GET /api/settings/{tab}", 403, path={"tab": "x"}, call={"headers": bearer})
    )
    # A server caches a successful password check, so a new server is used for wrong ones.
    locked_client = await books.serve_process(**environ)
    for _ in range(10):
        await locked_client.post("/api/auth/login", json={"username": "owner", "password": "guess"})
    await check_all_refuse(description, locked_client, 429, auth=OWNER)
    locked = {"json": {"username": "owner", "password": PASSWORD}}
    await description.send(locked_client, Exchange("POST /api/auth/login", 429, call=locked))
    broken_client = await books.serve_process(**environ | {"BUILTIN_PASSWORD_HASH": ""})
    await check_all_refuse(description, broken_client, 503)
    await description.send(
        broken_client, Exchange("POST /api/auth/login", 500, call={"json": {"username": "b", "password": "c"}})
    )


async def test_every_endpoint_matches_its_description(books: Books, books_app: BooksTestApp) -> None:
    """Every documented response is received, with the described status, media type and schema."""
    environ = {
        "AUTH_MODE": "builtin", "BUILTIN_USERNAME": "owner", "BUILTIN_PASSWORD_HASH": hash_password(PASSWORD),
        "DEBUG": "true", "UI1_DIR": str(CLASSIC), "SOURCES": "",
    }  # fmt: skip
    signed_in = await books.serve_process(**environ)
    description = await fetch_openapi(signed_in, auth=OWNER)
    add_sources(books_app)
    open_to_all = await books.client(books_app.app())
    await fill_queue(books_app, books.folder)
    await send_all(open_to_all, description, SEARCHES)
    ImageCache(books.folder / "books" / "covers").put(COVER, ebooks.png(), limit=10**6)
    await check_covers(open_to_all, description)
    await send_all(open_to_all, description, [*PAGE_SEARCHES, *PAGE_QUEUE])
    await send_all(open_to_all, description, [*QUEUE, PAGE_CLEAR])
    await send_all(open_to_all, description, SAVED)
    await check_catalogue(books, open_to_all, description)
    await send_all(signed_in, description, SIGNED_IN)
    await check_outage(books_app, open_to_all, description)
    await check_missing_files(await books.serve_process(UI1_DIR=str(books.folder)), description)
    await check_refusals(books, description, environ)
    untested_responses = {
        (endpoint, status)
        for endpoint, status in description.untested_responses(excluded=TESTED_ELSEWHERE)
        if TAGS & set(description.endpoints[endpoint]["tags"])
    }
    assert not untested_responses, sorted(untested_responses)


async def send_all(client: httpx2.AsyncClient, description: OpenApiDocument, requests: list[Exchange]) -> None:
    """Send every request and check its response against the description."""
    for sent in requests:
        await description.send(client, sent)


async def check_covers(client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Request a cover at both prefixes, and again with its ETag."""
    first_response = await description.send(
        client, Exchange("GET /api/covers/{cover_id}", path={"cover_id": "sh-1.epub"})
    )
    conditional_request = {"headers": {"if-none-match": first_response.headers["etag"]}}
    await description.send(
        client, Exchange("GET /api/covers/{cover_id}", 304, path={"cover_id": "sh-1.epub"}, call=conditional_request)
    )
    await description.send(client, Exchange("GET /opds/covers/{cover_id}", path={"cover_id": "sh-1.epub"}))


async def check_catalogue(books: Books, client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Request every list of the catalogue in both versions, without books and with one, and a file."""
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


async def check_outage(books_app: BooksTestApp, client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Send requests while all catalogues fail, and the health check without a worker."""
    books_app.sources[0].outage = books_app.providers[0].outage = "does not answer"
    body = {"json": {"source": "shop", "source_id": "sh-77.epub"}}
    provider_book = {"provider": "biblio", "provider_id": "OL77W"}
    book_key = {"provider": "biblio", "book_id": "OL77W"}
    outage = [
        Exchange("GET /api/search", 503, call={"params": {"query": "nothing known"}}),
        Exchange("GET /api/info", 503, call={"params": {"id": "sh-77.epub"}}),
        Exchange("GET /api/download", 503, call={"params": {"id": "sh-77.epub"}}),
        Exchange("POST /api/download", 503, call={"params": {"id": "sh-77.epub"}}),
        Exchange("GET /api/metadata/search", 503, call={"params": {"query": "nothing known"}}),
        Exchange("GET /api/metadata/book/{provider}/{provider_id}", 503, path=provider_book),
        Exchange("GET /api/releases", 503, call={"params": book_key}),
        Exchange("POST /api/releases/download", 503, call=body),
        Exchange("GET /api/health", 503),
    ]
    await send_all(client, description, outage)
    await books_app.deps.pool.execute("SELECT procrastinate_register_worker_v1()")
    await description.send(client, Exchange("GET /api/health"))


async def test_differences_at_the_own_port(books: Books) -> None:
    """On its own port the app has its page and its images at the root, and no other endpoints."""
    shared = await fetch_openapi(await books.serve_process(UI1_DIR=str(CLASSIC)))
    client = await books.own_port_app(UI1_DIR=str(CLASSIC))
    description = await fetch_openapi(client)
    pictures = {"GET /logo.png": {}, "GET /request/favico{rest}": {"rest": "n.ico"}}
    assert set(description.endpoints) - set(shared.endpoints) == {"GET /logo.png"}
    assert description.endpoints["GET /request"]["x-aliases"] == ["/"]
    for endpoint, path in pictures.items():
        await description.send(client, Exchange(endpoint, path=path))
        for status, part in PARTS:
            await description.send(client, Exchange(endpoint, status, path=path, call={"headers": {"range": part}}))
    description.check(await client.get("/"), endpoint="GET /request")
    modern = await books.own_port_app(UI2_DIST=str(MODERN), AUTH_MODE="none")
    page = await fetch_openapi(modern)
    await page.send(modern, Exchange("GET /"))


async def check_missing_files(client: httpx2.AsyncClient, description: OpenApiDocument) -> None:
    """Request files and debug endpoints of a server that has neither."""
    for endpoint in ("GET /request", "GET /request/favico{rest}", "GET /api/debug", "GET /api/restart"):
        await description.send(client, Exchange(endpoint, 404, path={"rest": "n.ico"}))
    for endpoint in description.endpoints:
        # A NUL character in an address is refused before anything else, by endpoints with path parameters.
        nul = dict.fromkeys(re.findall(r"\{(\w+)\}", endpoint), NUL)
        if nul and "400" in description.endpoints[endpoint]["responses"] and "/static/" not in endpoint:
            await description.send(client, Exchange(endpoint, 400, path=nul))


async def test_a_server_without_sign_in_reports_that(books: Books) -> None:
    """Without sign-in no security scheme is listed; otherwise the configured ones are."""
    without_sign_in = await fetch_openapi(await books.serve_process())
    guarded = await books.serve_process(
        AUTH_MODE="builtin", BUILTIN_USERNAME="owner", BUILTIN_PASSWORD_HASH=hash_password(PASSWORD)
    )
    assert (await guarded.get("/openapi.json")).status_code == 401
    with_sign_in = await fetch_openapi(guarded, auth=OWNER)
    assert "security" not in without_sign_in.endpoints["GET /api/status"]
    assert {} not in with_sign_in.endpoints["GET /api/status"]["security"]
    assert "security" not in with_sign_in.endpoints["GET /api/health"]


async def test_no_optional_value_is_refused(books: Books, books_app: BooksTestApp) -> None:
    """Optional values may be omitted, and every documented form of them is accepted."""
    environ = {"AUTH_MODE": "builtin", "BUILTIN_USERNAME": "owner", "BUILTIN_PASSWORD_HASH": hash_password(PASSWORD)}
    signed_in = await books.serve_process(**environ)
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
    """Check the documented forms of a saved search, each with its own name."""
    for number, sent in enumerate(variations(description, good)):
        changed = replace(sent, call={"json": {**sent.call["json"], "name": f"search {number}"}})
        response = await description.send(client, changed)
        await client.delete(f"/api/saved-searches/{response.json()['id']}")
