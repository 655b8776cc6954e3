"""The dependency container of a process, which every app receives."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.preferences import LivePreferences
from alcove.foundation.ratelimit import LimitStore, MemoryLimitStore
from alcove.foundation.realtime import Hub
from alcove.foundation.redis import RedisConnection
from alcove.foundation.settings import ServerSettings
from alcove.foundation.vault import SecretColumn, Vault

if TYPE_CHECKING:
    from alcove.foundation.identity import Identity
    from alcove.foundation.telemetry import Tracing

T = TypeVar("T", bound=msgspec.Struct)


class SettingsLoader(Protocol):
    """Loads a settings struct from the sources of the process's configuration."""

    def __call__(self, kind: type[T], /) -> T:
        """Return the struct; SettingError."""
        ...


@dataclass(frozen=True, slots=True)
class Deps:
    """The connections, clock, network and settings of a process.

    `load` loads a settings struct, with the current values of the settings that can be reloaded; `on_reload` gets what
    to call after a reload; `server` has the values of the start. `fields_set` returns the names of its fields that the
    environment or a file sets. `preferences` are the settings that a page can change.
    `identity` returns the accounts service, built on first use.
    `vault` encrypts secrets that are stored, `secrets` are the columns of the running apps with such secrets.
    `stopping` is set when the process shuts down: open streams end then. `limits` stores rate limits in Redis, for all
    processes, or else in memory. `exit_stack` closes what is opened on first use, when the process has stopped serving.
    """

    server: ServerSettings
    load: SettingsLoader
    data_dir: Path
    dsn: str
    pool: Pool
    pg_listener: PgListener
    hub: Hub
    clock: Clock
    stopping: asyncio.Event
    preferences: LivePreferences
    identity: "Callable[[], Identity]"
    vault: Vault
    secrets: tuple[SecretColumn, ...] = ()
    network: Network = field(default_factory=Network)
    redis: RedisConnection = field(default_factory=RedisConnection)
    limits: LimitStore = field(default_factory=lambda: MemoryLimitStore(SystemClock()))
    fields_set: Callable[[type[msgspec.Struct]], frozenset[str]] = lambda _: frozenset()
    exit_stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    tracing: "Tracing | None" = None
    on_reload: Callable[[Callable[[], object]], object] = lambda _: None
