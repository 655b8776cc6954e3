"""A server with sign-in, and a Calibre-Web database."""

import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from fixtures.books.served_app import ServedApp, serve_books_app
from support.clock import FakeClock
from support.peers import make_app_db

Serve = Callable[..., AbstractAsyncContextManager[ServedApp]]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect the log output."""
    stream = io.StringIO()
    configure_logging(level="debug", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def calibre_web_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create the database once."""
    return make_app_db(tmp_path_factory.mktemp("calibre-web"))


@pytest.fixture
def app_db(calibre_web_db: Path, tmp_path: Path) -> Path:
    """Provide a copy of the Calibre-Web database for one test."""
    return Path(shutil.copyfile(calibre_web_db, tmp_path / "app.db"))


@pytest.fixture
def clock() -> FakeClock:
    """Provide the app's clock."""
    return FakeClock()


@pytest.fixture
def serve(
    dsn: str,
    pool: Pool,
    tmp_path: Path,
    clock: FakeClock,
    *,
    log: io.StringIO,  # noqa: ARG001 - loud otherwise
) -> Serve:
    """Return a function that serves the app with additional settings."""

    def serve_with(**environ: str) -> AbstractAsyncContextManager[ServedApp]:
        return serve_books_app(environ, dsn=dsn, pool=pool, data_dir=tmp_path, clock=clock)

    return serve_with


@pytest.fixture
async def guarded(serve: Serve, app_db: Path) -> AsyncIterator[ServedApp]:
    """Provide a server with the users of the database."""
    async with serve(CWA_DB_PATH=str(app_db)) as served:
        yield served
