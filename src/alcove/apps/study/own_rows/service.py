"""Add staged rows to the tables of this app, for accounts that were decided about before."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from alcove.apps.study.dumps import StagingTable, create_staging
from alcove.apps.study.own_rows import store
from alcove.apps.study.own_rows.model import EXCLUDED, OwnColumn, OwnTable, RowResult
from alcove.foundation.database import Connection

NO_ACCOUNT: Final = "they belong to no account that is imported"


class OwnRows:
    """Rows of several tables, in the transaction of the caller, which has made `pg_temp.account_map`."""

    def __init__(self, connection: Connection, tables: Sequence[OwnTable]) -> None:
        self.connection = connection
        self._tables = {table.name: table for table in tables}
        self._staged: dict[str, StagingTable] = {}

    @classmethod
    async def open(cls, connection: Connection) -> "OwnRows":
        """Read the tables of the database."""
        return cls(connection, await store.list_tables(connection))

    def find(self, name: str) -> OwnTable | None:
        """Return a table of this app, None for one that is none or whose rows are not taken."""
        return None if name in EXCLUDED else self._tables.get(name)

    async def stage(self, name: str, columns: Sequence[str]) -> StagingTable:
        """Return the table for rows as text; columns that an earlier block did not have are added."""
        staged = self._staged.get(name)
        if staged is None:
            staged = await create_staging(self.connection, f"rows_{name}", columns=columns)
            self._staged[name] = staged
        return staged

    async def stage_json(self, name: str, *, columns: Sequence[str], rows: str) -> None:
        """Stage rows of a JSON array; PostgresError for values that the columns do not take."""
        staged = await self.stage(name, columns)
        await store.stage_json(self.connection, staged, table=self._tables[name], columns=columns, rows=rows)

    async def add(
        self,
        *,
        derive: Callable[[], Awaitable[None]] | None = None,
        complete: Callable[[], Awaitable[None]] | None = None,
    ) -> Mapping[str, RowResult]:
        """Add what was staged, and compute statistics anew; return the result of each table.

        New ids of rows are in `pg_temp.row_map`: `derive` adds those that follow from them before values of JSON get
        them, and `complete` adds what belongs to the rows before the statistics are computed.
        """
        await store.prepare(self.connection)
        staged = [(table, self._staged[name]) for name, table in self._tables.items() if name in self._staged]
        results = {table.name: await self._map_rows(table, rows) for table, rows in staged}
        if derive is not None:
            await derive()
        for table, rows in staged:
            await self._add_table(table, rows, result=results[table.name])
        if complete is not None:
            await complete()
        await store.finish(self.connection)
        return results

    async def _map_rows(self, table: OwnTable, staged: StagingTable) -> RowResult:
        """Set the owners of rows, and new ids of those whose id is taken."""
        connection = self.connection
        result = RowResult(found=await store.count_rows(connection, staged))
        await self._note_unknown(table, staged, result=result)
        if not _has_keys(table, staged):
            result.skipped[f"there is no column {table.key} or {table.owner}"] = result.found
            return result
        await store.add_state(connection, staged)
        await store.map_owners(connection, staged, table=table, reason=NO_ACCOUNT)
        await store.refuse_values(connection, staged, columns=_list_columns(table, staged))
        key = next(column for column in table.columns if column.name == table.key)
        await store.map_keys(connection, staged, table=table, key_type=key.type)
        return result

    async def _add_table(self, table: OwnTable, staged: StagingTable, *, result: RowResult) -> None:
        if not _has_keys(table, staged):
            return
        connection, columns = self.connection, _list_columns(table, staged)
        await self._map_references(table, staged, result=result, columns=columns)
        await store.rename_json_ids(connection, staged, columns=columns)
        await store.refuse_checks(connection, staged, table=table, columns=columns)
        result.added = await store.insert_rows(connection, staged, table=table, columns=columns)
        result.skipped.update(await store.count_reasons(connection, staged))
        here = await store.count_here(connection, staged)
        result.kept = here
        if lost := result.found - result.added - result.kept - sum(result.skipped.values()):
            result.skipped["a row with the same unique values is here"] = lost
        if changed := await store.count_changed(connection, staged, table=table, columns=columns):
            result.notes["completed by the rules of this server (names, times, states)"] = changed

    async def derive_ids(
        self, name: str, *, of: str, derive: Callable[[Mapping[str, str]], Awaitable[Mapping[str, str]]]
    ) -> None:
        """Add the new ids of `name` that follow from the new ids of rows of a table."""
        if renamed := await store.list_renamed(self.connection, of):
            await store.add_renamed(self.connection, name, ids=await derive(renamed))

    async def _note_unknown(self, table: OwnTable, staged: StagingTable, *, result: RowResult) -> None:
        known = {column.name for column in table.columns}
        for name in staged.columns:
            if name in known:
                continue
            count = await store.count_values(self.connection, staged, column=name)
            if count:
                result.notes[f"the column {name} is not here, and its values are left out"] = count

    async def _map_references(
        self, table: OwnTable, staged: StagingTable, *, result: RowResult, columns: Sequence[OwnColumn]
    ) -> None:
        required = {column.name: column.is_required for column in columns}
        for reference in table.references:
            if reference.column not in required:
                continue
            lost = await store.map_reference(
                self.connection,
                staged,
                table=table,
                reference=reference,
                is_required=required[reference.column],
            )
            if lost:
                result.notes[f"{reference.column} names a row that is not there, and is left empty"] = lost


def _has_keys(table: OwnTable, staged: StagingTable) -> bool:
    return {table.owner, table.key} <= set(staged.columns)


def _list_columns(table: OwnTable, staged: StagingTable) -> Sequence[OwnColumn]:
    names = set(staged.columns)
    return [column for column in table.columns if column.name in names]
