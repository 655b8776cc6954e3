"""The one way to wait for what another task or process does: check again and again until it holds."""

import asyncio
import inspect
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar, overload

T = TypeVar("T")

WITHIN: Final = 150.0
"""Seconds to wait at most. It only bounds a wait that never ends: whoever waits goes on as soon as the check holds."""
PAUSE: Final = 0.02


def until(check: Callable[[], T], *, within: float = WITHIN, describe: Callable[[], object] = str) -> T:
    """Return the first true result of `check`; fail with `describe()` when there is none in time."""
    end = time.monotonic() + within
    while not (found := check()):
        assert time.monotonic() < end, f"still waiting after {within:g} s: {describe()}"
        time.sleep(PAUSE)
    return found


@overload
async def until_async(
    check: Callable[[], Coroutine[Any, Any, T]], *, within: float = ..., describe: Callable[[], object] = ...
) -> T: ...
@overload
async def until_async(check: Callable[[], T], *, within: float = ..., describe: Callable[[], object] = ...) -> T: ...
async def until_async(check: Callable[[], Any], *, within: float = WITHIN, describe: Callable[[], object] = str) -> Any:
    """Return the first true result of `check`, which may be a coroutine function, without blocking the loop."""
    end = time.monotonic() + within
    while True:
        result = check()
        found = await result if inspect.isawaitable(result) else result
        if found:
            return found
        assert time.monotonic() < end, f"still waiting after {within:g} s: {describe()}"
        await asyncio.sleep(PAUSE)
