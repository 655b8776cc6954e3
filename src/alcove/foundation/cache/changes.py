"""Hears from PostgreSQL that what is kept has changed, whichever process changed it."""

import asyncio
from collections.abc import Callable

from alcove.foundation.database import MISSED, Notices


class Changes:
    """Listens on one channel, from the first time that somebody asks whether it does."""

    def __init__(self, notices: Notices, channel: str, *, by_prefix: bool = False) -> None:
        """Take the channel; with `by_prefix`, a payload is the beginning of the keys that have changed."""
        self._notices = notices
        self._channel = channel
        self._by_prefix = by_prefix
        self._callbacks: list[Callable[[str | None], None]] = []
        self._listening: asyncio.Task[None] | None = None
        self._hears = False

    def call(self, changed: Callable[[str | None], None]) -> None:
        """Call a function at each change, with the prefix of the keys it concerns, None for all of them."""
        self._callbacks.append(changed)

    def is_heard(self) -> bool:
        """Return whether changes are being heard of, and see to it that they are."""
        if self._listening is None or self._listening.done():
            self._hears = False
            self._listening = asyncio.create_task(self._listen(), name=f"changes-{self._channel}")
        return self._hears

    async def close(self) -> None:
        """Stop listening."""
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        try:
            async with self._notices.subscribe(self._channel) as heard:
                self._tell(None)
                self._hears = True
                while True:
                    payload = await heard.get()
                    self._tell(payload if self._by_prefix and payload != MISSED else None)
        finally:
            self._hears = False
            self._tell(None)

    def _tell(self, prefix: str | None) -> None:
        for changed in self._callbacks:
            changed(prefix)
