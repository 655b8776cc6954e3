"""The import of another database: read in one snapshot, mended, merged in one transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import msgspec

from alcove.apps.records import catalogue, daily_pick
from alcove.apps.records.errors import Conflict, InvalidRequest, SourceUnreadable
from alcove.apps.records.legacy.store import merge, source_tables
from alcove.apps.records.legacy.store.merge import MergeCounts
from alcove.apps.records.taste import request_predictions, request_training
from alcove.foundation.database import DATABASE_LOST, Connection, DatabaseError, connect

MODELS: Final = "recommendationmodel"

OnProgress = Callable[[str, int], None]
"""Called with a table's name and how many more of its rows have been read."""


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did; `orphans` are offers whose seller or record was missing, models are never carried over."""

    sellers: MergeCounts
    records: MergeCounts
    offers: MergeCounts
    picks: MergeCounts
    votes: MergeCounts
    trainings: MergeCounts
    orphans: int
    models_left: int


def _ignore_progress(_table: str, _rows: int) -> None:
    """Tell nobody."""


async def import_legacy(dsn: str, *, source: str, on_progress: OnProgress = _ignore_progress) -> ImportReport:
    """Merge the tables behind the address `source`; doing so again changes nothing."""
    async with _connect(source, of="the database to import from") as theirs, _connect(dsn, of="the database") as ours:
        if await source_tables.is_same_database(theirs, ours):
            raise Conflict("The database to import from is this one; its tables were adopted when it was migrated.")
        await source_tables.create_staging_tables(ours)
        async with theirs.transaction(isolation="repeatable_read", readonly=True):
            read, models = await _stage(theirs, ours, on_progress=on_progress)
        return await _merge(ours, read=read, models=models)


@asynccontextmanager
async def _connect(dsn: str, *, of: str) -> AsyncIterator[Connection]:
    try:
        connection = await connect(dsn, name="alcove-import")
    except (*DATABASE_LOST, ValueError, DatabaseError) as error:
        raise SourceUnreadable(f"{of[0].upper()}{of[1:]} cannot be reached: {error}") from None
    try:
        yield connection
    finally:
        await connection.close()


async def _stage(theirs: Connection, ours: Connection, *, on_progress: OnProgress) -> tuple[dict[str, int], int]:
    shapes = {table: await source_tables.read_columns(theirs, table) for table in (*source_tables.TABLES, MODELS)}
    _check_columns(shapes)
    read = dict.fromkeys(source_tables.TABLES, 0)
    try:
        for table in (name for name in source_tables.TABLES if shapes[name]):
            async for rows in source_tables.read_rows(theirs, table, columns=shapes[table]):
                await source_tables.stage_rows(ours, table, rows=rows)
                read[table] += len(rows)
                on_progress(table, len(rows))
        models = await source_tables.count_rows(theirs, MODELS) if shapes[MODELS] else 0
    except asyncpg.InsufficientPrivilegeError as error:
        raise SourceUnreadable(f"The database to import from does not let this user read it: {error}.") from error
    return read, models


def _check_columns(shapes: dict[str, frozenset[str]]) -> None:
    absent = [f"discogs_{table}" for table in source_tables.REQUIRED if not shapes[table]]
    if absent:
        raise SourceUnreadable(f"The database to import from is not a record scout's: it has no {', '.join(absent)}.")
    for table in (name for name in source_tables.TABLES if shapes[name]):
        lacking = source_tables.find_missing_columns(table, shapes[table])
        if lacking:
            raise InvalidRequest(f"discogs_{table} over there has no {', '.join(lacking)}.")


async def _merge(ours: Connection, *, read: dict[str, int], models: int) -> ImportReport:
    orphans = await source_tables.repair_rows(ours)
    async with ours.transaction():
        await catalogue.lock_for_writing(ours)
        await daily_pick.lock_for_picking(ours)
        done = {table: await merge.merge(ours, table, read=read[table]) for table in merge.MERGES}
        await request_training(ours)
        await request_predictions(ours)
    return ImportReport(
        sellers=done["seller"], records=done["record"], offers=done["listing"], picks=done["recordoftheday"],
        votes=done["recordofthedayfeedback"], trainings=done["recommendationmetrics"], orphans=orphans,
        models_left=models,
    )  # fmt: skip
