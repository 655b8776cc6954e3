"""The live connection: Socket.IO over polling and websockets, fed by the queue's notifications."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
import socketio

from alcove.apps.books.errors import BooksError
from alcove.apps.books.events.progress import Progress
from alcove.apps.books.service.queueing import CHANNEL
from alcove.apps.books.store import sessions
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from alcove.apps.books.events.surroundings import Surroundings

PING_EVERY: Final = 25
PING_TIMEOUT: Final = 60
BETWEEN: Final = 0.25
"""Seconds between two batches of what changed."""
LOOKED_AFTER: Final = 60.0
"""Seconds after which it is looked up again who is still signed in."""
MOST: Final = 2000

log = get_logger("alcove.books.live")


class _Json:
    """Reads and writes messages."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        return msgspec.json.decode(text)


class Live:
    """Tells every connected page what changes."""

    def __init__(self, around: "Surroundings") -> None:
        self._around = around
        self._server = socketio.AsyncServer(
            async_mode="asgi",
            # Whoever gets here has been asked where they come from.
            cors_allowed_origins=lambda _origin: True,
            ping_interval=PING_EVERY,
            ping_timeout=PING_TIMEOUT,
            json=_Json,
        )
        self._server.on("connect", self._connected)
        self._server.on("disconnect", self._disconnected)
        self._server.on("request_status", self._status_wanted)
        self.app = socketio.ASGIApp(self._server, socketio_path=None)
        self._people: dict[str, Mapping[bytes, bytes]] = {}
        self._progress = Progress()
        self._tasks = [
            asyncio.create_task(work, name=f"books-live-{name}")
            for name, work in (("push", self._push()), ("sessions", self._watch()), ("end", self._end()))
        ]

    async def tell(self, event: str, value: Any) -> None:
        """Tell all pages of something."""
        if self._people:
            await self._server.emit(event, value)

    async def _connected(self, sid: str, environ: Mapping[str, Any], *_: Any) -> bool:
        if len(self._people) >= MOST:
            log.warning("too_many_connections", most=MOST)
            return False
        self._people[sid] = dict(environ["asgi.scope"]["headers"])
        self._server.start_background_task(self._welcome, sid)
        return True

    async def _disconnected(self, sid: str, _reason: Any = None) -> None:
        self._people.pop(sid, None)

    async def _welcome(self, sid: str) -> None:
        """Show the queue to who has just come."""
        await self._status_wanted(sid)

    async def _status_wanted(self, sid: str, *_: Any) -> None:
        try:
            snapshot = msgspec.json.decode(await self._around.board.snapshot())
        except DATABASE_LOST as error:
            log.warning("status_not_read", error=type(error).__name__)
            await self._server.emit("error", {"message": "Failed to get status"}, to=sid)
            return
        await self._server.emit("status_update", snapshot, to=sid)

    async def _push(self) -> None:
        """Tell of changes as they come, several at a time when they come fast."""
        async with self._around.notices.subscribe(CHANNEL) as heard:
            while True:
                with suppress(TimeoutError):
                    # What could not be told is told again soon, also when nothing else happens.
                    async with asyncio.timeout(1.0 if self._progress.is_stale else None):
                        self._progress.hear(await heard.get())
                while not heard.empty():
                    self._progress.hear(heard.get_nowait())
                await self._tell_changes()
                await self._around.clock.sleep(BETWEEN)

    async def _tell_changes(self) -> None:
        if self._progress.is_stale and self._people:
            # This process may hear of the change here first.
            self._around.board.changed()
            try:
                snapshot = msgspec.json.decode(await self._around.board.snapshot())
            except DATABASE_LOST as error:
                log.warning("status_not_read", error=type(error).__name__)
                return
            self._progress.told(snapshot)
            await self.tell("status_update", snapshot)
        for step in self._progress.due():
            await self.tell("download_progress", step)

    async def _watch(self) -> None:
        """Close the connections of those who are no longer signed in."""
        async with self._around.notices.subscribe(sessions.CHANNEL) as heard:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOKED_AFTER):
                        await heard.get()
                while not heard.empty():
                    heard.get_nowait()
                await self._look_after()

    async def _look_after(self) -> None:
        for sid, headers in list(self._people.items()):
            try:
                known = await self._around.people.who(headers)
            except BooksError:
                known = None
            except DATABASE_LOST:
                continue
            if known is None:
                await self._server.disconnect(sid)

    async def _end(self) -> None:
        """Let everybody go when the process is to leave: held requests would keep it."""
        await self._around.stopping.wait()
        for sid in list(self._people):
            await self._server.disconnect(sid)
        await self._server.shutdown()
