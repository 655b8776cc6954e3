"""The Socket.IO gateway: sends pages the queue, the progress of transfers, and the status of searches."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.types import Receive, Scope, Send

from alcove.apps.books.errors import CrossSite
from alcove.apps.books.events.model import ProgressTracker, StateSteps
from alcove.apps.books.queue import CHANNEL, POLLING_INTERVAL, QueueSnapshotCache
from alcove.apps.books.search import Preferences
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.identity import SESSION_CHANNEL
from alcove.foundation.realtime import TransportLost
from alcove.foundation.realtime.web import SocketIoClients, SocketIoGateway, SocketIoHandlers, is_allowed_origin
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import Authenticator, Credentials, Principal

SEARCH_CHANNEL: Final = "books_search"
"""The channel of search statuses; the payload is the event's value as JSON."""
BATCH_INTERVAL: Final = 0.25
"""Seconds between two batches of changes."""
RETRY_DELAY: Final = 1.0
"""Seconds after which a failed read of the queue is retried."""
MAX_WAIT: Final = 86400.0
MAX_TEXT: Final = 1000
"""Characters of one text of a search status."""
_DEVELOPMENT_ORIGINS: Final = ("http://localhost:5173", "http://127.0.0.1:5173")

log = get_logger("alcove.books.live")


class BooksGateway:
    """The ASGI application of the Socket.IO connection; it accepts signed-in users on pages of this server.

    Each api process serves its own connections; every process receives each change as a notification.
    """

    def __init__(
        self, deps: Deps, *, snapshots: QueueSnapshotCache, preferences: Preferences, authenticator: Authenticator
    ) -> None:
        self._hub = deps.hub
        self._clock = deps.clock
        self._snapshots = snapshots
        self._preferences = preferences
        self._authenticator = authenticator
        self._steps = StateSteps()
        self._tracker = ProgressTracker()
        # Snapshots are sent in the order in which they were read.
        self._sending = asyncio.Lock()
        self._connected = asyncio.Event()
        """Set when a client has connected."""
        handlers = SocketIoHandlers(
            identify=self._identify,
            on_connect=self._send_first_status,
            events={"request_status": self._send_status},
            background_tasks=(self._push_queue, self._push_searches),
            session_topics=(SESSION_CHANNEL,),
        )
        self._gateway = SocketIoGateway(deps.hub, handlers, stopping=deps.stopping)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or one WebSocket connection."""
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        settings = await self._preferences.current()
        allowed = (*settings.allowed_origins, *(_DEVELOPMENT_ORIGINS if settings.debug else ()))
        if not is_allowed_origin(headers, allowed=allowed):
            raise CrossSite("Pages of this origin may not open the live connection")
        await self._gateway(scope, receive, send)

    async def _identify(self, headers: Mapping[bytes, bytes]) -> Principal | None:
        """Return the principal of these headers, None when they are not signed in any more."""
        return await self._authenticator.identify(Credentials(headers=headers, address=""))

    async def search_status(self, *, source: str, provider: str, book_id: str, message: str, phase: str) -> None:
        """Send the status of a search for files to the pages of all processes."""
        state = {"source": source, "provider": provider, "book_id": book_id, "message": message, "phase": phase}
        payload = msgspec.json.encode({name: text[:MAX_TEXT] for name, text in state.items()}).decode()
        try:
            await self._hub.publish(SEARCH_CHANNEL, payload)
        except TransportLost as error:
            log.warning("search_status_not_sent", error=str(error))

    async def _send_first_status(self, clients: SocketIoClients, client_id: str) -> None:
        """Send a new client the queue, as a page that polls would see it: it may have missed the last moments."""
        await self._send_status(clients, client_id, shown_for=POLLING_INTERVAL)
        self._tracker.is_stale = True
        self._connected.set()

    async def _send_status(self, clients: SocketIoClients, client_id: str, *, shown_for: float = 0.0) -> None:
        async with self._sending:
            snapshot = await self._read(shown_for=shown_for)
            if snapshot is None:
                await clients.emit("error", {"message": "Failed to get status"}, to=client_id)
            else:
                self._steps.start(snapshot)
                await clients.emit("status_update", self._steps.current(snapshot), to=client_id)

    async def _push_queue(self, clients: SocketIoClients) -> None:
        """Send changes as they happen, in batches when they happen fast."""
        async with self._hub.subscribe(CHANNEL) as changes:
            while True:
                first = await changes.wait(within=self._pause(clients), unless=self._connected)
                self._connected.clear()
                for notification in ([first] if first else []) + changes.take_all():
                    self._tracker.add(notification.payload)
                async with self._sending:
                    await self._send_changes(clients)
                await self._clock.sleep(BATCH_INTERVAL)

    def _pause(self, clients: SocketIoClients) -> float:
        """Return the seconds to wait for the next change."""
        if not len(clients) or not self._tracker.is_stale:
            return MAX_WAIT
        # A change that could not be sent is sent soon, also when nothing else changes.
        return 0.0 if self._steps.is_behind else RETRY_DELAY

    async def _send_changes(self, clients: SocketIoClients) -> None:
        tracker = self._tracker
        if not len(clients):
            self._steps.reset()
        elif tracker.is_stale:
            snapshot = await self._read()
            if snapshot is None:
                return
            shown = self._steps.advance(snapshot)
            tracker.set_snapshot(shown, is_stale=self._steps.is_behind)
            await clients.emit("status_update", shown)
        for update in tracker.take_updates():
            await clients.emit("download_progress", update)

    async def _push_searches(self, clients: SocketIoClients) -> None:
        async with self._hub.subscribe(SEARCH_CHANNEL) as states:
            while True:
                state = await states.next()
                if state.payload:
                    await clients.emit("search_status", msgspec.json.decode(state.payload))

    async def _read(self, *, shown_for: float = 0.0) -> Any:
        """Return the queue by status name, None when the database is lost."""
        try:
            return msgspec.json.decode(await self._snapshots.read(shown_for=shown_for))
        except DATABASE_LOST as error:
            log.warning("status_not_read", error=type(error).__name__)
            return None
