"""Mounted applications, and routes with limits of their own: which host names and bodies reach them."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from alcove.foundation.settings import ServerSettings
from alcove.foundation.web import Access, Api, Call, build_app
from alcove.foundation.web.app import render_plain_error
from wire.web.conftest import Log, serve_client

EVIL = {"Host": "evil.example"}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the size of the body."""
    body = await Request(scope, receive).body()
    response = JSONResponse({"size": len(body)}, headers={"Vary": "Origin"})
    await response(scope, receive, send)


async def measure(call: Call[None, None]) -> dict[str, int]:
    """Return the size of a body that is read as it arrives."""
    return {"size": sum([len(chunk) async for chunk in call.request.stream()])}


@pytest.fixture
async def client(log: Log) -> AsyncIterator[httpx2.AsyncClient]:  # noqa: ARG001 - the log is silent otherwise
    """Yield a client of three mounts: an ordinary one, one without a host check, and one with its own body limit."""
    api = Api(name="mounts", title="Mounts", render_error=render_plain_error)
    api.mount("/checked", app=echo, access=Access.PUBLIC)
    api.mount("/open", app=echo, access=Access.PUBLIC, checks_host=False)
    api.mount("/large", app=echo, access=Access.PUBLIC, body_limit=5000)
    for path, limit in (("/route", None), ("/large-route", 5000)):
        api.route("POST", path, access=Access.PUBLIC, body_limit=limit)(measure)
    async with serve_client(build_app([api], settings=ServerSettings(alcove_body_limit=1024))) as opened:
        yield opened


async def test_host_names(client: httpx2.AsyncClient) -> None:
    """An unknown host name is refused, except by a mount that authenticates by other means than cookies."""
    for method in ("GET", "POST", "OPTIONS"):
        assert (await client.request(method, "/checked", headers=EVIL)).status_code == 421
        assert (await client.request(method, "/open/x", headers=EVIL)).status_code == 200


async def test_other_origins(client: httpx2.AsyncClient) -> None:
    """A mount is asked by pages of any origin: it decides itself whom it answers."""
    headers = {"Origin": "http://page.example", "Access-Control-Request-Method": "POST"}
    assert (await client.options("/open", headers=headers)).status_code == 200
    assert (await client.post("/open", content=b"x", headers={"Origin": "http://page.example"})).json() == {"size": 1}


async def test_body_limits(client: httpx2.AsyncClient) -> None:
    """The server's limit of request bodies holds for mounts and routes that have none of their own."""
    for path, limit in (("/open", 1024), ("/large", 5000), ("/route", 1024), ("/large-route", 5000)):
        assert (await client.post(path, content=b"x" * limit)).json() == {"size": limit}
        assert (await client.post(path, content=b"x" * (limit + 1))).status_code == 413


async def test_vary(client: httpx2.AsyncClient) -> None:
    """A header that the server adds to each response is not sent twice."""
    assert (await client.get("/open")).headers["vary"] == "Origin"
