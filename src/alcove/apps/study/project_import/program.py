"""The program's part of a dump, in its own database: definitions, rows, and what checks rows."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from alcove.apps.study.dumps import (
    TRIGGER_TABLES,
    Action,
    DataBlock,
    DumpError,
    create_staging,
    drop_staging,
    is_program,
    load_rows,
)
from alcove.apps.study.project import ObjectName, ProjectDatabase, find_changes
from alcove.apps.study.project_import.model import ImportReport
from alcove.apps.study.project_import.plan import DumpPlan, LocatedItem
from alcove.apps.study.project_import.store import program as store
from alcove.foundation.database import Connection

_STAGING: Final = "program_rows"


@dataclass(slots=True, kw_only=True)
class ProgramImport:
    """Runs the definitions and loads the rows of a program, in the caller's transaction in its database."""

    connection: Connection
    plan: DumpPlan
    report: ImportReport
    has_mapped: bool = False
    """Whether ids of accounts are others here."""
    account_columns: dict[ObjectName, set[str]] = field(default_factory=dict)

    async def refuse(self, project: ProjectDatabase) -> None:
        """Raise DumpError or ProjectMigrationError for extensions that are missing and names that exist."""
        trusted = await store.list_trusted_extensions(self.connection)
        missing = [item for item in self.plan.extensions if item.item.target.name not in trusted]
        unsafe = [item for item in self.plan.extensions if not trusted.get(item.item.target.name, True)]
        for items, problem in (
            (missing, "this PostgreSQL does not have the extensions"),
            (unsafe, "only an administrator of PostgreSQL may create the extensions"),
        ):
            if items:
                names = ", ".join(f"{item.item.target.name} ({item.place})" for item in items)
                raise DumpError(
                    f"{problem}: {names}. Nothing was changed: remove them from the dump, or use a PostgreSQL that has"
                    " them (DATABASE_URL)"
                )
        places: dict[ObjectName, str] = {}
        for located in (*self.plan.select(Action.SCHEMA), *self.plan.select(Action.CREATE)):
            for change in find_changes(located.item.statement):
                if change.is_created:
                    places.setdefault(change.name, f"{change.name} ({located.place})")
        await project.refuse_existing(self.connection, places)

    async def ensure_role(self) -> None:
        """Create the role of programs; in a transaction, other databases of the PostgreSQL wait for its end."""
        await store.ensure_role(self.connection)

    async def define(self) -> None:
        """Create the program's schemas, types, functions and tables."""
        await store.prepare_role(self.connection)
        await store.prepare_session(
            self.connection, search_path="" if self.plan.uses_empty_path else "public, extensions"
        )
        for located in self.plan.select(Action.SCHEMA):
            await self._run(located, store.create_schema(self.connection, located.item.target.name))
        schemas = self.plan.schemas | {"public", "extensions"}
        for located in self.plan.extensions:
            target = located.item.target
            schema = target.schema if target.schema in schemas else "extensions"
            await self._run(located, store.create_extension(self.connection, target.name, schema=schema))
        for located in self.plan.select(Action.CREATE):
            await self._run_as_program(located)
        if skipped := self.plan.list_skipped_extensions():
            self.report.warnings.append(
                f"the program goes without {', '.join(skipped)}: functions that call them fail when they are called"
            )
        self.account_columns = self.plan.find_account_columns() if self.has_mapped else {}

    async def load(self, block: DataBlock) -> None:
        """Load rows of a table of the program."""
        table = self.report.table(str(block.table))
        try:
            await self._load(block)
        except asyncpg.PostgresError as error:
            raise DumpError(f"the rows of {table.name}: {describe(error)}. Nothing was changed") from error

    async def _load(self, block: DataBlock) -> None:
        table = self.report.table(str(block.table))
        taken = await store.list_columns(self.connection, block.table)
        names = block.columns or [column.name for column in taken]
        columns = [column for column in taken if column.name in set(names)]
        known = set(await store.list_all_columns(self.connection, block.table))
        if not known or not set(names) <= known:
            what = f"has no column {', '.join(sorted(set(names) - known))}" if known else "is not defined in the dump"
            raise DumpError(f"the table {block.table} {what} (line {block.line}). Nothing was changed")
        staged = await create_staging(self.connection, _STAGING, columns=names)
        table.found += await load_rows(self.connection, staged, chunks=block.chunks, columns=names)
        mapped = self.account_columns.get(block.table, set())
        table.added += await store.insert_rows(
            self.connection, staged, table=block.table, columns=columns, mapped=mapped
        )
        _, checksum = await store.compute_checksum(
            self.connection, staged.address, columns=columns, mapped=mapped, is_staged=True
        )
        table.checksum_old += checksum
        await drop_staging(self.connection, staged)

    async def complete(self) -> None:
        """Set sequences, run what checks rows or would have run for each, and share what the server has."""
        for located in self.plan.select(Action.SEQUENCE):
            value, is_called = located.item.values
            target = located.item.target
            await self._run(located, store.set_sequence(self.connection, target, value=value, is_called=is_called))
        await store.refresh_views(self.connection, self.plan.schemas)
        has_grants = False
        for located in self.plan.select(Action.COMPLETE):
            has_grants |= located.item.statement.words[0] == "GRANT"
            if located.item.target in TRIGGER_TABLES:
                await self._add_trigger(located)
            else:
                await self._run_as_program(located)
        if not has_grants:
            await store.grant_as_supabase(self.connection, self.plan.schemas & {"public"})
            self.report.warnings.append(
                "the dump has no privileges: the roles of the API get those that Supabase gives to new tables in public"
            )
        await store.grant_later_objects(self.connection)
        await self._share()
        keys = await store.list_foreign_keys(self.connection, self.plan.schemas)
        self.report.foreign_keys = sum(is_valid for _, is_valid in keys)
        self.report.warnings += [
            f"the foreign key {name} is NOT VALID in the dump" for name, valid in keys if not valid
        ]

    async def compare(self) -> None:
        """Compare the rows in the database with those of the dump."""
        for name in sorted(self.plan.data):
            columns = await store.list_columns(self.connection, name) if is_program(name.schema) else []
            if not columns:
                continue
            table = self.report.table(str(name))
            rows, table.checksum_new = await store.compute_checksum(
                self.connection, await store.rows_of(self.connection, name), columns=columns, mapped=(), is_staged=False
            )
            table.added = rows

    async def _share(self) -> None:
        for located in self.plan.select(Action.POLICY):
            if not await store.list_all_columns(self.connection, located.item.target):
                self.report.skipped_statements[f"{located.item.target} is not here"] += 1
                continue
            await self._run(located, store.run_as_server(self.connection, located.item.statement.text))
        for located in self.plan.select(Action.PUBLISH):
            await self._run(located, store.publish_table(self.connection, located.item.target))

    async def _add_trigger(self, located: LocatedItem) -> None:
        target = located.item.target
        try:
            is_added = await store.add_trigger(self.connection, located.item.statement.text, table=target)
        except asyncpg.PostgresError as error:
            raise DumpError(f"{located.place}: {describe(error)}. Nothing was changed") from error
        if is_added:
            self.report.statements += 1
            return
        self.report.warnings.append(
            f"the trigger on {target} ({located.place}) is left out: its function is not SECURITY DEFINER, or its"
            " condition calls functions, which would run with the rights of the server"
        )

    async def _run_as_program(self, located: LocatedItem) -> None:
        await self._run(located, store.run(self.connection, located.item.statement.text))

    async def _run(self, located: LocatedItem, action: Awaitable[object]) -> None:
        try:
            await action
        except asyncpg.PostgresError as error:
            raise DumpError(f"{located.place}: {describe(error)}. Nothing was changed") from error
        self.report.statements += 1


def describe(error: asyncpg.PostgresError) -> str:
    """Return what PostgreSQL says of an error."""
    fields = error.as_dict()
    texts: Sequence[str] = [str(fields.get("message", error))]
    texts = [*texts, *(str(fields[key]) for key in ("detail", "hint") if fields.get(key))]
    return "; ".join(text.rstrip(".") for text in texts)
