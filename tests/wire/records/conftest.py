"""The records app on a real server: with its own database per test, or one for all tests that only read."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from alcove.apps.records import APP
from alcove.foundation.database import Pool, close_pool, open_pool
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from alcove.foundation.web import WebApp, build_app
from support.clock import FakeClock
from support.deps import make_deps
from support.http_client import http_client
from support.postgres import Databases
from support.servers import serve_async, serve_opened
from wire.records.sample_data import stock

Seed = Callable[[Pool], Awaitable[object]]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect log output."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of the app."""
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
    """Return the whole server with the records app."""
    return _build(dsn, pool=pool, clock=clock, data_dir=tmp_path)


def _build(dsn: str, *, pool: Pool, clock: FakeClock, data_dir: Path) -> WebApp:
    # The first selection imports heavy libraries, which takes long on a busy machine.
    environ = {"PICK_RESPONSE_BUDGET_S": "60"}
    deps = make_deps(dsn, pool=pool, clock=clock, data_dir=data_dir, environ=environ)
    return build_app([APP.build_api(deps).api], settings=ServerSettings(), pages=("/", *APP.page_addresses))


@pytest.fixture
async def base_url(app: WebApp) -> AsyncIterator[str]:
    """Yield the address of the app."""
    async with serve_async(app) as address:
        yield address


@pytest.fixture
async def client(base_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of the app without default headers."""
    async with http_client(base_url) as opened:
        opened.headers.pop("accept-encoding")
        yield opened


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return the function that stores the rows for the module's reading tests; modules override it."""
    return stock


@pytest.fixture(scope="module")
def shared_url(
    _databases: Databases, _template: str, seed: Seed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield the address of a server for all reading tests of a module."""

    @asynccontextmanager
    async def open_app(dsn: str) -> AsyncIterator[WebApp]:
        pool = await open_pool(dsn)
        try:
            await seed(pool)
            yield _build(dsn, pool=pool, clock=FakeClock(), data_dir=tmp_path_factory.mktemp("shared"))
        finally:
            await close_pool(pool)

    with _databases.clone(_template) as dsn, serve_opened(open_app(dsn)) as address:
        yield address


@pytest.fixture
async def shared_client(shared_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of the shared server; tests must not change anything with it."""
    async with http_client(shared_url) as opened:
        opened.headers.pop("accept-encoding")
        yield opened
