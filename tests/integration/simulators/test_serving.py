"""Serving ASGI apps on loopback, as every other test does."""

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
    """Answer with the path."""
    return PlainTextResponse(request.url.path)


async def forever(_: Request) -> StreamingResponse:
    """Answer with a stream that never ends."""

    async def ticks() -> AsyncIterator[bytes]:
        while True:
            yield b"tick\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(ticks())


APP = Starlette(routes=[Route("/forever", forever), Route("/{rest:path}", hello)])


def test_two_servers_at_once_have_their_own_ports() -> None:
    """Two apps served at the same time answer on different ports."""
    with serve(APP) as first, serve(APP) as second:
        assert first != second
        assert httpx.get(f"{first}/a").text == "/a"
        assert httpx.get(f"{second}/b").text == "/b"


async def test_serving_inside_the_running_loop() -> None:
    """The async variant serves from the test's own event loop."""
    async with serve_async(APP) as base_url, http_client() as client:
        assert (await client.get(f"{base_url}/x")).text == "/x"


def test_a_kept_alive_connection_does_not_hold_the_server_open() -> None:
    """Stopping ends although a client keeps its connection."""
    with blocking_http_client() as client, serve(APP) as base_url:
        client.get(base_url)


def test_an_endless_answer_does_not_hold_the_server_open() -> None:
    """Stopping ends although a stream is still being read."""
    with blocking_http_client() as client:
        with serve(APP) as base_url:
            response = client.send(client.build_request("GET", f"{base_url}/forever"), stream=True)
            assert next(response.iter_bytes()).startswith(b"tick")
        response.close()


def test_a_failing_start_up_reaches_the_test() -> None:
    """An app whose lifespan fails is reported instead of waited for."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        int("no")
        yield

    with pytest.raises(HostingError, match="start-up failed"), serve(Starlette(lifespan=lifespan)):
        pass


async def test_a_taken_port_is_refused_by_name() -> None:
    """A port that somebody listens on is refused with its number."""
    async with serve_app(APP) as base_url:
        port = int(base_url.rsplit(":", 1)[1])
        with pytest.raises(HostingError, match=str(port)):
            async with serve_app(APP, port=port):
                pass
