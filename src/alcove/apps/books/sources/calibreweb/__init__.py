"""The users of a Calibre-Web: its database is read, never written, and never trusted to be whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alcove.apps.books.sources.calibreweb.hashes import hash_password, is_password
from alcove.apps.books.sources.calibreweb.store import Broken, User, find_user

__all__ = ["USUAL", "Broken", "FindUser", "User", "find_user", "hash_password", "is_password"]

USUAL: Final = Path("/auth/app.db")
"""Where containers have it."""

FindUser = Callable[[Path, str], User | None]
