"""Reads SQLite databases of other programs without changing or locking them, including their write-ahead logs."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

T = TypeVar("T")

TIMEOUT: Final = 2.0
"""Seconds that a read may take by default."""
MAX_SIZE: Final = 256 * 1024 * 1024
"""Maximum bytes of a database that is copied because of its write-ahead log."""

_MAGIC: Final = b"SQLite format 3\0"
_PROGRESS_STEPS: Final = 1000
_ATTEMPTS: Final = 5
_PAUSE: Final = 0.02

FileState = tuple[int, int, int]
"""Inode, size and time of the last change; zeros when there is no file."""


class DatabaseUnusable(Exception):
    """The database cannot be used; the message is for the log and for its owner."""


def read_snapshot(path: Path, read: Callable[[sqlite3.Connection], T], *, timeout: float = TIMEOUT) -> T:
    """Return what `read` returns for a database that does not change meanwhile; DatabaseUnusable.

    The database is opened as immutable, so that no lock is ever taken; a read during a write is repeated. Call it in
    a thread.
    """
    for _ in range(_ATTEMPTS):
        state_before = database_state(path)
        try:
            result = _read_once(path, read, timeout=timeout)
        except sqlite3.Error as error:
            # Another process may be writing: then read again.
            if database_state(path) == state_before and not _size(path.with_name(f"{path.name}-journal")):
                raise DatabaseUnusable(f"SQLite error: {error}") from error
        except OSError as error:
            raise DatabaseUnusable(error.strerror or type(error).__name__) from error
        else:
            if database_state(path) == state_before:
                return result
        time.sleep(_PAUSE)
    raise DatabaseUnusable("it is being written to continuously")


def database_state(path: Path) -> tuple[FileState, FileState]:
    """Return the states of a database and of its write-ahead log, which differ after every change."""
    return _file_state(path), _file_state(_log_of(path))


def _read_once(path: Path, read: Callable[[sqlite3.Connection], T], *, timeout: float) -> T:
    if not _is_database(path):
        raise DatabaseUnusable("it is not a SQLite database")
    if _size(_log_of(path)):
        # The latest changes are in the WAL, which SQLite can read only in a writable folder.
        with (
            suppress(OSError),
            tempfile.TemporaryDirectory(prefix="alcove-sqlite-") as folder,
            closing(_connect(_copy_with_log(path, Path(folder)), "mode=rw", timeout=timeout)) as database,
        ):
            return read(database)
    with closing(_connect(path, "mode=ro&immutable=1", timeout=timeout)) as database:
        return read(database)


def _is_database(path: Path) -> bool:
    if not path.is_file():
        raise DatabaseUnusable("there is no such file")
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _connect(path: Path, options: str, *, timeout: float) -> sqlite3.Connection:
    # In a SQLite URI, percent signs, question marks and hashes of a path must be quoted.
    quoted_path = quote(os.fsencode(path.absolute()))
    database = sqlite3.connect(f"file:{quoted_path}?{options}", uri=True, timeout=timeout, check_same_thread=False)
    deadline = time.monotonic() + timeout
    database.set_progress_handler(lambda: int(time.monotonic() > deadline), _PROGRESS_STEPS)
    database.execute("PRAGMA query_only = ON")
    # Functions and triggers of a damaged or malicious schema must not run.
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _copy_with_log(path: Path, folder: Path) -> Path:
    """Copy the database and its WAL in a consistent state, and return the path of the copy."""
    log, copy, copied_log = _log_of(path), folder / "copy.db", folder / "copy.db-wal"
    for _ in range(_ATTEMPTS):
        state_before = database_state(path)
        if sum(state[1] for state in state_before) > MAX_SIZE:
            raise DatabaseUnusable("it is too large")
        shutil.copyfile(path, copy)
        copied_log.unlink(missing_ok=True)
        if state_before[1][1]:
            shutil.copyfile(log, copied_log)
        if database_state(path) == state_before:
            return copy
        time.sleep(_PAUSE)
    raise DatabaseUnusable("it is being written to continuously")


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _file_state(path: Path) -> FileState:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _size(path: Path) -> int:
    return _file_state(path)[1]
