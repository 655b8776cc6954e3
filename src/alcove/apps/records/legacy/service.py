"""Import of another database: read in one snapshot, repaired, merged in one transaction."""

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
    """The result of an import; `orphans` are offers without a seller or record, `models_left` are not imported."""

    sellers: MergeCounts
    records: MergeCounts
    offers: MergeCounts
    picks: MergeCounts
    votes: MergeCounts
    trainings: MergeCounts
    orphans: int
    models_left: int


def _ignore_progress(_table: str, _rows: int) -> None:
    """Do nothing."""


async def import_legacy(dsn: str, *, source: str, on_progress: OnProgress = _ignore_progress) -> ImportReport:
    """Merge the tables of the database `source`; a second import changes nothing."""
    async with (
        _connect(source, description="the database to import from") as source_db,
        _connect(dsn, description="the database") as target,
    ):
        if await source_tables.is_same_database(source_db, target):
            raise Conflict("The database to import from is this one; its tables were adopted when it was migrated.")
        await source_tables.create_staging_tables(target)
        async with source_db.transaction(isolation="repeatable_read", readonly=True):
            read, models = await _stage(source_db, target, on_progress=on_progress)
        return await _merge(target, read=read, models=models)


@asynccontextmanager
async def _connect(dsn: str, *, description: str) -> AsyncIterator[Connection]:
    try:
        connection = await connect(dsn, name="alcove-import")
    except (*DATABASE_LOST, ValueError, DatabaseError) as error:
        raise SourceUnreadable(f"{description[0].upper()}{description[1:]} cannot be reached: {error}") from None
    try:
        yield connection
    finally:
        await connection.close()


async def _stage(source_db: Connection, target: Connection, *, on_progress: OnProgress) -> tuple[dict[str, int], int]:
    columns = {table: await source_tables.read_columns(source_db, table) for table in (*source_tables.TABLES, MODELS)}
    _check_columns(columns)
    read = dict.fromkeys(source_tables.TABLES, 0)
    try:
        for table in (name for name in source_tables.TABLES if columns[name]):
            async for rows in source_tables.read_rows(source_db, table, columns=columns[table]):
                await source_tables.stage_rows(target, table, rows=rows)
                read[table] += len(rows)
                on_progress(table, len(rows))
        models = await source_tables.count_rows(source_db, MODELS) if columns[MODELS] else 0
    except asyncpg.InsufficientPrivilegeError as error:
        raise SourceUnreadable(f"The database to import from does not let this user read it: {error}.") from error
    return read, models


def _check_columns(columns: dict[str, frozenset[str]]) -> None:
    absent = [f"discogs_{table}" for table in source_tables.REQUIRED if not columns[table]]
    if absent:
        raise SourceUnreadable(
            f"The database to import from is not one of a record scout: it has no {', '.join(absent)}."
        )
    for table in (name for name in source_tables.TABLES if columns[name]):
        missing = source_tables.find_missing_columns(table, columns[table])
        if missing:
            raise InvalidRequest(f"discogs_{table} of that database has no {', '.join(missing)}.")


async def _merge(target: Connection, *, read: dict[str, int], models: int) -> ImportReport:
    orphans = await source_tables.repair_rows(target)
    async with target.transaction():
        await catalogue.lock_for_writing(target)
        await daily_pick.lock_for_picking(target)
        counts = {table: await merge.merge(target, table, read=read[table]) for table in merge.MERGES}
        await request_training(target)
        await request_predictions(target)
    return ImportReport(
        sellers=counts["seller"], records=counts["record"], offers=counts["listing"], picks=counts["recordoftheday"],
        votes=counts["recordofthedayfeedback"], trainings=counts["recommendationmetrics"], orphans=orphans,
        models_left=models,
    )  # fmt: skip
