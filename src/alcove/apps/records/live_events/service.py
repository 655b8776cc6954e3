"""Converts notifications to live events: scrapes, trainings, picks, verdicts and release details."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from alcove.apps.records.daily_pick import PICK_CHANNEL, PickOutcome
from alcove.apps.records.live_events import store
from alcove.apps.records.live_events.store import EventData
from alcove.apps.records.scraping import DETAILS_CHANNEL, SCRAPE_CHANNEL, read_status
from alcove.apps.records.taste import TRAINING_CHANNEL, VERDICT_CHANNEL
from alcove.apps.records.wantlist import WANTLIST_CHANNEL, read_sync
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Notification
from alcove.foundation.realtime.web import ServerEvent

NULL: Final = b"null"


class FailedPick(msgspec.Struct, frozen=True, kw_only=True):
    """Why a day has no new pick."""

    id: int | None = None
    date: str
    error: str


class RecordsEvents:
    """The source of the app's live events."""

    topics = (SCRAPE_CHANNEL, TRAINING_CHANNEL, PICK_CHANNEL, DETAILS_CHANNEL, VERDICT_CHANNEL, WANTLIST_CHANNEL)

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the event of a notification; none when its row is deleted."""
        name, data = await self._read(notification)
        return [] if data == NULL else [ServerEvent(name, data)]

    async def read_since(self, instant: datetime, /) -> Sequence[ServerEvent]:
        """Return events for everything that has changed since then, and for active scrapes."""
        changes = await store.read_changes(self._pool, instant)
        details = await store.read_details(self._pool, record_id=None)
        verdicts = await store.read_verdict(self._pool, listing_id=0)
        return [ServerEvent(name, data) for name, data in (*changes, details, verdicts)]

    async def _read(self, notification: Notification) -> EventData:
        if notification.topic == PICK_CHANNEL:
            return await self._read_pick(notification.payload)
        if notification.topic == WANTLIST_CHANNEL:
            return "wantlist", await read_sync(self._pool)
        return await self._read_row(notification.topic, row_id=int(notification.payload))

    async def _read_row(self, topic: str, *, row_id: int) -> EventData:
        if topic == SCRAPE_CHANNEL:
            return "scrape", await read_status(self._pool, run_id=row_id) or NULL
        if topic == TRAINING_CHANNEL:
            return await store.read_training(self._pool, training_id=row_id)
        if topic == DETAILS_CHANNEL:
            return await store.read_details(self._pool, record_id=row_id)
        return await store.read_verdict(self._pool, listing_id=row_id)

    async def _read_pick(self, payload: str) -> EventData:
        outcome = msgspec.json.decode(payload, type=PickOutcome)
        day = outcome.request.partition("/")[0]
        if outcome.error:
            return "pick", msgspec.json.encode(FailedPick(date=day, error=outcome.error))
        return await store.read_pick(self._pool, day=date.fromisoformat(day))
