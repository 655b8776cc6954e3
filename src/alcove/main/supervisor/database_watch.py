"""Restart the embedded PostgreSQL when it stops while Alcove runs."""

import asyncio
from collections.abc import Callable

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, DatabaseError, connect
from alcove.foundation.telemetry import get_logger

RETRY_PAUSE = 1.0

log = get_logger("alcove.serve")


async def watch_database(dsn: str, *, restart: Callable[[], object], clock: Clock) -> None:
    """Hold an idle connection until cancelled; when it is lost, call `restart` in a thread and reconnect."""
    while True:
        try:
            await _wait_until_lost(dsn)
        except DATABASE_LOST as error:
            log.warning("database_unreachable", error=str(error))
        try:
            await asyncio.to_thread(restart)
        except DatabaseError as error:
            log.warning("database_restart_failed", error=str(error))
        await clock.sleep(RETRY_PAUSE)


async def _wait_until_lost(dsn: str) -> None:
    connection = await connect(dsn, name="alcove-serve")
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        await lost.wait()
        log.warning("database_lost")
    finally:
        await connection.close(timeout=RETRY_PAUSE)
