"""Keeps the index of a Calibre library, which is read again after a change of its database."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.books.calibre_library.model import LibraryIndex, build_index
from alcove.apps.books.calibre_library.store import read_books
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.sqlite_snapshot import DatabaseUnusable, FileState, database_state
from alcove.foundation.telemetry import get_logger

CHECK_INTERVAL: Final = 5.0
"""Seconds for which a change of the database is not looked for."""
DATABASE_NAME: Final = "metadata.db"

log = get_logger("alcove.books.library")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadIndex:
    """The index that was built from a state of the database."""

    path: Path
    state: tuple[FileState, FileState]
    index: LibraryIndex


class CalibreLibrary:
    """The library whose path the settings have; it is read in a thread, and never changed or locked."""

    def __init__(self, clock: Clock) -> None:
        self._checked: Cache[Path, LibraryIndex] = Cache(size=1, ttl=CHECK_INTERVAL, clock=clock)
        self._last: _ReadIndex | None = None

    async def index(self, settings: BooksSettings) -> LibraryIndex | None:
        """Return the index of the library; None when no path is set."""
        path = settings.calibre_library
        if path is None:
            return None
        return await self._checked.get(path, lambda: asyncio.to_thread(self._read, path))

    def _read(self, path: Path) -> LibraryIndex:
        try:
            database = path / DATABASE_NAME if path.is_dir() else path
            state, last = database_state(database), self._last
            if last is not None and (last.path, last.state) == (database, state):
                return last.index
            index = build_index(read_books(database))
        except (DatabaseUnusable, OSError) as error:
            reason = str(error) if isinstance(error, DatabaseUnusable) else error.strerror or type(error).__name__
            log.warning("library_not_read", reason=reason)
            return LibraryIndex(problem=f"The Calibre library cannot be read: {reason}.")
        self._last = _ReadIndex(path=database, state=state, index=index)
        return index
