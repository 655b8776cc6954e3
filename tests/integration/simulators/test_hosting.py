"""Serving ASGI apps on loopback ports."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from alcove.simulators.hosting import HostingError, serve_app
from support.http_client import blocking_http_client, http_client
from support.servers import serve, serve_async


async def hello(request: Request) -> PlainTextResponse:
    """Return the path."""
    return PlainTextResponse(request.url.path)


async def endless(_: Request) -> StreamingResponse:
    """Return an endless stream."""

    async def ticks() -> AsyncIterator[bytes]:
        while True:
            yield b"tick\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(ticks())


APP = Starlette(routes=[Route("/endless", endless), Route("/{rest:path}", hello)])


def test_two_servers_have_different_ports() -> None:
    """Two apps that are served at the same time have different ports."""
    with serve(APP) as first, serve(APP) as second:
        assert first != second
        assert httpx.get(f"{first}/a").text == "/a"
        assert httpx.get(f"{second}/b").text == "/b"


async def test_serving_inside_the_running_loop() -> None:
    """The async variant runs in the event loop of the test."""
    async with serve_async(APP) as base_url, http_client() as client:
        assert (await client.get(f"{base_url}/x")).text == "/x"


def test_keep_alive_does_not_delay_shutdown() -> None:
    """The server stops although a client keeps its connection open."""
    with blocking_http_client() as client, serve(APP) as base_url:
        client.get(base_url)


def test_endless_response_does_not_delay_shutdown() -> None:
    """The server stops although a stream is still being read."""
    with blocking_http_client() as client:
        with serve(APP) as base_url:
            response = client.send(client.build_request("GET", f"{base_url}/endless"), stream=True)
            assert next(response.iter_bytes()).startswith(b"tick")
        response.close()


def test_start_up_failure() -> None:
    """A failing lifespan raises HostingError."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        int("no")
        yield

    with pytest.raises(HostingError, match="start-up failed"), serve(Starlette(lifespan=lifespan)):
        pass


async def test_port_in_use() -> None:
    """A port that is in use raises HostingError with its number."""
    async with serve_app(APP) as base_url:
        port = int(base_url.rsplit(":", 1)[1])
        with pytest.raises(HostingError, match=str(port)):
            async with serve_app(APP, port=port):
                pass
