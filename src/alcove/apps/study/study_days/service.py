"""The start of the day of study, from the settings into the database."""

import asyncio
from contextlib import suppress
from datetime import time

from alcove.apps.study.settings import StudySettings
from alcove.apps.study.study_days import store
from alcove.apps.study.study_days.model import read_day_start
from alcove.foundation.database import CONNECTION_LOST, DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.retry import backoff


class DayRule:
    """STUDY_DAY_START, which the functions of the database read from a table."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._task: asyncio.Task[None] | None = None

    @property
    def day_start(self) -> time:
        """The time at which a day begins on the learner's clock."""
        return read_day_start(self._deps.load(StudySettings).study_day_start)

    def start(self) -> None:
        """Store the setting in the background, as soon as the database can be reached."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # endpoints are also built to describe them
        self._deps.exit_stack.push_async_callback(self.close)
        self._task = loop.create_task(self._store_when_possible(), name="study-day-start")

    async def store(self) -> None:
        """Store the setting; days that are stored stay. DATABASE_LOST."""
        await store.store_day_start(self._deps.pool, self.day_start)

    async def close(self) -> None:
        """Stop trying."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _store_when_possible(self) -> None:
        wait, failures = backoff(0.5, 30.0), 0
        while not self._deps.stopping.is_set():
            with suppress(*DATABASE_LOST, *CONNECTION_LOST):
                await self.store()
                return
            failures += 1
            await asyncio.sleep(wait(failures))
