"""Dumps of other databases: pg_dump's archives as SQL, and dumps as SQL."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from alcove.foundation.database.errors import DatabaseError
from alcove.foundation.database.pg_clients import run_pg_client
from alcove.foundation.database.programs import find_binaries

_CUSTOM: Final = b"PGDMP"
_MAX_ERROR: Final = 2000


def is_archive(path: Path) -> bool:
    """Return whether a file or folder is an archive of pg_dump that only pg_restore reads; OSError."""
    if path.is_dir():
        return (path / "toc.dat").is_file()
    with path.open("rb") as file:
        head = file.read(512)
    return head.startswith(_CUSTOM) or (head.startswith(b"toc.dat\0") and head[257:262] == b"ustar")


@contextmanager
def read_archive(path: Path) -> Iterator[IO[bytes]]:
    """Yield the SQL of an archive while it is read; DatabaseError at the end when it is damaged.

    Leaving the block earlier ends the program that reads it.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [find_binaries() / "pg_restore", "--no-owner", "--file=-", path.absolute()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert process.stdout is not None
        try:
            yield process.stdout
            is_complete = not process.stdout.read(1)
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        if is_complete and code:
            errors.seek(0)
            text = errors.read(_MAX_ERROR).decode(errors="replace").strip()
            raise DatabaseError(f"{path} cannot be read: {text or f'pg_restore ended with {code}'}")


def write_sql_dump(dsn: str, target: Path, *, options: Sequence[str]) -> None:
    """Write a database as SQL to a new file, with further options of pg_dump; DatabaseError."""
    error = run_pg_client("pg_dump", "--format=plain", f"--file={target}", *options, dsn=dsn)
    if error is not None:
        raise DatabaseError(f"the database could not be dumped: {error}")
