"""The queue as everybody sees it, kept for as long as nothing changes."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from alcove.apps.books.service import queueing
from alcove.apps.books.service.queueing import CHANNEL, PREFIX, Prefix
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool

LONGEST: Final = 1.0
"""Seconds for which a reading is good at most: what is not heard of while the database is away is seen then."""


@dataclass(slots=True)
class _Reading:
    """One reading of the queue, perhaps under way."""

    until: float
    bytes: "asyncio.Task[bytes]"


@dataclass(slots=True)
class _State:
    """What the board knows."""

    readings: dict[tuple[Prefix, bool], _Reading] = field(default_factory=dict)
    listening: "asyncio.Task[None] | None" = None
    hears: bool = False


class Board:
    """Answers status reads from one reading per change, shared by all who ask.

    A change made through this process is seen by the next reader (`changed`), one made elsewhere as soon as its
    notification is here.
    """

    def __init__(self, pool: Pool, notices: Notices, *, clock: Clock, keep: bool = True) -> None:
        """Take the database; with `keep` off every reader has a reading of its own."""
        self._pool = pool
        self._notices = notices
        self._clock = clock
        self._keep = keep
        self._state = _State()

    def changed(self) -> None:
        """Let nobody see again what was read before now."""
        self._state.readings.clear()

    async def snapshot(self, *, prefix: Prefix = PREFIX, legacy_names: bool = False) -> bytes:
        """Return the whole queue by status name as JSON."""
        if not self._keep or not self._heard():
            return await queueing.snapshot(self._pool, prefix=prefix, legacy_names=legacy_names)
        key = (prefix, legacy_names)
        reading = self._state.readings.get(key)
        if reading is None or self._clock.monotonic() >= reading.until:
            reading = self._state.readings[key] = self._read(prefix, legacy_names=legacy_names)
        # One reader who hangs up takes nothing from the others.
        return await asyncio.shield(reading.bytes)

    def _read(self, prefix: Prefix, *, legacy_names: bool) -> _Reading:
        task = asyncio.create_task(queueing.snapshot(self._pool, prefix=prefix, legacy_names=legacy_names))
        task.add_done_callback(self._forget_failure)
        return _Reading(self._clock.monotonic() + LONGEST, task)

    def _forget_failure(self, task: "asyncio.Task[bytes]") -> None:
        if task.cancelled() or task.exception() is not None:
            self._state.readings = {
                key: reading for key, reading in self._state.readings.items() if reading.bytes is not task
            }

    def _heard(self) -> bool:
        """Tell whether changes are being listened for, and see to it that they are."""
        if self._state.listening is None or self._state.listening.done():
            self._state.hears = False
            self._state.listening = asyncio.create_task(self._listen(), name="books-board")
        return self._state.hears

    async def _listen(self) -> None:
        try:
            async with self._notices.subscribe(CHANNEL) as heard:
                self.changed()
                self._state.hears = True
                while True:
                    await heard.get()
                    self.changed()
        finally:
            self._state.hears = False
            self.changed()
