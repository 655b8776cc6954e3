"""Notices when the embedded PostgreSQL dies while Alcove runs, and has it started again."""

import asyncio
from collections.abc import Callable

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, DatabaseError, connect
from alcove.foundation.telemetry import get_logger

PAUSE = 1.0

log = get_logger("alcove.serve")


async def watch_database(dsn: str, *, revive: Callable[[], object], clock: Clock) -> None:
    """Hold an idle connection until cancelled; whenever it is lost call `revive` in a thread and reconnect."""
    while True:
        try:
            await _until_lost(dsn)
        except DATABASE_LOST as error:
            log.warning("database_unreachable", error=str(error))
        try:
            await asyncio.to_thread(revive)
        except DatabaseError as error:
            log.warning("database_not_revived", error=str(error))
        await clock.sleep(PAUSE)


async def _until_lost(dsn: str) -> None:
    connection = await connect(dsn, name="alcove-serve")
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        await lost.wait()
        log.warning("database_lost")
    finally:
        await connection.close(timeout=PAUSE)
