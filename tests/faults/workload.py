"""The work that an app does while the server is broken, and the check that none of it is lost or done twice."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import ModuleType
from typing import Protocol

import httpx2

import faults
from faults.report import Row
from faults.server import FaultedServer


class Workload(Protocol):
    """The work of one app. Its outside systems run as long as it is open."""

    name: str
    settings: Mapping[str, str]
    """The settings of a server that does this work."""

    def prepare(self, server: FaultedServer) -> None:
        """Store what the work needs, while everything is well."""
        ...

    def work(self, server: FaultedServer) -> list[httpx2.Response | None]:
        """Ask for more work, remember what the server acknowledges, and return its responses."""
        ...

    def progress(self, server: FaultedServer) -> float | None:
        """Return a number that grows while the server works; None when it does not answer. Infinite: all is done."""
        ...

    def finish(self, server: FaultedServer) -> None:
        """Wait until everything that was acknowledged has ended."""
        ...

    def rows(self, server: FaultedServer) -> list[Row]:
        """Return what became of the work."""
        ...


def app_packages() -> list[ModuleType]:
    """Return the package of each app."""
    names = sorted(module.name for module in pkgutil.iter_modules(faults.__path__) if module.ispkg)
    return [importlib.import_module(f"faults.{name}") for name in names]


@contextmanager
def open_workloads(*, seed: int) -> Iterator[list[Workload]]:
    """Open the workloads of all apps: `open_workload` in the module `workload` of an app's folder."""
    with ExitStack() as stack:
        openers = [importlib.import_module(f"{package.__name__}.workload").open_workload for package in app_packages()]
        opened: list[AbstractContextManager[Workload]] = [opener(seed=seed) for opener in openers]
        yield [stack.enter_context(workload) for workload in opened]


def merge_settings(workloads: list[Workload]) -> dict[str, str]:
    """Return the settings of a server that does all of this work."""
    return {name: value for workload in workloads for name, value in workload.settings.items()}
