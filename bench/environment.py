"""The environment of a run: a temporary folder, a PostgreSQL, and a database with data."""

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
from bench.processes import find_free_port, run_process, wait_for_answer

KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchEnvironment:
    """A folder, and the address of a database that every app has filled."""

    folder: Path
    dsn: str
    quick: bool = False

    def environ(self, **extra: str) -> dict[str, str]:
        """Return the environment variables of a process that uses this folder and database."""
        inherited = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        return inherited | {"DATABASE_URL": self.dsn, "ALCOVE_DATA_DIR": str(self.folder / "data")} | extra

    @contextmanager
    def api(self, extra: Mapping[str, str] | None = None) -> Iterator[tuple[Popen[bytes], int]]:
        """Run `alcove api` for the block; yield the process and its port."""
        port = find_free_port()
        environ = self.environ(PORT=str(port), **(extra or {}))
        with run_process(["alcove", "api"], environ=environ, log=self.folder / "api.log") as process:
            wait_for_answer(port, "/health/live", process=process)
            yield process, port


def app_packages() -> list[ModuleType]:
    """Return the package of each app; its optional `fill(dsn)` creates the data of its benchmarks."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.ispkg)
    return [importlib.import_module(f"bench.{name}") for name in names]


class _SharedState:
    """The environment of a run, created on first use."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.quick = False
        self.env: BenchEnvironment | None = None


_state = _SharedState()


@contextmanager
def shared_environment(*, quick: bool) -> Iterator[None]:
    """Share one environment for the block and remove it at the end."""
    _state.quick = quick
    with _state.stack:
        yield


def is_quick() -> bool:
    """Return whether this is a short run; for benchmarks that need no database."""
    return _state.quick


def get_environment() -> BenchEnvironment:
    """Return the environment of this run."""
    if _state.env is None:
        _state.env = _state.stack.enter_context(create_environment(quick=_state.quick))
    return _state.env


@contextmanager
def create_environment(*, quick: bool) -> Iterator[BenchEnvironment]:
    """Create an environment for the block, for a benchmark whose rows would slow the others."""
    with tempfile.TemporaryDirectory(prefix="alcove-bench-") as name:
        folder = Path(name)
        with EmbeddedPostgres(folder).lease() as dsn:
            migrate(dsn, migration_sources(ServerSettings()))
            for module in app_packages():
                if hasattr(module, "fill"):
                    asyncio.run(module.fill(dsn))
            yield BenchEnvironment(folder=folder, dsn=dsn, quick=quick)
