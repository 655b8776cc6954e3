"""Whether books can be delivered at all: no job is taken while a folder is missing, closed or full."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alcove.apps.books.service.delivering.failing import LIBRARY, NO_SPACE, STAGING, reason_of
from alcove.apps.books.service.delivering.folders import PRIVATE, RESERVE, folder_mode, free, probe
from alcove.apps.books.service.delivering.hook import trouble_with
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import get_logger

GOOD_FOR: Final = 60.0
"""Seconds for which a good answer is believed."""

log = get_logger("alcove.books.readiness")


async def troubles(settings: BooksSettings, *, data_dir: Path) -> Mapping[str, str]:
    """Return by part what keeps books from being delivered, in words without paths; empty when nothing does.

    The folders are made if need be and written to.
    """
    return await asyncio.to_thread(_look, settings, data_dir)


def _look(settings: BooksSettings, data_dir: Path) -> dict[str, str]:
    ingest = settings.ingest(data_dir)
    found = {
        "staging": _trouble(settings.staging(data_dir), STAGING, mode=PRIVATE),
        "ingest": _trouble(ingest, LIBRARY, mode=folder_mode(ingest, settings, data_dir=data_dir)),
    }
    return {name: trouble for name, trouble in found.items() if trouble}


def _trouble(folder: Path, words: str, *, mode: int) -> str:
    try:
        probe(folder, mode=mode)
        return NO_SPACE if free(folder) < RESERVE else ""
    except OSError as error:
        return reason_of(error, folder=words)


def warnings(settings: BooksSettings) -> Mapping[str, str]:
    """Return by part what will make deliveries fail and can be seen already, but stops nothing."""
    trouble = trouble_with(settings.custom_script) if settings.custom_script else ""
    return {"hook": trouble} if trouble else {}


class Readiness:
    """Remembers for a while that all is well; looks again each time while it is not."""

    def __init__(self, *, clock: Clock, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._good: Cache[tuple[Path, Path], bool] = Cache(size=1, ttl=GOOD_FOR, clock=clock)
        self._known: Mapping[str, str] = {}

    async def troubles(self, settings: BooksSettings) -> Mapping[str, str]:
        """Return what keeps books from being delivered."""
        folders = settings.staging(self._data_dir), settings.ingest(self._data_dir)
        if self._good.peek(folders):
            return {}
        found = await troubles(settings, data_dir=self._data_dir)
        self._good.put(folders, not found, ttl=0.0 if found else None)
        if found != self._known:
            log.warning("books_not_ready", **found) if found else log.info("books_ready")
            self._known = found
        return found

    def doubt(self) -> None:
        """Look again the next time: something went wrong."""
        self._good.clear()
