"""The supervisor's watch over its database never ends by itself."""

import asyncio
import errno
from itertools import pairwise
from pathlib import Path

import pytest

from alcove.foundation.database import DatabaseNotReady
from alcove.main.supervisor.database_watch import watch_database
from support.clock import FakeClock
from support.until import until_async


@pytest.mark.parametrize("error", [DatabaseNotReady("no space"), OSError(errno.ENOSPC, "no space")])
async def test_failed_restarts_are_repeated_with_growing_pauses(tmp_path: Path, error: Exception) -> None:
    """A database that cannot be started is started again and again, every ten seconds in the end."""
    clock, tried_at = FakeClock(), list[float]()

    def restart() -> None:
        tried_at.append(clock.monotonic())
        raise error

    watching = asyncio.create_task(watch_database(f"postgresql://x@/x?host={tmp_path}", restart=restart, clock=clock))
    await until_async(lambda: len(tried_at) > 6)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert [later - earlier for earlier, later in pairwise(tried_at[:7])] == [1, 2, 4, 8, 10, 10]
