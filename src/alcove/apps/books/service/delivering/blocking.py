"""Work that blocks, done beside the event loop and never left behind."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class Stopped(Exception):
    """Raised by work that was told to stop."""


async def in_thread(work: Callable[[threading.Event], T]) -> T:
    """Run `work` in a thread; when the caller is cancelled it is told by the event, and waited for."""
    stop = threading.Event()
    return await uninterrupted(asyncio.to_thread(work, stop), told=stop.set)


async def uninterrupted(work: Awaitable[T], *, told: Callable[[], object] = lambda: None) -> T:
    """Wait for `work` to its end, also when the caller is cancelled, which happens afterwards; `told` hears of it."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        told()
        await asyncio.wait({task})
        if not task.cancelled():
            # What became of it no longer interests anybody, but must be looked at.
            task.exception()
        raise
