"""One real PostgreSQL per test session: shared by its workers, migrated once, cloned for each test."""

import fcntl
import itertools
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from alcove.foundation.database import EmbeddedPostgres, MigrationSource, migrate
from alcove.foundation.settings import ServerSettings
from alcove.main.build import migration_sources as declared_sources

SESSION = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
PREFIX = f"alcove-test-{os.getuid()}-"
ROOM = 2 * 1024**3

TEMPLATE = "template_migrated"

# Nothing here outlives the session, so nothing need reach a disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}


def migration_sources() -> list[MigrationSource]:
    """Return every source of migrations that exists, in the order in which they are applied."""
    return declared_sources(ServerSettings())


class Databases:
    """Makes and drops the databases of one test process."""

    def __init__(self, dsn: str, *, worker: str) -> None:
        self._dsn = dsn
        self._worker = worker
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(dsn, autocommit=True)

    def close(self) -> None:
        """Leave the server."""
        self._admin.close()

    @contextmanager
    def clone(self, template: str = TEMPLATE) -> Iterator[str]:
        """Give the address of a copy of `template`, which is dropped in the end."""
        name = f"test_{self._worker}_{next(self._numbers)}"
        self._admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield at_database(self._dsn, name)
        finally:
            self._admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def exists(self, name: str) -> bool:
        """Tell whether there is a database of that name."""
        return self._admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None

    def make_template(self) -> None:
        """Migrate the template unless another worker did."""
        if self.exists(TEMPLATE):
            return
        draft = "template_draft"
        self._admin.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
        self._admin.execute(f'CREATE DATABASE "{draft}"')
        migrate(at_database(self._dsn, draft), migration_sources())
        self._admin.execute(f'ALTER DATABASE "{draft}" RENAME TO "{TEMPLATE}"')


def at_database(dsn: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return re.sub(r"/[^/?@]*(?=\?|$)", f"/{name}", dsn, count=1)


def place(base: Path) -> Path:
    """Return this session's folder, the same for all its workers."""
    return fast_folder(base) / f"{PREFIX}{SESSION}"


def fast_folder(base: Path) -> Path:
    """Return a folder in memory if there is room, else `base`: a clone takes 15 ms, on a busy disk up to 300."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else base


@contextmanager
def databases(folder: Path, *, worker: str) -> Iterator[Databases]:
    """Run the session's PostgreSQL in `folder`, together with the other workers; the last one removes it."""
    for stale in set(folder.parent.glob(f"{PREFIX}*/")) - {folder}:
        _end(stale)
    with ExitStack() as stack:
        stack.callback(_end, folder)
        with _alone(folder):
            made = Databases(stack.enter_context(EmbeddedPostgres(folder, settings=FAST).lease()), worker=worker)
        stack.callback(made.close)
        yield made


def _end(folder: Path) -> None:
    """Stop and remove a session's PostgreSQL unless somebody uses it; sessions that were killed leave one."""
    embedded = EmbeddedPostgres(folder, settings=FAST)
    with _alone(folder):
        if embedded.status().running:
            with embedded.lease():
                pass
        if not embedded.status().running:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder.parent / f".{PREFIX}lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def template(made: Databases, folder: Path) -> Iterator[str]:
    """Make the template once for all workers and give its name."""
    with _alone(folder):
        made.make_template()
    yield TEMPLATE


def worker_name() -> str:
    """Return what tells this test process apart from the session's others."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
