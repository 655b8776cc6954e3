"""One real PostgreSQL per test session: shared by its workers, migrated once, cloned for each test."""

import fcntl
import itertools
import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from alcove.foundation.database import EmbeddedPostgres, MigrationSource, migrate
from alcove.foundation.settings import ServerSettings
from alcove.main.build import migration_sources as declared_sources
from support.folders import fast_folder

SESSION = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
PREFIX = f"alcove-test-{os.getuid()}-"
TEMPLATE = "template_migrated"

# Nothing here outlives the session, so nothing need reach a disk.
WITHOUT_DURABILITY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
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
        """Yield the address of a copy of `template`, which is dropped in the end."""
        name = f"test_{self._worker}_{next(self._numbers)}"
        self._admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield replace_database(self._dsn, name)
        finally:
            self._admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def exists(self, name: str) -> bool:
        """Return whether there is a database of that name."""
        return self._admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None

    def make_template(self) -> None:
        """Migrate the template unless another worker did."""
        if self.exists(TEMPLATE):
            return
        draft = "template_draft"
        self._admin.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
        self._admin.execute(f'CREATE DATABASE "{draft}"')
        migrate(replace_database(self._dsn, draft), migration_sources())
        self._admin.execute(f'ALTER DATABASE "{draft}" RENAME TO "{TEMPLATE}"')


def replace_database(dsn: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return re.sub(r"/[^/?@]*(?=\?|$)", f"/{name}", dsn, count=1)


def session_folder(base: Path) -> Path:
    """Return this session's folder, the same for all its workers."""
    return fast_folder(base) / f"{PREFIX}{SESSION}"


@contextmanager
def databases(folder: Path, *, worker: str) -> Iterator[Databases]:
    """Run the session's PostgreSQL in `folder`, together with the other workers; the last one removes it."""
    for stale in set(folder.parent.glob(f"{PREFIX}*/")) - {folder}:
        _remove_unused(stale)
    with ExitStack() as stack:
        stack.callback(_remove_unused, folder)
        with _folder_lock(folder):
            made = Databases(
                stack.enter_context(EmbeddedPostgres(folder, settings=WITHOUT_DURABILITY).lease()), worker=worker
            )
        stack.callback(made.close)
        yield made


def _remove_unused(folder: Path) -> None:
    """Stop and remove a session's PostgreSQL unless somebody uses it; sessions that were killed leave one."""
    embedded = EmbeddedPostgres(folder, settings=WITHOUT_DURABILITY)
    with _folder_lock(folder):
        if embedded.status().running:
            with embedded.lease():
                pass
        if not embedded.status().running:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    with (folder.parent / f".{PREFIX}lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_template(made: Databases, folder: Path) -> str:
    """Make the template once for all workers and return its name."""
    with _folder_lock(folder):
        made.make_template()
    return TEMPLATE


def make_migrated_data(folder: Path) -> Path:
    """Make a data directory with a migrated, stopped PostgreSQL once for all workers and return it."""
    data = folder / "migrated"
    with _folder_lock(folder):
        if not data.exists():
            draft = folder / "migrating"
            shutil.rmtree(draft, ignore_errors=True)
            with EmbeddedPostgres(draft, settings=WITHOUT_DURABILITY).lease() as dsn:
                migrate(dsn, migration_sources())
            draft.rename(data)
    return data


def copy_migrated_data(data: Path, target: Path) -> None:
    """Put a copy of a data directory's PostgreSQL, with its owner, into a data directory that has none."""
    if not (target / "postgres").exists():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", "--reflink=auto", data / "postgres", target], check=True)


def worker_name() -> str:
    """Return the name of this test process, unique in its session."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
