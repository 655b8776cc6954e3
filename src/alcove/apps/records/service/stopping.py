"""Waiting that ends when the process is told to leave."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def unless_stopping(work: Coroutine[Any, Any, T], stopping: asyncio.Event) -> T | None:
    """Return what `work` returns; None, and `work` cancelled, when the process is told to leave first."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
