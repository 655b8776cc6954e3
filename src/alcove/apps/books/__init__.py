"""Books: found in open catalogues, queued, fetched, delivered into a library's folder.

The names below are all that others may use; what they load is loaded when they are called.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from alcove.apps.books.settings import BooksSettings as Settings
from alcove.foundation.clock import Clock
from alcove.foundation.database import MigrationSource, Notices, Pool
from alcove.foundation.fetch import Network

if TYPE_CHECKING:
    from alcove.foundation.jobs import Task
    from alcove.foundation.telemetry import Probe
    from alcove.foundation.web import Api

__all__ = ["MIGRATIONS", "Settings", "build_api", "build_tasks", "health_probes"]

MIGRATIONS = MigrationSource("books", Path(__file__).parent / "migrations")

T = TypeVar("T", bound=msgspec.Struct)


class Resources(Protocol):
    """The running parts of a process that this app uses."""

    @property
    def pool(self) -> Pool:
        """Return the connections to the database."""
        ...

    @property
    def notices(self) -> Notices:
        """Return the ear for notifications."""
        ...

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        ...

    @property
    def data_dir(self) -> Path:
        """Return the folder for what Alcove keeps."""
        ...

    @property
    def network(self) -> Network:
        """Return the way to other machines."""
        ...

    @property
    def stopping(self) -> asyncio.Event:
        """Return the event that tells the process to leave."""
        ...

    def load(self, kind: type[T], /) -> T:
        """Return a settings struct."""
        ...


def build_api(resources: Resources) -> "Api":
    """Return the endpoints of the app."""
    from alcove.apps.books.routes import build_api, open_context  # noqa: PLC0415 - the worker needs none of it

    return build_api(open_context(resources))


def build_tasks(resources: Resources) -> "Sequence[Task]":  # noqa: ARG001 - as every app is asked
    """Return what the worker does for the app."""
    return []


def health_probes(resources: Resources) -> "Sequence[Probe]":  # noqa: ARG001 - as every app is asked
    """Return the checks that tell whether the app can do its work."""
    return []
