"""The records app, served for real on a database of the test's own."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from alcove.apps.records import APP
from alcove.foundation.database import Pool
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.lightly import structlog
from alcove.foundation.web import WebApp, build_app
from support.clock import FakeClock
from support.deps import make_deps
from support.http_client import http_client
from support.servers import serve_async


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect what is logged."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def clock() -> FakeClock:
    """Give the clock that the app goes by."""
    return FakeClock()


@pytest.fixture
def app(
    dsn: str,
    pool: Pool,
    clock: FakeClock,
    tmp_path: Path,
    *,
    log: io.StringIO,  # noqa: ARG001 - loud otherwise
) -> WebApp:
    """Give the whole server with the records app in it."""
    deps = make_deps(dsn, pool=pool, clock=clock, data_dir=tmp_path)
    return build_app([APP.build_api(deps).api], settings=ServerSettings(), pages=("/", *APP.page_addresses))


@pytest.fixture
async def base_url(app: WebApp) -> AsyncIterator[str]:
    """Give the address at which the app is served."""
    async with serve_async(app) as address:
        yield address


@pytest.fixture
async def client(base_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of the app that asks for nothing by itself."""
    async with http_client(base_url) as opened:
        opened.headers.pop("accept-encoding")
        yield opened
