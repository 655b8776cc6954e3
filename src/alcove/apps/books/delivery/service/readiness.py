"""Checks whether books can be delivered, for workers before they claim one and for health checks."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery.service.folders import find_problems
from alcove.apps.books.delivery.store import deliveries
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger

READY_TTL: Final = 10.0
"""Seconds for which a successful check is reused."""

log = get_logger("alcove.books.readiness")


async def remember_folder(pool: Pool, folder: Path, *, known: Mapping[Path, bool]) -> None:
    """Store that a folder is usable, if that is new."""
    is_mount_point = await asyncio.to_thread(os.path.ismount, folder)
    if known.get(folder) != is_mount_point:
        await deliveries.save_known_folder(pool, folder, is_mount_point=is_mount_point)


class Readiness:
    """Checks whether books can be delivered; a successful check is cached, a failed one is repeated."""

    def __init__(self, pool: Pool, *, clock: Clock, data_dir: Path) -> None:
        self._pool = pool
        self._data_dir = data_dir
        self._ready: Cache[tuple[Path, Path], bool] = Cache(size=1, ttl=READY_TTL, clock=clock)
        self._logged: Mapping[str, str] = {}

    async def find_problems(self, settings: BooksSettings) -> Mapping[str, str]:
        """Return why books cannot be delivered, by folder; empty when they can."""
        ingest = settings.ingest(self._data_dir)
        pair = settings.staging(self._data_dir), ingest
        if self._ready.peek(pair):
            return {}
        known = await deliveries.find_known_folders(self._pool, [ingest])
        problems = await find_problems(settings, data_dir=self._data_dir, known=known)
        if "ingest" not in problems:
            await remember_folder(self._pool, ingest, known=known)
        self._ready.put(pair, not problems, ttl=0.0 if problems else None)
        if problems != self._logged:
            log.warning("books_not_ready", **problems) if problems else log.info("books_ready")
            self._logged = problems
        return problems

    def invalidate(self) -> None:
        """Forget the cached check, because a delivery failed."""
        self._ready.clear()
