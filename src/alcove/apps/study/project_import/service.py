"""Import a Supabase project from its dump: in one transaction of each database, or not at all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import asyncpg

from alcove.apps.study.dumps import DataBlock, DumpError, group_blocks, is_program, open_source, read_dump
from alcove.apps.study.file_transfer import FileTransfer
from alcove.apps.study.own_rows import OwnRows
from alcove.apps.study.project import ProjectDatabase
from alcove.apps.study.project_import.accounts import AccountImport
from alcove.apps.study.project_import.model import ImportReport
from alcove.apps.study.project_import.objects import ObjectImport
from alcove.apps.study.project_import.own import OwnTablesImport
from alcove.apps.study.project_import.plan import ACCOUNT_TABLES, STORAGE_TABLES, DumpPlan, list_unknown, read_plan
from alcove.apps.study.project_import.program import ProgramImport, describe
from alcove.apps.study.project_import.store import accounts as account_store
from alcove.foundation.database import Connection, connect, is_away
from alcove.foundation.vault import Vault
from alcove.wires.supabase.storage.files import FileStore
from alcove.wires.supabase.storage.upkeep import announce_version

_APPLICATION: Final = "alcove-import"
MAX_FILES: Final = 100

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What to import and how."""

    files: Sequence[Path]
    storage: Path | None = None
    is_dry_run: bool = False
    merges_accounts: bool = False


class ProjectImport:
    """Imports dumps into the database of a program, or into this app's own tables where there is none."""

    def __init__(
        self, dsn: str, *, project: ProjectDatabase | None, vault: Vault, files: FileStore, progress: Progress
    ) -> None:
        self._dsn = dsn
        self._project = project
        self._vault = vault
        self._files = files
        self._progress = progress

    async def run(self, options: ImportOptions) -> ImportReport:
        """Import a dump and return the report; DumpError or ProjectMigrationError when nothing was changed."""
        if len(options.files) > MAX_FILES:
            raise DumpError(f"more than {MAX_FILES} files")
        self._progress("reading the dump")
        plan = read_plan(options.files)
        async with _open(self._dsn) as server:
            if self._project is None:
                async with self._open_transfer(self._dsn) as transfer:
                    return await self._run_own(server, options, plan=plan, transfer=transfer)
            return await self._run_project(server, self._project, options=options, plan=plan)

    async def _run_own(
        self, server: Connection, options: ImportOptions, *, plan: DumpPlan, transfer: FileTransfer
    ) -> ImportReport:
        report = _new_report("this server's own tables", options, plan=plan)
        transaction = server.transaction()
        objects = ObjectImport(connection=server, transfer=transfer, report=report, folder=options.storage)
        await transaction.start()
        try:
            await self._add_accounts(server, options, plan=plan, report=report)
            own = OwnTablesImport(rows=await OwnRows.open(server), report=report)
            await self._load(plan, load=own.load, objects=objects)
            self._progress("adding rows")
            await own.complete()
            await objects.add()
            _count_definitions(plan, report)
            await _finish(transaction, is_dry_run=options.is_dry_run)
        except BaseException as error:
            await _roll_back([transaction], transfer, error=error)
            explained = _explain(error)
            if explained is error:
                raise
            raise explained from error
        report.rollback = _list_steps(report, project="")
        return report

    async def _run_project(
        self, server: Connection, project: ProjectDatabase, *, options: ImportOptions, plan: DumpPlan
    ) -> ImportReport:
        report = _new_report(f"the database {project.name}", options, plan=plan)
        created = await project.prepare(server)
        is_kept = False
        try:
            async with project.connect() as connection, self._open_transfer(project.address) as transfer:
                program = ProgramImport(connection=connection, plan=plan, report=report)
                await program.refuse(project)
                await self._import_program(server, program, project=project, options=options, transfer=transfer)
            is_kept = not options.is_dry_run
        finally:
            if created and not is_kept:
                await project.drop(server)
        report.rollback = _list_steps(report, project=project.name if created else "")
        return report

    async def _import_program(
        self,
        server: Connection,
        program: ProgramImport,
        *,
        project: ProjectDatabase,
        options: ImportOptions,
        transfer: FileTransfer,
    ) -> None:
        """Import accounts here, and everything else there.

        The accounts are committed first: should the rest not follow, the next run recognises them.
        """
        transactions = [server.transaction(), program.connection.transaction()]
        report, plan = program.report, program.plan
        objects = ObjectImport(connection=program.connection, transfer=transfer, report=report, folder=options.storage)
        if not options.is_dry_run:
            await program.ensure_role()
        for transaction in transactions:
            await transaction.start()
        try:
            await self._add_accounts(server, options, plan=plan, report=report)
            await account_store.copy_map(server, program.connection)
            await project.copy_accounts(server, program.connection)
            program.has_mapped = await account_store.is_anything_mapped(server)
            self._progress("running definitions")
            await program.ensure_role()
            await program.define()
            await self._load(plan, load=program.load, objects=objects)
            self._progress("files")
            await objects.add()
            self._progress("checking")
            await program.complete()
            await program.compare()
            for transaction in transactions:
                await _finish(transaction, is_dry_run=options.is_dry_run)
        except BaseException as error:
            await _roll_back(transactions, transfer, error=error)
            explained = _explain(error)
            if explained is error:
                raise
            raise explained from error

    @asynccontextmanager
    async def _open_transfer(self, address: str) -> AsyncIterator[FileTransfer]:
        """Yield the transfer of files, whose versions are announced on a connection of their own."""
        async with _open(address) as announcer:
            yield FileTransfer(self._files, announce=partial(announce_version, announcer))

    async def _add_accounts(
        self, server: Connection, options: ImportOptions, *, plan: DumpPlan, report: ImportReport
    ) -> None:
        accounts = AccountImport(server, self._vault)
        if any(table.schema == "auth" and table.name in ACCOUNT_TABLES for table in plan.data):
            self._progress("accounts")
            for path in plan.files:
                with open_source(path) as source:
                    for block in group_blocks(read_dump(source)):
                        await accounts.stage(block) if block.table.schema == "auth" else block.drain()
        await accounts.add(report, merges=options.merges_accounts)

    async def _load(
        self, plan: DumpPlan, *, load: Callable[[DataBlock], Awaitable[None]], objects: ObjectImport
    ) -> None:
        for path in plan.files:
            with open_source(path) as source:
                for block in group_blocks(read_dump(source)):
                    if is_program(block.table.schema):
                        self._progress(f"rows of {block.table}")
                        await load(block)
                    elif block.table.schema == "storage":
                        await objects.stage(block)
                    else:
                        block.drain()


def _new_report(database: str, options: ImportOptions, *, plan: DumpPlan) -> ImportReport:
    report = ImportReport(database=database, is_dry_run=options.is_dry_run, files=[path.name for path in options.files])
    report.skipped_statements = plan.skipped.copy()
    for name in list_unknown(plan):
        report.warnings.append(
            f"the rows of {name} are not taken: they belong to Supabase's services, or sign nobody in here"
        )
    has_objects = any(table.schema == "storage" and table.name in STORAGE_TABLES for table in plan.data)
    if has_objects and options.storage is None:
        report.warnings.append("files are not imported: name their folder with --storage")
    return report


def _count_definitions(plan: DumpPlan, report: ImportReport) -> None:
    count = sum(len(items) for items in plan.items.values())
    if count:
        reason = (
            "the server's own tables are there; STUDY_PROJECT_DATABASE makes a database for the program's definitions"
        )
        report.skipped_statements[reason] = count


async def _finish(transaction: asyncpg.transaction.Transaction, *, is_dry_run: bool) -> None:
    await (transaction.rollback() if is_dry_run else transaction.commit())


async def _roll_back(
    transactions: Sequence[asyncpg.transaction.Transaction], transfer: FileTransfer, *, error: BaseException
) -> None:
    for transaction in transactions:
        # It may have ended already; and with a lost connection PostgreSQL rolls it back by itself.
        with suppress(asyncpg.InterfaceError, asyncpg.PostgresError, OSError):
            await transaction.rollback()
    await transfer.discard(error)


def _explain(error: BaseException) -> BaseException:
    """Return the error that a person reads."""
    if isinstance(error, asyncpg.PostgresError) and not is_away(error):
        return DumpError(f"{describe(error)}. Nothing was changed")
    if isinstance(error, OSError) and error.filename is not None:
        return DumpError(f"{error.filename}: {error.strerror}. Nothing was changed")
    return error


def _list_steps(report: ImportReport, *, project: str) -> list[str]:
    steps = []
    if report.is_dry_run:
        return ["nothing was changed"]
    if project:
        steps.append(f"drop the database of the program: DROP DATABASE {project}")
    else:
        steps.append("restore the backup from before the import (alcove backup, alcove restore)")
    if report.added_accounts:
        steps.append(
            f"delete the {len(report.added_accounts)} accounts that were added (added_accounts in the JSON report):"
            " alcove study user delete ID --days 0"
        )
    return steps


@asynccontextmanager
async def _open(dsn: str) -> AsyncIterator[Connection]:
    connection = await connect(dsn, name=_APPLICATION)
    try:
        yield connection
    finally:
        await connection.close()
