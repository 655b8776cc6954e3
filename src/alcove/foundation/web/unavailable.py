"""Requests while the database is away: reads are repeated for a moment, then each gets an error that says so."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from alcove.foundation.database import DISK_FULL, is_away
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.retry import backoff, retry

ATTEMPTS: Final = 5
WAIT: Final = backoff(0.1, 0.8)
"""Together about two seconds: a restart of the database takes one."""


def is_temporary(error: BaseException) -> bool:
    """Return whether the same request may succeed in a moment, because the database was away."""
    reason = error.__cause__ if isinstance(error, SignInUnavailable) and error.__cause__ else error
    return is_away(reason) and not isinstance(reason, DISK_FULL)


async def repeat_read(read: Callable[[], Awaitable[None]]) -> None:
    """Repeat a read that failed with a temporary error until it succeeds; raise its error after two seconds."""
    await asyncio.sleep(WAIT(1))
    await retry(read, on=is_temporary, wait=lambda failures: WAIT(failures + 1), sleep=asyncio.sleep, attempts=ATTEMPTS)
