"""Current settings: environment and command line first, then stored values, then defaults."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from alcove.foundation.cache import Cache, CacheInvalidation
from alcove.foundation.clock import Clock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.preferences import store
from alcove.foundation.preferences.snapshot import Snapshot
from alcove.foundation.telemetry import get_logger

MAX_AGE: Final = 30.0
"""Maximum age in seconds of cached settings, in case a notification was lost."""

T = TypeVar("T", bound=msgspec.Struct)
T_co = TypeVar("T_co", bound=msgspec.Struct, covariant=True)

log = get_logger("alcove.preferences")


class SettingsReader(Protocol[T_co]):
    """Reads a settings struct that can change at run time."""

    async def current(self) -> T_co:
        """Return the current settings."""
        ...


class FixedSettings(Generic[T]):
    """Settings that never change."""

    def __init__(self, settings: T) -> None:
        self._settings = settings

    async def current(self) -> T:
        """Return the settings."""
        return self._settings


class LivePreferences:
    """Caches the stored settings, and reads them again after a change by any process."""

    def __init__(
        self,
        pool: Pool,
        pg_listener: PgListener,
        *,
        startup: Sequence[msgspec.Struct],
        set_at_start: Callable[[type[msgspec.Struct]], Collection[str]],
        clock: Clock,
    ) -> None:
        """Create it with the startup settings; `set_at_start` returns which settings of a struct were set then."""
        self._pool = pool
        self.startup = Snapshot({type(struct): struct for struct in startup})
        self.set_at_start = frozenset(name for kind in self.startup.structs for name in set_at_start(kind))
        changes = CacheInvalidation(pg_listener, store.CHANNEL)
        self._snapshots: Cache[str, Snapshot] = Cache(size=1, ttl=MAX_AGE, clock=clock, changes=changes)
        self._invalid: tuple[str, ...] = ()

    def reader(self, kind: type[T]) -> "LiveSettings[T]":
        """Return a reader of one struct."""
        return LiveSettings(self, kind)

    async def snapshot(self) -> Snapshot:
        """Return the current values of all structs."""
        return await self._snapshots.get("", self._read)

    def invalidate(self) -> None:
        """Invalidate the cache."""
        self._snapshots.clear()

    async def _read(self) -> Snapshot:
        snapshot, invalid = self.startup.with_stored(await store.read(self._pool), set_at_start=self.set_at_start)
        if self._invalid != tuple(invalid):
            self._invalid = tuple(invalid)
            log.warning("stored_settings_ignored", names=", ".join(invalid).upper())
        return snapshot


@dataclass(frozen=True, slots=True)
class LiveSettings(Generic[T]):
    """One struct of the live preferences."""

    preferences: LivePreferences
    kind: type[T]

    async def current(self) -> T:
        """Return the current settings."""
        return (await self.preferences.snapshot())[self.kind]
