"""The rows of a dump in the tables of this app, where the server has no database for the program."""

from dataclasses import dataclass
from typing import Final

import asyncpg

from alcove.apps.study.dumps import DataBlock, DumpError, add_columns, load_rows
from alcove.apps.study.own_rows import EXCLUDED, OwnRows
from alcove.apps.study.project_import.model import ImportReport
from alcove.apps.study.project_import.program import describe

_UNKNOWN: Final = "this server has no such table: set STUDY_PROJECT_DATABASE to import the program with its tables"


@dataclass(slots=True, kw_only=True)
class OwnTablesImport:
    """Stages the rows of `public`, and adds them once all are there."""

    rows: OwnRows
    report: ImportReport

    async def load(self, block: DataBlock) -> None:
        """Stage rows of a table that this app has, and count those of others."""
        report = self.report.table(str(block.table))
        known = block.table.schema == "public" and self.rows.find(block.table.name) is not None
        if not known:
            reason = EXCLUDED.get(block.table.name, _UNKNOWN)
            count = _count(block)
            report.found += count
            report.skipped[reason] += count
            return
        block.require_columns()
        try:
            staged = await self.rows.stage(block.table.name, block.columns)
            await add_columns(self.rows.connection, staged, columns=block.columns)
            await load_rows(self.rows.connection, staged, chunks=block.chunks, columns=block.columns)
        except asyncpg.PostgresError as error:
            raise DumpError(f"the rows of {block.table}: {describe(error)}. Nothing was changed") from error

    async def complete(self) -> None:
        """Add the rows."""
        for name, result in (await self.rows.add()).items():
            table = self.report.table(f"public.{name}")
            table.found, table.added, table.kept = result.found, result.added, result.kept
            table.skipped, table.notes = result.skipped, result.notes


def _count(block: DataBlock) -> int:
    return sum(chunk.count(b"\n") for chunk in block.chunks)
