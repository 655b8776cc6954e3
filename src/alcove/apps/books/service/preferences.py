"""The settings as they are now: what the process was given, what the settings page stored, the defaults."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings.storing import with_stored
from alcove.apps.books.store import settings as store
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import get_logger

LONGEST: Final = 30.0
"""Seconds for which a reading is good at most, whatever is heard."""

log = get_logger("alcove.books.settings")


@dataclass(slots=True)
class _State:
    """What is known, and whether changes are being listened for."""

    reading: "asyncio.Task[BooksSettings] | None" = None
    until: float = 0.0
    listening: "asyncio.Task[None] | None" = None
    hears: bool = False
    wrong: tuple[str, ...] = ()


class StoredPreferences:
    """Reads the stored settings once and again after each change, whichever process made it."""

    def __init__(
        self, pool: Pool, notices: Notices, *, started: BooksSettings, given: Collection[str], clock: Clock
    ) -> None:
        """Take the settings of the start; the names in `given` were set there and win over what is stored."""
        self._pool = pool
        self._notices = notices
        self.started = started
        self.given = frozenset(given)
        self._clock = clock
        self._state = _State()

    async def current(self) -> BooksSettings:
        """Return the settings as they are now."""
        state = self._state
        if state.listening is None or state.listening.done():
            state.hears = False
            state.listening = asyncio.create_task(self._listen(), name="books-settings")
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

    async def _read(self) -> BooksSettings:
        settings, wrong = with_stored(self.started, await store.read(self._pool), given=self.given)
        if self._state.wrong != tuple(wrong):
            self._state.wrong = tuple(wrong)
            log.warning("stored_settings_left_out", names=", ".join(wrong).upper())
        return settings

    async def _listen(self) -> None:
        try:
            async with self._notices.subscribe(store.CHANNEL) as heard:
                self.changed()
                self._state.hears = True
                while True:
                    await heard.get()
                    self.changed()
        finally:
            self._state.hears = False
            self.changed()


def _failed(reading: "asyncio.Task[BooksSettings]") -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)


def open_preferences(deps: Deps) -> StoredPreferences:
    """Return the settings of a process, which a page may change at any time."""
    return StoredPreferences(
        deps.pool,
        deps.notices,
        started=deps.load(BooksSettings),
        given=deps.given(BooksSettings),
        clock=deps.clock,
    )
