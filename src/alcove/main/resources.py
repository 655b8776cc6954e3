"""What main hands to every app."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.settings import ServerSettings

T = TypeVar("T", bound=msgspec.Struct)


class Loader(Protocol):
    """Reads a settings struct from the places the process was configured from."""

    def __call__(self, kind: type[T], /) -> T:
        """Return the struct, or raise SettingError."""
        ...


@dataclass(frozen=True, slots=True)
class Resources:
    """The running parts of one process; an app declares a Protocol of those it uses, not importing this.

    `stopping` is set when the process is told to leave: endless answers end then. `given` names the settings of a
    struct that the process was configured with, as opposed to their defaults.
    """

    server: ServerSettings
    load: Loader
    data_dir: Path
    dsn: str
    pool: Pool
    notices: Notices
    clock: Clock
    stopping: asyncio.Event
    network: Network = field(default_factory=Network)
    given: Callable[[type[msgspec.Struct]], frozenset[str]] = lambda _: frozenset()
