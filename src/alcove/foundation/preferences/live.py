"""Settings as they are now: what the process was given, what a page stored, the defaults."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import msgspec

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


@dataclass(slots=True)
class _State:
    """What is known, and whether changes are being listened for."""

    reading: "asyncio.Task[Snapshot] | None" = None
    until: float = 0.0
    listening: "asyncio.Task[None] | None" = None
    hears: bool = False
    wrong: tuple[str, ...] = ()


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
        self._notices = notices
        self.started = Snapshot({type(struct): struct for struct in started})
        self.given = frozenset(name for kind in self.started.structs for name in given(kind))
        self._clock = clock
        self._state = _State()

    def of(self, kind: type[T]) -> "LiveSettings[T]":
        """Return the reader of one struct."""
        return LiveSettings(self, kind)

    async def snapshot(self) -> Snapshot:
        """Return all structs as they are now."""
        state = self._state
        if state.listening is None or state.listening.done():
            state.hears = False
            state.listening = asyncio.create_task(self._listen(), name="preferences")
        if not state.hears:
            return await self._read()
        reading = state.reading
        if reading is None or self._clock.monotonic() >= state.until or _failed(reading):
            reading = state.reading = asyncio.create_task(self._read())
            state.until = self._clock.monotonic() + LONGEST
        return await asyncio.shield(reading)

    def changed(self) -> None:
        """Let nobody see again what was read before now."""
        self._state.reading = None

    async def _read(self) -> Snapshot:
        snapshot, wrong = self.started.with_stored(await store.read(self._pool), given=self.given)
        if self._state.wrong != tuple(wrong):
            self._state.wrong = tuple(wrong)
            log.warning("stored_settings_left_out", names=", ".join(wrong).upper())
        return snapshot

    async def _listen(self) -> None:
        try:
            async with self._notices.subscribe(store.CHANNEL) as notifications:
                self.changed()
                self._state.hears = True
                while True:
                    await notifications.get()
                    self.changed()
        finally:
            self._state.hears = False
            self.changed()


@dataclass(frozen=True, slots=True)
class LiveSettings(Generic[T]):
    """One struct of the live preferences."""

    preferences: LivePreferences
    kind: type[T]

    async def current(self) -> T:
        """Return the settings as they are now."""
        return (await self.preferences.snapshot())[self.kind]


def _failed(reading: "asyncio.Task[Snapshot]") -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)
