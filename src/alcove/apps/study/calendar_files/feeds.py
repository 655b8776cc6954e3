"""The feed of an account, and its calendar as a file."""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from alcove.apps.study.calendar import list_all
from alcove.apps.study.calendar_files import store
from alcove.apps.study.calendar_files.errors import FeedNotFound
from alcove.apps.study.calendar_files.model import Feed
from alcove.apps.study.calendar_files.writer import CalendarWriter
from alcove.apps.study.recurrence import UnknownZone, find_zone
from alcove.apps.study.timetable import list_entries
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, skip_on_full_disk

TITLE: Final = "Study"
_SECRET_BYTES: Final = 32
_READ_AGAIN: Final = timedelta(hours=1)
"""How exactly it is known when a feed was last read."""


class Feeds:
    """Makes and revokes the secret addresses of feeds, and writes their files."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def create(self, user_id: UUID) -> tuple[str, datetime]:
        """Return the secret of a new feed, which is stored as a digest only; an earlier address ends."""
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._clock.now()
        await store.save_feed(self._pool, user_id, digest=_digest(secret), now=now)
        return secret, now

    async def find(self, user_id: UUID) -> Feed | None:
        """Return the feed of an account."""
        return await store.find_feed(self._pool, user_id)

    async def revoke(self, user_id: UUID) -> None:
        """End the feed of an account; FeedNotFound."""
        if not await store.delete_feed(self._pool, user_id):
            raise FeedNotFound("You have no calendar feed.")

    async def find_reader(self, secret: str) -> UUID:
        """Return the account of a feed; FeedNotFound."""
        now = self._clock.now()
        found = await store.find_reader(self._pool, _digest(secret), now=now) if secret else None
        if found is None:
            raise FeedNotFound("There is no calendar feed at this address: it may have been revoked.")
        user_id, read_at = found
        if read_at is None or now - read_at >= _READ_AGAIN:
            with skip_on_full_disk("calendar feed"):
                await store.set_read(self._pool, user_id, now=now)
        return user_id

    async def find_version(self, user_id: UUID) -> str:
        """Return a hash that is another one after each change of the file; FeedNotFound."""
        version = await store.find_version(self._pool, user_id)
        if version is None:
            raise FeedNotFound("The account does not exist any more.")
        return version

    async def write(self, user_id: UUID) -> bytes:
        """Return the calendar of an account as a file: events, tasks, exams and classes."""
        pool = self._pool
        events, tasks, exams = (
            await list_all(pool, user_id),
            await store.list_tasks(pool, user_id),
            await store.list_exams(pool, user_id),
        )
        entries, zone = await list_entries(pool, user_id), _read_zone(await store.find_zone_name(pool, user_id))

        def write() -> bytes:
            writer = CalendarWriter(TITLE)
            writer.add_events(events)
            writer.add_tasks(tasks)
            writer.add_exams(exams, zone=zone)
            writer.add_classes(entries, zone=zone)
            return writer.finish()

        return await asyncio.to_thread(write)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _read_zone(name: str) -> ZoneInfo:
    try:
        return find_zone(name)
    except UnknownZone:
        return find_zone("UTC")
