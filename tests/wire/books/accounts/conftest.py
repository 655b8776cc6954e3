"""A server that asks who is there, and a database of Calibre-Web."""

import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from fixtures.books.served_app import Served, books_served
from support.clock import FakeClock
from support.peers import make_app_db

Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect everything that is logged."""
    stream = io.StringIO()
    configure_logging(level="debug", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_app_db(tmp_path_factory.mktemp("calibre-web"))


@pytest.fixture
def app_db(_made: Path, tmp_path: Path) -> Path:
    """Provide a database of Calibre-Web that is the test's own."""
    return Path(shutil.copyfile(_made, tmp_path / "app.db"))


@pytest.fixture
def clock() -> FakeClock:
    """Provide the clock that the app goes by."""
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
    """Provide what serves the app with further settings."""

    def served(**environ: str) -> AbstractAsyncContextManager[Served]:
        return books_served(environ, dsn=dsn, pool=pool, data_dir=tmp_path, clock=clock)

    return served


@pytest.fixture
async def guarded(serve: Serve, app_db: Path) -> AsyncIterator[Served]:
    """Provide a server for the users of the database."""
    async with serve(CWA_DB_PATH=str(app_db)) as served:
        yield served
