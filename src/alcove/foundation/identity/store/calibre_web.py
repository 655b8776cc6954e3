"""Reads users of Calibre-Web's `app.db`, without changing it, including its write-ahead log."""

import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

ADMIN: Final = 1
ANONYMOUS: Final = 32
TIMEOUT: Final = 2.0
"""Timeout in seconds of one query."""
MAX_SIZE: Final = 256 * 1024 * 1024
"""Maximum bytes of a database that is copied; Calibre-Web's is far smaller."""

_MAGIC: Final = b"SQLite format 3\0"
_PROGRESS_STEPS: Final = 1000
_ATTEMPTS: Final = 5
_PAUSE: Final = 0.02

_COLUMNS = "SELECT name FROM pragma_table_info('user')"
_USER = {
    column: f'SELECT password, role FROM user WHERE "{column}" = ? COLLATE BINARY'  # noqa: S608 - one of two constants
    for column in ("name", "nickname")
}


class DatabaseUnusable(Exception):
    """The database cannot be used; the message is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user: password hash and role bits."""

    password_hash: str
    role: int

    @property
    def is_admin(self) -> bool:
        """Whether the user is an administrator."""
        return bool(self.role & ADMIN)

    @property
    def may_sign_in(self) -> bool:
        """Whether the user is not the guest and has a password."""
        return not self.role & ANONYMOUS and bool(self.password_hash)


def find_user(path: Path, name: str) -> User | None:
    """Return the user with this name, None when there is none; DatabaseUnusable."""
    for _ in range(_ATTEMPTS):
        state_before = _file_state(path)
        try:
            return _read_user(path, name)
        except sqlite3.Error as error:
            # Another process may be writing: then read again.
            if _file_state(path) == state_before and not _size(path.with_name(f"{path.name}-journal")):
                raise DatabaseUnusable(f"SQLite error: {error}") from error
        except OSError as error:
            raise DatabaseUnusable(error.strerror or type(error).__name__) from error
        time.sleep(_PAUSE)
    raise DatabaseUnusable("it is being written to continuously")


def _read_user(path: Path, name: str) -> User | None:
    if not _is_database(path):
        raise DatabaseUnusable("it is not a SQLite database")
    if _size(path.with_name(f"{path.name}-wal")):
        # The latest changes are in the WAL, which SQLite can read only in a writable folder.
        with (
            suppress(OSError),
            tempfile.TemporaryDirectory(prefix="alcove-sign-in-") as folder,
            closing(_connect(_copy_with_log(path, Path(folder)), "mode=rw")) as database,
        ):
            return _query_user(database, name)
    with closing(_connect(path, "mode=ro&immutable=1")) as database:
        return _query_user(database, name)


def _is_database(path: Path) -> bool:
    if not path.is_file():
        raise DatabaseUnusable("there is no such file")
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _connect(path: Path, options: str) -> sqlite3.Connection:
    # In a SQLite URI, percent signs, question marks and hashes of a path must be quoted.
    quoted_path = quote(os.fsencode(path.absolute()))
    database = sqlite3.connect(f"file:{quoted_path}?{options}", uri=True, timeout=TIMEOUT, check_same_thread=False)
    deadline = time.monotonic() + TIMEOUT
    database.set_progress_handler(lambda: int(time.monotonic() > deadline), _PROGRESS_STEPS)
    database.execute("PRAGMA query_only = ON")
    # Functions and triggers of a damaged or malicious schema must not run.
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _copy_with_log(path: Path, folder: Path) -> Path:
    """Copy the database and its WAL in a consistent state, and return the path of the copy."""
    log, copy, copied_log = path.with_name(f"{path.name}-wal"), folder / "app.db", folder / "app.db-wal"
    for _ in range(_ATTEMPTS):
        state_before = _file_state(path), _file_state(log)
        if sum(state[1] for state in state_before) > MAX_SIZE:
            raise DatabaseUnusable("it is too large")
        shutil.copyfile(path, copy)
        copied_log.unlink(missing_ok=True)
        if state_before[1][1]:
            shutil.copyfile(log, copied_log)
        if (_file_state(path), _file_state(log)) == state_before:
            return copy
        time.sleep(_PAUSE)
    raise DatabaseUnusable("it is being written to continuously")


def _file_state(path: Path) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _size(path: Path) -> int:
    return _file_state(path)[1]


def _query_user(database: sqlite3.Connection, name: str) -> User | None:
    columns = {row[0] for row in database.execute(_COLUMNS)}
    column = next((name for name in _USER if name in columns), None)
    if column is None or not {"password", "role"} <= columns:
        raise DatabaseUnusable("it has no user table of Calibre-Web")
    try:
        rows = database.execute(_USER[column], (name,)).fetchall()
    except UnicodeEncodeError:
        return None
    # The name is unique in every version; if it is not, the user is ambiguous.
    if len(rows) != 1:
        return None
    password, role = rows[0]
    return User(
        password_hash=password if isinstance(password, str) else "",
        role=role if isinstance(role, int) else ANONYMOUS,
    )
