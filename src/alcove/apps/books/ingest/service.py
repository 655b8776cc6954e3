"""Reads the state of the folder of finished files, and writes a test file into it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery import Readiness, files, find_warnings
from alcove.apps.books.ingest.schemas import IngestState, WriteTest
from alcove.apps.books.queue import blocked
from alcove.apps.books.search import Preferences
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.disk_space import free_bytes

SUCCESS: Final = "A file was written into the folder and removed again."


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestService:
    """The use cases."""

    pool: Pool
    preferences: Preferences
    readiness: Readiness
    clock: Clock
    data_dir: Path

    async def read(self) -> IngestState:
        """Return the state of the folder; a successful check of the last seconds is reused."""
        settings = await self.preferences.current()
        problems = await self.readiness.find_problems(settings)
        waiting, reason = await blocked.read_blocked(self.pool)
        problem = " ".join(problems.values())
        if waiting and not problem:
            # The workers may see other folders than this process.
            problem = reason
        folder = settings.ingest(self.data_dir)
        return IngestState(
            folder=str(folder), state="failed" if problem else "ok", problem=problem or None,
            free_bytes=await asyncio.to_thread(_free_bytes, folder), waiting=waiting,
            delivered=await files.count(self.pool), checked_at=self.clock.now(),
        )  # fmt: skip

    async def test(self) -> WriteTest:
        """Write files into the folders of finished and of unfinished files, and return the result."""
        settings: BooksSettings = await self.preferences.current()
        self.readiness.invalidate()
        problems = await self.readiness.find_problems(settings)
        warnings = find_warnings(settings)
        state = await self.read()
        message = " ".join((*problems.values(), *warnings.values())) or SUCCESS
        values = {name: getattr(state, name) for name in IngestState.__struct_fields__}
        return WriteTest(**values, success=not problems and not warnings, message=message)


def _free_bytes(folder: Path) -> int | None:
    try:
        return free_bytes(folder)
    except OSError:
        return None
