"""Cache invalidation by NOTIFY: any process can invalidate the caches of all processes."""

import asyncio
from collections.abc import Callable

from alcove.foundation.database import MISSED, PgListener


class CacheInvalidation:
    """Listens on one channel, from the first call of `ensure_listening`."""

    def __init__(self, listener: PgListener, channel: str, *, by_prefix: bool = False) -> None:
        """Take the channel; with `by_prefix`, a payload is a prefix of the changed keys."""
        self._listener = listener
        self._channel = channel
        self._by_prefix = by_prefix
        self._callbacks: list[Callable[[str | None], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._is_listening = False

    def add_callback(self, callback: Callable[[str | None], None]) -> None:
        """Call `callback` at each change, with the prefix of the changed keys, or None for all keys."""
        self._callbacks.append(callback)

    def ensure_listening(self) -> bool:
        """Start listening unless it is running; return whether changes are received already."""
        if self._task is None or self._task.done():
            self._is_listening = False
            self._task = asyncio.create_task(self._listen(), name=f"cache-invalidation-{self._channel}")
        return self._is_listening

    async def close(self) -> None:
        """Stop listening."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _listen(self) -> None:
        try:
            async with self._listener.subscribe(self._channel) as payloads:
                self._invalidate(None)
                self._is_listening = True
                while True:
                    payload = await payloads.get()
                    self._invalidate(payload if self._by_prefix and payload != MISSED else None)
        finally:
            self._is_listening = False
            self._invalidate(None)

    def _invalidate(self, prefix: str | None) -> None:
        for callback in self._callbacks:
            callback(prefix)
