"""A start whose database is away is repeated; one with a wrong setting is not."""

import asyncio
import errno

import pytest

from alcove.foundation.database import BackupFailed, DatabaseNotReady, DatabaseUnreachable, SchemaInUse
from alcove.foundation.errors import DiskFull
from alcove.foundation.settings import SettingError
from alcove.main.start_retry import StartStopped, may_succeed_later, start_with_retries


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DatabaseNotReady("starting"), True),
        (BackupFailed("no space"), True),
        (DatabaseUnreachable("away"), True),
        (DiskFull("full"), True),
        (OSError(errno.ENOSPC, "full"), True),
        (SettingError("PORT"), False),
        (SchemaInUse("books"), False),
        (ValueError("a mistake"), False),
    ],
)
def test_what_may_succeed_later(error: Exception, *, expected: bool) -> None:
    """A database that is away and a full disk pass; wrong settings and mistakes do not."""
    assert may_succeed_later(error) is expected


async def test_a_start_is_repeated_until_it_succeeds() -> None:
    """After a failure the same work is done again; with `fail_fast` its first error is raised."""
    failures = [DatabaseNotReady("starting")]

    async def work() -> str:
        if failures:
            raise failures.pop()
        return "started"

    assert await start_with_retries(work, fail_fast=False, stop=asyncio.Event()) == "started"
    failures.append(DatabaseNotReady("starting"))
    with pytest.raises(DatabaseNotReady):
        await start_with_retries(work, fail_fast=True, stop=asyncio.Event())


async def test_a_stop_ends_the_waiting() -> None:
    """A process that waits for its database stops at once when it is told to."""
    stop = asyncio.Event()

    async def work() -> None:
        stop.set()
        raise DatabaseNotReady("starting")

    with pytest.raises(StartStopped):
        await start_with_retries(work, fail_fast=False, stop=stop)
