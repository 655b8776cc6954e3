"""Write everything that a program has here into a folder of SQL and files."""

import asyncio
import errno
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alcove.apps.study.file_transfer import find_stored, is_safe_name
from alcove.apps.study.project_export import store
from alcove.apps.study.project_export.readme import README
from alcove.apps.study.project_export.sql import REPLICA, filter_dump, keeps_own, keeps_program, write_rows
from alcove.foundation.database import Connection, Pool, connect, write_sql_dump
from alcove.foundation.errors import AppError
from alcove.foundation.vault import Vault
from alcove.wires.supabase.auth.factors.stored_secrets import reveal_secret
from alcove.wires.supabase.storage.files import FileStore
from alcove.wires.supabase.storage.upkeep import hold_files

SCHEMA, ACCOUNTS, DATA, STORAGE, SHARED = (
    "1_schema.sql", "2_accounts.sql", "3_data.sql", "4_storage.sql", "5_shared.sql",
)  # fmt: skip
FILES: Final = "files"
_FACTOR_COLUMNS: Final = (
    "id", "user_id", "friendly_name", "factor_type", "status", "created_at", "updated_at", "secret"
)  # fmt: skip


class ExportError(AppError):
    """The export cannot be written; no folder was made."""

    status = 409
    code = "study_export_refused"


@dataclass(slots=True, kw_only=True)
class ExportResult:
    """What was written: rows by table, files, and files that are missing here."""

    folder: Path
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    missing: list[str] = field(default_factory=list)
    """Files that are missing here, or whose names no folder can have."""


class ProjectExport:
    """Exports the database that programs see, which is another one than the server's where `program_dsn` is set."""

    def __init__(self, pool: Pool, *, dsn: str, program_dsn: str | None, vault: Vault, files: FileStore) -> None:
        self._pool = pool
        self._dsn = dsn
        self._program_dsn = program_dsn
        self._vault = vault
        self._files = files

    async def run(self, folder: Path) -> ExportResult:
        """Write the export, whole or not at all, into a folder that does not exist; ExportError, DatabaseError."""
        draft = await asyncio.to_thread(_make_draft, folder)
        result = ExportResult(folder=folder)
        try:
            async with hold_files(self._pool):
                await self._write(draft, result)
            await asyncio.to_thread(draft.rename, folder)
        except OSError as error:
            raise ExportError(f"{folder} cannot be written: {error.strerror or error}") from error
        finally:
            await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
        return result

    async def _write(self, folder: Path, result: ExportResult) -> None:
        async with AsyncExitStack() as stack:
            program = await stack.enter_async_context(_open_snapshot(self._program_dsn or self._dsn))
            snapshot = await store.export_snapshot(program)
            # The accounts are read after the rows that refer to them.
            server = (
                program if self._program_dsn is None else await stack.enter_async_context(_open_snapshot(self._dsn))
            )
            await self._write_schema(folder, program, snapshot=snapshot)
            await self._write_accounts(folder, server, result=result)
            await self._write_objects(folder, program, result=result)
        (folder / "README.md").write_text(README)

    async def _write_schema(self, folder: Path, program: Connection, *, snapshot: str) -> None:
        is_program = self._program_dsn is not None
        schemas = await store.list_schemas(program, is_program=is_program)
        options = [f"--schema={_pattern(schema)}" for schema in schemas]
        keeps = keeps_program if is_program else keeps_own
        raw = folder / "pg_dump.sql"
        common = [*options, "--no-owner", f"--snapshot={snapshot}", "--exclude-table-data=public.api_vault"]
        await asyncio.to_thread(self._dump, raw, [*common, "--schema-only"])
        with (folder / SCHEMA).open("wb") as file, tempfile.TemporaryFile() as body:
            uses_extensions = await asyncio.to_thread(filter_dump, raw, body, keeps=keeps)
            created, supplied = await store.list_extensions(program, is_program=is_program)
            file.write(b"CREATE SCHEMA IF NOT EXISTS extensions;\n")
            for name in [*created, *(supplied if uses_extensions else ())]:
                file.write(f'CREATE EXTENSION IF NOT EXISTS "{name}" WITH SCHEMA extensions;\n'.encode())
            body.seek(0)
            await asyncio.to_thread(shutil.copyfileobj, body, file)
        raw.unlink()
        await asyncio.to_thread(self._dump, raw, [*common, "--data-only"])
        with (folder / DATA).open("wb") as file:
            file.write(REPLICA)
            await asyncio.to_thread(filter_dump, raw, file, keeps=keeps)
        raw.unlink()
        shared = await store.list_shared_definitions(program, schemas)
        (folder / SHARED).write_text("".join(f"{statement};\n\n" for statement in shared))

    def _dump(self, target: Path, options: Sequence[str]) -> None:
        write_sql_dump(self._program_dsn or self._dsn, target, options=options)

    async def _write_accounts(self, folder: Path, server: Connection, *, result: ExportResult) -> None:
        with (folder / ACCOUNTS).open("wb") as file:
            file.write(REPLICA)
            for table, query in (("auth.users", store.USERS), ("auth.identities", store.IDENTITIES)):
                result.rows[table] = await store.copy_query(server, query, table=table, file=file)
            factors = [
                {**row, "secret": reveal_secret(self._vault, row["secret"], factor_id=row["id"])}
                for row in await store.list_factors(server)
            ]
            result.rows["auth.mfa_factors"] = write_rows(
                file, table="auth.mfa_factors", columns=_FACTOR_COLUMNS, rows=factors
            )

    async def _write_objects(self, folder: Path, program: Connection, *, result: ExportResult) -> None:
        with (folder / STORAGE).open("wb") as file:
            file.write(REPLICA)
            for table, query in (("storage.buckets", store.BUCKETS), ("storage.objects", store.OBJECTS)):
                result.rows[table] = await store.copy_query(program, query, table=table, file=file)
        async for row in store.read_files(program):
            source = find_stored(self._files, row["version"])
            if source is None or not is_safe_name(row["bucket"], row["name"]):
                result.missing.append(f"{row['bucket']}/{row['name']}")
                continue
            target = folder / FILES / row["bucket"] / row["name"]
            target = target / row["version"] if row["is_folder"] else target
            if await asyncio.to_thread(_copy, source, target):
                result.files += 1
            else:
                result.missing.append(f"{row['bucket']}/{row['name']}")


def _make_draft(folder: Path) -> Path:
    """Return a new folder beside the one to make, which nobody else can read."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ExportError(f"{folder} is not empty: name a folder that does not exist")
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise ExportError(f"{folder} cannot be written: {error.strerror or error}") from error


def _copy(source: Path, target: Path) -> bool:
    """Copy a file; False when a part of its name is longer than a file system takes. OSError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return False
    os.chmod(target, 0o600)  # noqa: PTH101 - as the server keeps it
    return True


def _pattern(schema: str) -> str:
    """Return the pattern of pg_dump that means one schema."""
    return '"' + schema.replace('"', '""') + '"'


@asynccontextmanager
async def _open_snapshot(dsn: str) -> AsyncIterator[Connection]:
    connection = await connect(dsn, name="alcove-export")
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await store.prepare_session(connection)
            yield connection
    finally:
        await connection.close()
