"""Live notifications of an account: one feed per account whose pages are open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from starlette.responses import StreamingResponse

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import TooManyStreams
from alcove.foundation.notify.store import notifications
from alcove.foundation.realtime import Notification
from alcove.foundation.realtime.web import EventFeed, IsAuthorized, ServerEvent

MAX_FEEDS: Final = 500
MAX_STREAMS_PER_ACCOUNT: Final = 20
MAX_MISSED: Final = 100


class AccountSource:
    """Reads the events of one account: `notification` with a new one, `unread` with the number of unread ones."""

    topics: Sequence[str] = (notifications.CHANNEL,)

    def __init__(self, pool: Pool, account_id: UUID) -> None:
        self._pool = pool
        self._account_id = account_id

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the events of a notification; one without an account stands for many."""
        account, _, number = notification.payload.partition(" ")
        if account not in ("", str(self._account_id)):
            return []
        if not account:
            return [ServerEvent("resync", b"{}")]
        events = []
        if number:
            found = await notifications.find(self._pool, self._account_id, notification_id=UUID(number))
            if found is not None:
                events.append(ServerEvent("notification", found))
        return [*events, await self._read_unread()]

    async def read_since(self, instant: datetime, /) -> Sequence[ServerEvent]:
        """Return the notifications since then, and the number of unread ones."""
        missed = await notifications.list_since(self._pool, self._account_id, instant=instant, limit=MAX_MISSED)
        return [*(ServerEvent("notification", body) for body in missed), await self._read_unread()]

    async def _read_unread(self) -> ServerEvent:
        return ServerEvent("unread", await notifications.count_unread(self._pool, self._account_id))


class NotificationEvents:
    """The streams of an api process."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._feeds: dict[UUID, EventFeed] = {}

    def stream(self, account_id: UUID, last_event_id: str | None, *, is_authorized: IsAuthorized) -> StreamingResponse:
        """Return a stream of an account's events; TooManyStreams."""
        return self._get_feed(account_id).stream(last_event_id, is_authorized=is_authorized)

    def _get_feed(self, account_id: UUID) -> EventFeed:
        feed = self._feeds.get(account_id)
        if feed is not None:
            return feed
        if len(self._feeds) >= MAX_FEEDS:
            self._feeds = {account: feed for account, feed in self._feeds.items() if feed.has_streams}
        if len(self._feeds) >= MAX_FEEDS:
            raise TooManyStreams("Too many people follow their notifications.", headers={"Retry-After": "5"})
        feed = self._feeds[account_id] = self._build_feed(account_id, clock=self._deps.clock)
        return feed

    def _build_feed(self, account_id: UUID, *, clock: Clock) -> EventFeed:
        source = AccountSource(self._deps.pool, account_id)
        return EventFeed(
            self._deps.hub, source, clock=clock, stopping=self._deps.stopping, max_streams=MAX_STREAMS_PER_ACCOUNT
        )
