"""Ends the work for a client that has closed its connection, so that its statement does not run on."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Final, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")

PATIENCE: Final = 1.0
"""Seconds that work may take before anybody looks whether its client is still there: most work is done by then."""


class ClientGone(Exception):
    """The client has closed its connection: there is nobody to respond to."""


async def end_when_client_leaves(work: Awaitable[T], *, receive: Receive) -> T:
    """Return what `work` returns; ClientGone when it was cancelled because the client has left.

    The body of the request must have been read.
    """
    watch = _ClientWatch(receive)
    try:
        return await work
    except asyncio.CancelledError:
        if not watch.has_left:
            raise
        watch.task.uncancel()
        raise ClientGone from None
    finally:
        watch.stop()


class _ClientWatch:
    """Cancels the current task when the client leaves."""

    def __init__(self, receive: Receive) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("requests are handled in a task")
        self.task: asyncio.Task[Any] = task
        self.has_left = False
        self._receive = receive
        self._watcher: asyncio.Task[None] | None = None
        # A timer costs far less than a task.
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._start)

    def stop(self) -> None:
        """Stop watching."""
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def _start(self) -> None:
        self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        with suppress(ClientDisconnect):
            while (await self._receive())["type"] != "http.disconnect":
                pass
        self.has_left = True
        self.task.cancel()
