"""The OpenAPI document of a server with a front end and a token."""

from pathlib import Path

from alcove.foundation.settings import Secret, ServerSettings
from support.openapi import Exchange, fetch_openapi
from wire.web.conftest import Serve

PAGES = ("/", "/home", "/dashboard")
TOKEN = "a long token of the server"
BEARER = {"authorization": f"Bearer {TOKEN}"}


async def test_pages_are_described_where_they_are_served(serve: Serve, tmp_path: Path) -> None:
    """With a front end its addresses are documented as HTML; without one they are not documented."""
    async with serve(pages=PAGES) as client:
        bare = await fetch_openapi(client)
    assert not {f"GET {page}" for page in PAGES} & set(bare.endpoints)
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title>")
    async with serve(ServerSettings(serve_frontend_dir=tmp_path), pages=PAGES) as client:
        description = await fetch_openapi(client)
        for page in PAGES:
            response = await description.send(client, Exchange(f"GET {page}"))
            known = {"headers": {"if-none-match": response.headers["etag"]}}
            await description.send(client, Exchange(f"GET {page}", 304, call=known))


async def test_a_token_is_required_where_documented(serve: Serve) -> None:
    """With a token exactly the endpoints with security schemes reject unknown callers."""
    async with serve(ServerSettings(alcove_token=Secret(TOKEN))) as client:
        document = (await client.get("/openapi.json", headers=BEARER)).json()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                response = await client.request(method.upper(), path.replace("{", "").replace("}", ""))
                assert (response.status_code == 401) == ("security" in operation), path


async def test_a_page_takes_no_other_method(serve: Serve, tmp_path: Path) -> None:
    """At an address of a page only, other methods are rejected with the allowed ones."""
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title>")
    async with serve(ServerSettings(serve_frontend_dir=tmp_path), pages=PAGES) as client:
        for method in ("POST", "TRACE", "DELETE"):
            response = await client.request(method, "/home")
            assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert (await client.request("TRACE", "/no-page")).status_code == 404
