"""Prepare the database of the role: its tables are created where there are none."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from alcove.apps.study.auth_role.store import find_missing_columns, is_made_by_others
from alcove.foundation.cli import FAILED, CommandError
from alcove.foundation.database import (
    DatabaseError,
    DatabaseNotReady,
    foreign_connection,
    is_away,
    migrate,
)
from alcove.foundation.identity import MIGRATIONS
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import get_logger

NAME: Final = "alcove-auth"
FIRST_PAUSE: Final = 0.5
MAX_PAUSE: Final = 15.0
_MAX_NAMES: Final = 5

log = get_logger("alcove.auth")


class StartStopped(Exception):
    """The process was told to stop before its database was ready."""


async def prepare_database(dsn: str, *, stop: asyncio.Event) -> None:
    """Create the tables, or check those of another program; retried while the database is away. CommandError."""

    async def pause(seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
        if stop.is_set():
            raise StartStopped

    def report(error: BaseException, seconds: float) -> None:
        log.warning("database_unavailable", error=str(error) or type(error).__name__, pause=seconds)

    try:
        await retry(
            lambda: _prepare(dsn),
            on=lambda error: isinstance(error, DatabaseNotReady | OSError) or is_away(error),
            wait=backoff(FIRST_PAUSE, MAX_PAUSE),
            sleep=pause,
            on_failure=report,
        )
    except DatabaseError as error:
        raise CommandError(str(error), code=FAILED) from error


async def _prepare(dsn: str) -> None:
    async with foreign_connection(dsn, name=NAME) as connection:
        if await is_made_by_others(connection):
            missing = await find_missing_columns(connection)
            if missing:
                raise CommandError(_describe(missing), code=FAILED)
            return
    # The tables of the schema auth are all that this role needs.
    applied = await asyncio.to_thread(migrate, dsn, MIGRATIONS[:1])
    if applied:
        log.info("tables_created", migrations=len(applied))


def _describe(missing: Sequence[str]) -> str:
    others = f" and {len(missing) - _MAX_NAMES} more" if len(missing) > _MAX_NAMES else ""
    return (
        f"the schema auth of this database is of another program, and lacks {', '.join(missing[:_MAX_NAMES])}{others}:"
        " upgrade it with that program, or set another DATABASE_URL. Nothing was changed"
    )
