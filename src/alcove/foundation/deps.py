"""The running parts of one process, as one typed container that every app is handed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.preferences import LivePreferences
from alcove.foundation.ratelimit import LimitStore, MemoryLimitStore
from alcove.foundation.realtime import Hub
from alcove.foundation.redis import RedisConnection
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.foundation.identity import Identity

T = TypeVar("T", bound=msgspec.Struct)


class SettingsLoader(Protocol):
    """Reads a settings struct from the places that the process was configured from."""

    def __call__(self, kind: type[T], /) -> T:
        """Return the struct, or raise SettingError."""
        ...


@dataclass(frozen=True, slots=True)
class Deps:
    """Connections, clock, network and settings of one process.

    `load` reads a settings struct; `given` names the fields of one that the environment or a file sets, as opposed
    to their defaults. `preferences` are the settings that a page may change. `identity` returns the accounts of the
    process, built on first use. `stopping` is set when the process is told to leave: endless answers end then.
    `limits` keeps the starts of rate limits for all processes where Redis is there, else for this one.
    """

    server: ServerSettings
    load: SettingsLoader
    data_dir: Path
    dsn: str
    pool: Pool
    notices: Notices
    hub: Hub
    clock: Clock
    stopping: asyncio.Event
    preferences: LivePreferences
    identity: "Callable[[], Identity]"
    network: Network = field(default_factory=Network)
    redis: RedisConnection = field(default_factory=RedisConnection)
    limits: LimitStore = field(default_factory=lambda: MemoryLimitStore(SystemClock()))
    given: Callable[[type[msgspec.Struct]], frozenset[str]] = lambda _: frozenset()
