"""Stores messages of this process: those of a room that wait while a statement runs are the next statement."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.rooms.model import NewMessage, RoomBusy, refuse_unknown
from alcove.apps.study.rooms.store import events
from alcove.foundation.database import Pool

MAX_BATCH: Final = 100
MAX_WAITING: Final = 400
"""Messages of one room that wait."""
STATEMENTS: Final = 4
"""Connections that the writer uses at a time."""


class MessageWriter:
    """Stores messages in the order in which they come; nothing that was refused or failed is stored in part."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: dict[UUID, list[tuple[NewMessage, asyncio.Future[int]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(STATEMENTS)

    async def store(self, message: NewMessage) -> int:
        """Store a message, and return its number; RoomNotFound, InvalidFields, RoomBusy."""
        queue = self._waiting.get(message.room_id)
        if queue is not None and len(queue) >= MAX_WAITING:
            raise RoomBusy("The room gets more messages than can be stored: try again.", headers={"Retry-After": "1"})
        stored: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        if queue is None:
            queue = self._waiting[message.room_id] = []
            task = asyncio.create_task(self._write(message.room_id), name="room-messages")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        queue.append((message, stored))
        return await stored

    async def close(self) -> None:
        """Wait until everything that was accepted is stored."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _write(self, room_id: UUID) -> None:
        queue = self._waiting[room_id]
        try:
            while queue:
                async with self._slots:
                    batch = queue[:MAX_BATCH]
                    del queue[:MAX_BATCH]
                    await self._store(room_id, batch)
        finally:
            del self._waiting[room_id]

    async def _store(self, room_id: UUID, batch: Sequence[tuple[NewMessage, "asyncio.Future[int]"]]) -> None:
        results: Sequence[int | str | Exception]
        try:
            results = await events.add_messages(self._pool, room_id, messages=[message for message, _ in batch])
        except Exception as error:  # noqa: BLE001 - every sender gets the error, and reports it as its own
            results = [error] * len(batch)
        for (_, stored), result in zip(batch, results, strict=True):
            if stored.done():
                continue
            if isinstance(result, int):
                stored.set_result(result)
            else:
                stored.set_exception(result if isinstance(result, Exception) else _explain(result))


def _explain(refusal: str) -> Exception:
    if refusal == "recipient":
        return InvalidFields({"to": "is no member of the room"})
    return refuse_unknown()
