"""Where a run of the bench happens: a folder of its own, a PostgreSQL of its own, a filled database."""

import asyncio
import importlib
import os
import pkgutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from types import ModuleType

import bench
from alcove.foundation.database import EmbeddedPostgres, migrate
from alcove.foundation.settings import ServerSettings
from alcove.main.build import migration_sources
from bench.processes import free_port, running, wait_for_answer

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder, and the address of a database in it that every app has filled."""

    folder: Path
    dsn: str
    quick: bool = False

    def environ(self, **more: str) -> dict[str, str]:
        """Return the environment of a process that uses this place and nothing of the caller's."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | {"DATABASE_URL": self.dsn, "ALCOVE_DATA_DIR": str(self.folder / "data")} | more

    @contextmanager
    def api(self, more: Mapping[str, str] | None = None) -> Iterator[tuple[Popen[bytes], int]]:
        """Run `alcove api` for the block, as it comes, with its log in a file."""
        port = free_port()
        environ = self.environ(PORT=str(port), **(more or {}))
        with running(["alcove", "api"], environ=environ, log=self.folder / "api.log") as process:
            wait_for_answer(port, "/health/live", process=process)
            yield process, port


def app_packages() -> list[ModuleType]:
    """Return the packages here, one for each app; its `fill(dsn)`, if it has one, stores what its measures need."""
    names = sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if found.ispkg)
    return [importlib.import_module(f"bench.{name}") for name in names]


class _Shared:
    """The one place of a run, made when the first measure asks for it."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.quick = False
        self.place: Place | None = None


_shared = _Shared()


@contextmanager
def opened(*, quick: bool) -> Iterator[None]:
    """Let measures share one place for the block, and leave nothing behind."""
    _shared.quick = quick
    with _shared.stack:
        yield


def brief() -> bool:
    """Return whether this run is only to try the measures out; for those that need no database."""
    return _shared.quick


def here() -> Place:
    """Return the place of this run."""
    if _shared.place is None:
        _shared.place = _shared.stack.enter_context(_filled(quick=_shared.quick))
    return _shared.place


@contextmanager
def _filled(*, quick: bool) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="alcove-bench-") as name:
        folder = Path(name)
        with EmbeddedPostgres(folder).lease() as dsn:
            migrate(dsn, migration_sources(ServerSettings()))
            for module in app_packages():
                if hasattr(module, "fill"):
                    asyncio.run(module.fill(dsn))
            yield Place(folder=folder, dsn=dsn, quick=quick)
