"""Reads users of Calibre-Web's `app.db`, without changing it, including its write-ahead log."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.foundation.sqlite_snapshot import DatabaseUnusable, read_snapshot

__all__ = ["DatabaseUnusable", "User", "find_user"]

ADMIN: Final = 1
ANONYMOUS: Final = 32

_COLUMNS = "SELECT name FROM pragma_table_info('user')"
_USER = {
    column: f'SELECT password, role FROM user WHERE "{column}" = ? COLLATE BINARY'  # noqa: S608 - one of two constants
    for column in ("name", "nickname")
}


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
    return read_snapshot(path, lambda database: _query_user(database, name))


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
