"""Two small apps on a real server."""

import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx2
import pytest

from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from alcove.foundation.web import WebApp, build_app
from support.http_client import http_client
from support.servers import serve_async
from wire.web.shop import shop, till

Serve = Callable[..., AbstractAsyncContextManager[httpx2.AsyncClient]]


class Log(io.StringIO):
    """The log of the server."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the lines, decoded."""
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def find(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of one event."""
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def log() -> Iterator[Log]:
    """Collect log output of all levels."""
    stream = Log()
    configure_logging(level="debug", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@asynccontextmanager
async def serve_shop(settings: ServerSettings | None = None, **options: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve the two apps with these settings and yield a client of them."""
    app = build_app([shop(), till()], settings=settings or ServerSettings(), **options)
    async with serve_client(app) as client:
        yield client


@asynccontextmanager
async def serve_client(app: WebApp) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve an application and yield a client without default headers."""
    async with serve_async(app) as base_url, http_client(base_url) as client:
        client.headers.pop("accept-encoding")
        yield client


@pytest.fixture
def serve() -> Serve:
    """Return the function that serves the apps."""
    return serve_shop


@pytest.fixture
async def client(log: Log) -> AsyncIterator[httpx2.AsyncClient]:  # noqa: ARG001 - the log is silent otherwise
    """Yield a client of the apps with default settings."""
    async with serve_shop() as opened:
        yield opened
