"""Run a program's SQL files, each in one transaction and once."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from alcove.apps.study.api_database import project_address
from alcove.apps.study.project import store
from alcove.apps.study.project.script import ObjectName, ProjectMigrationError, Script, read_scripts
from alcove.foundation.database import Connection, MigrationSource, connect, ensure_database, migrate

_APPLICATION: Final = "alcove-project"
_MOST_NAMES: Final = 5


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """What a run did: the files that it ran, and how many accounts it added or changed."""

    database: str
    applied: tuple[str, ...]
    accounts: int


class ProjectDatabase:
    """The database `name` of a program, on the server of `dsn`; `base` are the migrations that it needs first."""

    def __init__(self, dsn: str, *, name: str, base: Sequence[MigrationSource]) -> None:
        self._dsn = dsn
        self.name = name
        self._base = base
        self.address = project_address(dsn, name)

    async def run(self, folder: Path) -> ProjectResult:
        """Create the database if it is missing, and run the files of a folder that it has not had.

        ProjectMigrationError, before the first statement of a file: for a file that has changed since it was run, an
        extension that the server does not have, and a name that exists. Otherwise the error names file and line, and
        the files before it stay.
        """
        scripts = read_scripts(folder)
        async with _open(self._dsn) as server:
            await self._refuse_extensions(server, scripts)
            await self._create_database(server)
            await asyncio.to_thread(migrate, self.address, self._base)
            async with _open(self.address) as project:
                await store.lock_project(project)
                await store.supply_extensions(project)
                pending = _find_pending(scripts, await store.read_applied(project))
                await _refuse_existing_names(project, pending)
                for script in pending:
                    await _run_script(project, script)
                await store.prepare_session(project)
                accounts = await store.copy_accounts(server, project)
        return ProjectResult(self.name, tuple(script.name for script in pending), accounts)

    async def prepare(self, server: Connection) -> bool:
        """Create the database if it is missing, with what every program needs; return whether it was created."""
        created = await self._create_database(server)
        await asyncio.to_thread(migrate, self.address, self._base)
        async with _open(self.address) as project:
            await store.lock_project(project)
            await store.supply_extensions(project)
        return created

    async def drop(self, server: Connection) -> None:
        """Drop the database, which was made in vain."""
        await store.drop_database(server, self.name)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Yield a connection during which no other run changes the database."""
        async with _open(self.address) as project:
            await store.lock_project(project)
            yield project

    async def refuse_existing(self, project: Connection, places: Mapping[ObjectName, str]) -> None:
        """Raise ProjectMigrationError when the database has one of these names, which are created at these places."""
        _refuse_names(places, await store.find_existing(project, list(places)))

    async def copy_accounts(self, server: Connection, project: Connection) -> int:
        """Copy the server's accounts; return how many were added or changed."""
        return await store.copy_accounts(server, project)

    async def _create_database(self, server: Connection) -> bool:
        try:
            created = await ensure_database(server, self.name)
        except asyncpg.InsufficientPrivilegeError as error:
            raise ProjectMigrationError(
                f"the database {self.name} does not exist, and the user of the server's database may not create it."
                f" Let an administrator of PostgreSQL run: CREATE DATABASE {self.name} OWNER <that user>;"
            ) from error
        if created:
            return True
        async with _open(self.address) as project:
            if await store.is_foreign_database(project):
                raise ProjectMigrationError(
                    f"the database {self.name} has tables of another program. Nothing was changed: set"
                    " STUDY_PROJECT_DATABASE to a name that is free"
                )
        return False

    async def _refuse_extensions(self, server: Connection, scripts: Sequence[Script]) -> None:
        available = await store.list_available_extensions(server)
        missing = [
            f"{extension} ({script.name}, line {line})"
            for script in scripts
            for extension, line in script.extensions
            if extension not in available
        ]
        if missing:
            raise ProjectMigrationError(
                f"this PostgreSQL does not have the extensions: {', '.join(missing)}. Nothing was changed: remove them"
                " from the files, or use a PostgreSQL that has them (DATABASE_URL)"
            )


def _find_pending(scripts: Sequence[Script], applied: Mapping[str, bytes]) -> list[Script]:
    for script in scripts:
        if applied.get(script.name, script.checksum) != script.checksum:
            raise ProjectMigrationError(
                f"{script.name} has changed since it was run. Nothing was changed: restore the file, and put the change"
                " into a new one"
            )
    return [script for script in scripts if script.name not in applied]


async def _refuse_existing_names(project: Connection, pending: Sequence[Script]) -> None:
    """Raise ProjectMigrationError when a file creates what is there already, and no file drops it before."""
    first_changes: dict[ObjectName, str] = {}
    touched: set[ObjectName] = set()
    for script in pending:
        for change in script.changes:
            if change.is_created and change.name not in touched:
                first_changes[change.name] = f"{change.name} ({script.name}, line {change.line})"
            touched.add(change.name)
    _refuse_names(first_changes, await store.find_existing(project, list(first_changes)))


def _refuse_names(places: Mapping[ObjectName, str], existing: Collection[ObjectName]) -> None:
    if existing:
        names = [places[name] for name in sorted(existing)]
        others = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        raise ProjectMigrationError(
            f"the database already has {', '.join(names[:_MOST_NAMES])}{others}. Nothing was changed: choose other"
            " names, or leave out these statements"
        )


async def _run_script(project: Connection, script: Script) -> None:
    await store.prepare_session(project)
    line = 1
    try:
        async with project.transaction():
            for statement in script.statements:
                line = statement.line
                await store.run_statement(project, statement)
            await store.prepare_session(project)
            await store.record_script(project, script)
    except asyncpg.PostgresError as error:
        fields = error.as_dict()
        details = [text for key in ("detail", "hint") if (text := fields.get(key))]
        message = f"{script.name}, line {line}: {fields.get('message', error)}"
        raise ProjectMigrationError("\n".join([message, *details])) from error


@asynccontextmanager
async def _open(dsn: str) -> AsyncIterator[Connection]:
    connection = await connect(dsn, name=_APPLICATION)
    try:
        yield connection
    finally:
        await connection.close()
