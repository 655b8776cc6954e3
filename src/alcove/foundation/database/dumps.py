"""Dump a database from an exported snapshot, and load such a dump in one transaction."""

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from alcove.foundation.database.apply_migrations import ADVISORY_LOCK_ID, LOCK_TIMEOUT
from alcove.foundation.database.errors import CommitUncertain, DatabaseError
from alcove.foundation.database.pg_clients import PgClient, start_pg_client
from alcove.foundation.database.pool import Connection, connect
from alcove.foundation.database.programs import MAJOR

APPLICATION: Final = "alcove-backup"
LOCK_SECONDS: Final = 660.0
"""Longer than `LOCK_TIMEOUT`, whose error says what happened."""
PART_BYTES: Final = 8 * 1024 * 1024
TABLE_LOCK_SECONDS: Final = 60
"""How long a dump waits for a table that another session has locked."""
_CHUNK: Final = 1024 * 1024
_HEAD: Final = 4096
_SCRIPT_ERROR: Final = 3
"""The exit code of psql after an error of PostgreSQL; another one means that the connection was lost."""

# Long work with idle times in between: whatever the server's or the user's settings are.
_SESSION: Final = """
SET client_encoding = 'UTF8'; SET client_min_messages = 'warning'; SET TimeZone = 'UTC'; SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('idle_session_timeout', 'transaction_timeout');
"""
_QUIET: Final = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-")


@dataclass(frozen=True, slots=True)
class DatabaseSnapshot:
    """A state of a database: `connection` reads it, and other sessions can by its `id`."""

    connection: Connection
    id: str


@asynccontextmanager
async def connect_for_backup(dsn: str) -> AsyncIterator[Connection]:
    """Yield a connection without time limits; nobody migrates the database meanwhile."""
    connection = await connect(dsn, name=APPLICATION)
    try:
        await connection.execute(f"{_SESSION} SET lock_timeout = '{LOCK_TIMEOUT}'")
        try:
            await connection.execute("SELECT pg_advisory_lock_shared($1)", ADVISORY_LOCK_ID, timeout=LOCK_SECONDS)
        except asyncpg.LockNotAvailableError as error:
            raise DatabaseError(f"another process has been migrating the database for {LOCK_TIMEOUT}") from error
        yield connection
    finally:
        connection.terminate()


@asynccontextmanager
async def export_snapshot(connection: Connection) -> AsyncIterator[DatabaseSnapshot]:
    """Yield a snapshot of the database as it is now; it lasts for the block."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        yield DatabaseSnapshot(connection, await connection.fetchval("SELECT pg_export_snapshot()"))


def dump_snapshot(dsn: str, snapshot_id: str) -> Iterator[bytes]:
    """Yield a dump in pg_dump's custom format in parts of at most 8 MB; DatabaseError."""
    options = ("--format=custom", f"--snapshot={snapshot_id}", f"--lock-wait-timeout={TABLE_LOCK_SECONDS * 1000}")
    with start_pg_client("pg_dump", *options, dsn=dsn, stdout=subprocess.PIPE) as client:
        assert client.process.stdout is not None
        while part := client.process.stdout.read(PART_BYTES):
            yield part
        error = client.wait()
    if error is not None:
        raise DatabaseError(f"the database could not be dumped: {error}")


def check_dump_version(server_version: int) -> None:
    """Raise DatabaseError when the installed pg_dump is too old for a server of this version (such as 180001)."""
    if server_version // 10_000 > MAJOR:
        raise DatabaseError(
            f"the server is PostgreSQL {server_version // 10_000}, and the pg_dump of this installation is version"
            f" {MAJOR}, which cannot dump it: make the backup with the pg_dump of that server"
        )


def list_dump(dump: Path) -> list[str]:
    """Return the table of contents of a dump, one line for each object; DatabaseError."""
    return _capture("--list", dump).splitlines()


def use_list(dump: Path, lines: Sequence[str]) -> Sequence[str]:
    """Return the options with which pg_restore takes only these lines of the table of contents."""
    file = dump.with_suffix(f".{len(lines)}.list")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return (f"--use-list={file}",)


def read_dump_script(dump: Path, options: Sequence[str]) -> str:
    """Return the SQL of a part of a dump that has no data; DatabaseError."""
    return _capture("--file=-", *options, dump)


def _capture(*arguments: str | Path) -> str:
    with start_pg_client("pg_restore", *arguments, dsn=None, stdout=subprocess.PIPE) as client:
        assert client.process.stdout is not None
        text = client.process.stdout.read().decode(errors="surrogateescape")
        if (error := client.wait()) is not None:
            raise DatabaseError(f"the dump cannot be read: {error}")
    return text


def load_dump(
    dsn: str, dump: Path, *, before: str, after: str, options: Sequence[str], report: Callable[[int], None]
) -> None:
    """Run `before`, load the dump, and run `after`, all in one transaction; DatabaseError, and nothing has changed.

    CommitUncertain when the connection is lost at the end.

    The transaction is committed by its last statement, so that a process that is killed in the middle changes nothing.
    `report` gets the number of bytes of each piece.
    """
    with (
        start_pg_client("pg_restore", "--file=-", *options, dump, dsn=None, stdout=subprocess.PIPE) as source,
        start_pg_client("psql", *_QUIET, dsn=dsn, stdin=subprocess.PIPE) as target,
    ):
        try:
            _write(target, f"\\o /dev/null\n{_SESSION}BEGIN;\n{before}\n".encode())
            for chunk in _read_script(source):
                _write(target, chunk)
                report(len(chunk))
            if (error := source.wait()) is not None:
                raise DatabaseError(f"the dump cannot be read: {error}")
            _write(target, f"\n{after}\n".encode())
            error = _commit(target)
        except BrokenPipeError:
            # psql has stopped at an error.
            source.process.kill()
            error = target.wait()
    if error is not None:
        raise DatabaseError(f"the dump could not be loaded, and nothing was changed in this database: {error}")


def _commit(target: PgClient) -> str | None:
    """Commit and return the error that made PostgreSQL roll back, else None; CommitUncertain."""
    uncertain = "the connection was lost while the loaded database was committed: it has its old or its new content"
    try:
        _write(target, b"COMMIT;\n", end=True)
        error = target.wait()
    except KeyboardInterrupt as interrupt:
        raise CommitUncertain(uncertain) from interrupt
    if error is not None and target.process.returncode != _SCRIPT_ERROR:
        raise CommitUncertain(f"{uncertain} ({error})")
    return error


def _read_script(source: PgClient) -> Iterator[bytes]:
    assert source.process.stdout is not None
    head = source.process.stdout.read(_HEAD)
    # pg_restore sets it always, and servers before version 17 do not know it.
    yield head.replace(b"SET transaction_timeout = 0;", b"")
    while chunk := source.process.stdout.read(_CHUNK):
        yield chunk


def _write(target: PgClient, content: bytes, *, end: bool = False) -> None:
    assert target.process.stdin is not None
    target.process.stdin.write(content)
    target.process.stdin.flush()
    if end:
        target.process.stdin.close()
