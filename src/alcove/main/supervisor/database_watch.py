"""Restart the embedded PostgreSQL when it stops while Alcove runs."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, DatabaseError, connect
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

RETRY_PAUSE = backoff(1.0, 10.0)
STEADY = 60.0
"""Seconds for which a connection must have lasted for the pauses to start anew."""
RESERVE_INTERVAL = 15.0
"""Seconds between two attempts to reserve disk space."""
CLOSE_TIMEOUT = 1.0

log = get_logger("alcove.serve")


async def watch_database(
    dsn: str, *, restart: Callable[[], object], clock: Clock, reserve: Callable[[], object] = lambda: None
) -> None:
    """Hold an idle connection until cancelled; when it is lost, call `restart` in a thread and reconnect.

    It never gives up: the pauses between two attempts grow. `reserve` is called now and then while the database runs.
    """
    failures = 0
    while True:
        started = clock.monotonic()
        try:
            await _wait_until_lost(dsn, reserve=reserve)
        except DATABASE_LOST as error:
            log.warning("database_unreachable", error=str(error) or type(error).__name__)
        failures = 1 if clock.monotonic() - started > STEADY else failures + 1
        try:
            await asyncio.to_thread(restart)
        except (DatabaseError, OSError) as error:
            log.warning("database_restart_failed", error=str(error), pause=RETRY_PAUSE(failures))
            await clock.sleep(RETRY_PAUSE(failures))
        else:
            await clock.sleep(RETRY_PAUSE(1))


async def _wait_until_lost(dsn: str, *, reserve: Callable[[], object]) -> None:
    connection = await connect(dsn, name="alcove-serve")
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        while not lost.is_set():
            await asyncio.to_thread(reserve)
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), RESERVE_INTERVAL)
        log.warning("database_lost")
    finally:
        with suppress(*DATABASE_LOST):
            await connection.close(timeout=CLOSE_TIMEOUT)
