"""Reads one user of Calibre-Web's `app.db`: nothing of it is changed, and what was written last counts."""

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
"""Seconds for one look."""
LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a database that is copied; a larger one is none of Calibre-Web's."""

_MAGIC: Final = b"SQLite format 3\0"
_STEPS: Final = 1000
_TRIES: Final = 5
_PAUSE: Final = 0.02

_COLUMNS = "SELECT name FROM pragma_table_info('user')"
_USER = {
    column: f'SELECT password, role FROM user WHERE "{column}" = ? COLLATE BINARY'  # noqa: S608 - one of two words
    for column in ("name", "nickname")
}


class Broken(Exception):
    """The database cannot be used; the text says why, for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One row: the hash of the password, and what the user may do."""

    password_hash: str
    role: int

    @property
    def is_admin(self) -> bool:
        """Tell whether the user is an administrator."""
        return bool(self.role & ADMIN)

    @property
    def may_sign_in(self) -> bool:
        """Tell whether it is a person with a password: the guest is nobody, and others sign in elsewhere."""
        return not self.role & ANONYMOUS and bool(self.password_hash)


def find_user(path: Path, name: str) -> User | None:
    """Return the user of a name, None when there is none; Broken."""
    for _ in range(_TRIES):
        before = _mark(path)
        try:
            return _look(path, name)
        except sqlite3.Error as error:
            # Somebody may be in the middle of writing: then another look sees the whole.
            if _mark(path) == before and not _size(path.with_name(f"{path.name}-journal")):
                raise Broken(f"SQLite says: {error}") from error
        except OSError as error:
            raise Broken(error.strerror or type(error).__name__) from error
        time.sleep(_PAUSE)
    raise Broken("it is written to all the time")


def _look(path: Path, name: str) -> User | None:
    if not _is_database(path):
        raise Broken("it is not a SQLite database")
    if _size(path.with_name(f"{path.name}-wal")):
        # What was written last stands in the log, which SQLite reads only where it may write beside it.
        with (
            suppress(OSError),
            tempfile.TemporaryDirectory(prefix="alcove-sign-in-") as folder,
            closing(_connect(_copied(path, Path(folder)), "mode=rw")) as database,
        ):
            return _find(database, name)
    with closing(_connect(path, "mode=ro&immutable=1")) as database:
        return _find(database, name)


def _is_database(path: Path) -> bool:
    if not path.is_file():
        raise Broken("there is no such file")
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _connect(path: Path, options: str) -> sqlite3.Connection:
    # SQLite reads a percent sign, a question mark or a hash in a path as parts of an address.
    place = quote(os.fsencode(path.absolute()))
    database = sqlite3.connect(f"file:{place}?{options}", uri=True, timeout=TIMEOUT, check_same_thread=False)
    deadline = time.monotonic() + TIMEOUT
    database.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
    database.execute("PRAGMA query_only = ON")
    # What a damaged or hostile file defines runs nothing.
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _copied(path: Path, folder: Path) -> Path:
    """Copy the database with its log, both from one moment, and return where it is."""
    log, copy, copied_log = path.with_name(f"{path.name}-wal"), folder / "app.db", folder / "app.db-wal"
    for _ in range(_TRIES):
        before = _mark(path), _mark(log)
        if sum(mark[1] for mark in before) > LARGEST:
            raise Broken("it is too large")
        shutil.copyfile(path, copy)
        copied_log.unlink(missing_ok=True)
        if before[1][1]:
            shutil.copyfile(log, copied_log)
        if (_mark(path), _mark(log)) == before:
            return copy
        time.sleep(_PAUSE)
    raise Broken("it is written to all the time")


def _mark(path: Path) -> tuple[int, int, int]:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def _size(path: Path) -> int:
    return _mark(path)[1]


def _find(database: sqlite3.Connection, name: str) -> User | None:
    columns = {row[0] for row in database.execute(_COLUMNS)}
    column = next((name for name in _USER if name in columns), None)
    if column is None or not {"password", "role"} <= columns:
        raise Broken("it has no users of Calibre-Web")
    try:
        rows = database.execute(_USER[column], (name,)).fetchall()
    except UnicodeEncodeError:
        return None
    # The name is unique in every version; where it is not, nobody can tell who is meant.
    if len(rows) != 1:
        return None
    password, role = rows[0]
    return User(
        password_hash=password if isinstance(password, str) else "",
        role=role if isinstance(role, int) else ANONYMOUS,
    )
