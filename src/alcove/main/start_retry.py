"""Start a process whose database or disk is away: try again for ever, with growing pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from typing import Final, TypeVar

from alcove.foundation.database import BackupFailed, DatabaseNotReady, is_away, provide_database
from alcove.foundation.retry import backoff, retry
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import get_logger
from alcove.main.migrations import ensure_migrated

T = TypeVar("T")

FIRST_PAUSE: Final = 1.0
MAX_PAUSE: Final = 15.0

log = get_logger("alcove.start")


class StartStopped(Exception):
    """The process was told to stop before it could start."""


def may_succeed_later(error: BaseException) -> bool:
    """Return whether a start failed because something is away, as opposed to a wrong setting."""
    return isinstance(error, DatabaseNotReady | BackupFailed | OSError) or is_away(error)


async def start_with_retries(work: Callable[[], Awaitable[T]], *, fail_fast: bool, stop: asyncio.Event) -> T:
    """Return the result of `work`, which is repeated while its error may pass; StartStopped when `stop` is set."""

    async def pause(seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
        if stop.is_set():
            raise StartStopped

    def report(error: BaseException, seconds: float) -> None:
        log.warning("start_failed", error=str(error) or type(error).__name__, pause=seconds)

    return await retry(
        work,
        on=may_succeed_later,
        wait=backoff(FIRST_PAUSE, MAX_PAUSE),
        sleep=pause,
        attempts=1 if fail_fast else None,
        on_failure=report,
    )


async def start_database(
    leases: ExitStack, configuration: Configuration, *, fail_fast: bool, stop: asyncio.Event
) -> str:
    """Take a lease on the database and migrate it, as soon as that is possible; return its DSN."""

    def attempt() -> str:
        with ExitStack() as stack:
            dsn = stack.enter_context(provide_database(configuration.database, configuration.data_dir))
            ensure_migrated(configuration, dsn)
            leases.push(stack.pop_all())
            return dsn

    return await start_with_retries(lambda: asyncio.to_thread(attempt), fail_fast=fail_fast, stop=stop)


def start_standalone(leases: ExitStack, configuration: Configuration) -> str:
    """Do the same in a process whose event loop does not run yet, which signals end at once; return the DSN."""
    fail_fast = configuration.server.alcove_fail_fast

    async def run() -> str:
        return await start_database(leases, configuration, fail_fast=fail_fast, stop=asyncio.Event())

    return asyncio.run(run())
