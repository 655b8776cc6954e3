"""Where pages open the live connection, and what they are sent: the queue, the steps of transfers, searches."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.types import Receive, Scope, Send

from alcove.apps.books.errors import CrossSite
from alcove.apps.books.events.model import ProgressTracker
from alcove.apps.books.queue import CHANNEL, QueueSnapshotCache
from alcove.apps.books.search import Preferences
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.identity import SESSION_CHANNEL
from alcove.foundation.realtime import TransportLost
from alcove.foundation.realtime.web import SocketIoClients, SocketIoGateway, SocketIoHandlers, is_allowed_origin
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import Authenticator, Credentials, Principal

SEARCH_CHANNEL: Final = "books_search"
"""The topic of how far searches for files are: the event's value, as JSON."""
BATCH_INTERVAL: Final = 0.25
"""Seconds between two batches of what changed."""
RETRY_DELAY: Final = 1.0
"""Seconds until a queue that could not be read is read again."""
MAX_WAIT: Final = 86400.0
MAX_TEXT: Final = 1000
"""Characters of one text of a search's state."""
_DEVELOPMENT_ORIGINS: Final = ("http://localhost:5173", "http://127.0.0.1:5173")

log = get_logger("alcove.books.live")


class BooksGateway:
    """The ASGI application of the live connection; it lets in who is signed in, from pages of this server.

    Each api process serves its own pages; all of them hear of each change by its notification.
    """

    def __init__(
        self, deps: Deps, *, snapshots: QueueSnapshotCache, preferences: Preferences, authenticator: Authenticator
    ) -> None:
        self._hub = deps.hub
        self._clock = deps.clock
        self._snapshots = snapshots
        self._preferences = preferences
        self._authenticator = authenticator
        handlers = SocketIoHandlers(
            identify=self._identify,
            on_connect=self._send_status,
            events={"request_status": self._send_status},
            background_tasks=(self._push_queue, self._push_searches),
            session_topics=(SESSION_CHANNEL,),
        )
        self._gateway = SocketIoGateway(deps.hub, handlers, stopping=deps.stopping)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one websocket."""
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        settings = await self._preferences.current()
        allowed = (*settings.allowed_origins, *(_DEVELOPMENT_ORIGINS if settings.debug else ()))
        if not is_allowed_origin(headers, allowed=allowed):
            raise CrossSite("Pages of this origin may not open the live connection")
        await self._gateway(scope, receive, send)

    async def _identify(self, headers: Mapping[bytes, bytes]) -> Principal | None:
        """Return who sends these headers, None when nobody is signed in any more."""
        return await self._authenticator.identify(Credentials(headers=headers, address=""))

    async def search_status(self, *, source: str, provider: str, book_id: str, message: str, phase: str) -> None:
        """Tell the pages of all processes how far a search for files is."""
        state = {"source": source, "provider": provider, "book_id": book_id, "message": message, "phase": phase}
        payload = msgspec.json.encode({name: text[:MAX_TEXT] for name, text in state.items()}).decode()
        try:
            await self._hub.publish(SEARCH_CHANNEL, payload)
        except TransportLost as error:
            log.warning("search_status_not_sent", error=str(error))

    async def _send_status(self, pages: SocketIoClients, page: str) -> None:
        snapshot = await self._read()
        if snapshot is None:
            await pages.emit("error", {"message": "Failed to get status"}, to=page)
        else:
            await pages.emit("status_update", snapshot, to=page)

    async def _push_queue(self, pages: SocketIoClients) -> None:
        """Send changes as they come, several at a time when they come fast."""
        tracker = ProgressTracker()
        async with self._hub.subscribe(CHANNEL) as changes:
            while True:
                # What could not be sent is sent soon, also when nothing else happens.
                waits = tracker.is_stale and len(pages) > 0
                changed = await changes.wait(within=RETRY_DELAY if waits else MAX_WAIT)
                for notification in ([changed] if changed else []) + changes.take_all():
                    tracker.add(notification.payload)
                await self._send_changes(pages, tracker)
                await self._clock.sleep(BATCH_INTERVAL)

    async def _send_changes(self, pages: SocketIoClients, tracker: ProgressTracker) -> None:
        if tracker.is_stale and len(pages) > 0:
            snapshot = await self._read()
            if snapshot is None:
                return
            tracker.show(snapshot)
            await pages.emit("status_update", snapshot)
        for step in tracker.take_steps():
            await pages.emit("download_progress", step)

    async def _push_searches(self, pages: SocketIoClients) -> None:
        async with self._hub.subscribe(SEARCH_CHANNEL) as states:
            while True:
                state = await states.next()
                if state.payload:
                    await pages.emit("search_status", msgspec.json.decode(state.payload))

    async def _read(self) -> Any:
        """Return the queue by status name, None when it cannot be read."""
        try:
            return msgspec.json.decode(await self._snapshots.read())
        except DATABASE_LOST as error:
            log.warning("status_not_read", error=type(error).__name__)
            return None
