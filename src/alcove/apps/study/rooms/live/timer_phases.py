"""Sends the timers of this process's rooms at the end of each phase; the row itself is not changed by it."""

import asyncio
from collections.abc import Callable
from functools import partial
from uuid import UUID

from alcove.apps.study.rooms.service import describe_timer
from alcove.apps.study.rooms.store import events
from alcove.apps.study.rooms.timer import RoomTimer, TimerState
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.telemetry import get_logger

RETRY_SECONDS = 1.0

log = get_logger("alcove.study")


class TimerPhases:
    """Follows timers; a room has one task that reads its timer and then waits for the end of phase after phase."""

    def __init__(self, pool: Pool, *, clock: Clock, send: Callable[[UUID, dict[str, object]], None]) -> None:
        self._pool = pool
        self._clock = clock
        self._send = send
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    def follow(self, room_id: UUID, *, again: bool = False) -> None:
        """Follow the timer of a room; `again` after a change."""
        task = self._tasks.get(room_id)
        if task is not None:
            if not again:
                return
            task.cancel()
        task = self._tasks[room_id] = asyncio.create_task(self._run(room_id), name="room-timer")
        task.add_done_callback(partial(self._note_end, room_id))

    def forget(self, room_id: UUID) -> None:
        """Follow the timer of a room no longer."""
        task = self._tasks.pop(room_id, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """Follow no timer any more."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _note_end(self, room_id: UUID, task: asyncio.Task[None]) -> None:
        # A stopped timer needs no task, but the room stays followed until it is forgotten.
        if not task.cancelled() and task.exception() is not None:
            log.error("room_timer_failed", room=str(room_id), exc_info=task.exception())

    async def _run(self, room_id: UUID) -> None:
        timer = (await self._read(room_id)).at(self._clock.now())
        while timer.state is TimerState.RUNNING:
            await self._clock.sleep(timer.remaining.total_seconds())
            now = self._clock.now()
            following = timer.at(now)
            if (following.phase, following.round) != (timer.phase, timer.round):
                self._send(room_id, describe_timer(following))
            timer = following

    async def _read(self, room_id: UUID) -> RoomTimer:
        while True:
            try:
                return await events.find_timer(self._pool, room_id, now=self._clock.now())
            except DATABASE_LOST as error:
                log.warning("room_timer_not_read", error=str(error))
                await self._clock.sleep(RETRY_SECONDS)
