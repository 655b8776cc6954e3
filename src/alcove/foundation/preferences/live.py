"""Settings as they are now: what the process was given, what a page stored, the defaults."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from alcove.foundation.cache import Cache, CacheInvalidation
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.preferences import store
from alcove.foundation.preferences.values import Snapshot
from alcove.foundation.telemetry import get_logger

LONGEST: Final = 30.0
"""Seconds for which a reading is good at most, whatever is notified."""

T = TypeVar("T", bound=msgspec.Struct)
T_co = TypeVar("T_co", bound=msgspec.Struct, covariant=True)

log = get_logger("alcove.preferences")


class SettingsReader(Protocol[T_co]):
    """A settings struct, some of which a page may change at any time."""

    async def current(self) -> T_co:
        """Return the settings as they are now."""
        ...


class FixedSettings(Generic[T]):
    """Settings that nobody changes."""

    def __init__(self, settings: T) -> None:
        self._settings = settings

    async def current(self) -> T:
        """Return the settings."""
        return self._settings


class LivePreferences:
    """Reads the stored settings once and again after each change, whichever process made it."""

    def __init__(
        self,
        pool: Pool,
        notices: Notices,
        *,
        started: Sequence[msgspec.Struct],
        given: Callable[[type[msgspec.Struct]], Collection[str]],
        clock: Clock,
    ) -> None:
        """Take the settings structs of the start; the names that `given` returns for one were set there and win."""
        self._pool = pool
        self.started = Snapshot({type(struct): struct for struct in started})
        self.given = frozenset(name for kind in self.started.structs for name in given(kind))
        changes = CacheInvalidation(notices, store.CHANNEL)
        self._snapshots: Cache[str, Snapshot] = Cache(size=1, ttl=LONGEST, clock=clock, changes=changes)
        self._wrong: tuple[str, ...] = ()

    def of(self, kind: type[T]) -> "LiveSettings[T]":
        """Return the reader of one struct."""
        return LiveSettings(self, kind)

    async def snapshot(self) -> Snapshot:
        """Return all structs as they are now."""
        return await self._snapshots.get("", self._read)

    def changed(self) -> None:
        """Let nobody see again what was read before now."""
        self._snapshots.clear()

    async def _read(self) -> Snapshot:
        snapshot, wrong = self.started.with_stored(await store.read(self._pool), given=self.given)
        if self._wrong != tuple(wrong):
            self._wrong = tuple(wrong)
            log.warning("stored_settings_left_out", names=", ".join(wrong).upper())
        return snapshot


@dataclass(frozen=True, slots=True)
class LiveSettings(Generic[T]):
    """One struct of the live preferences."""

    preferences: LivePreferences
    kind: type[T]

    async def current(self) -> T:
        """Return the settings as they are now."""
        return (await self.preferences.snapshot())[self.kind]
