"""Records on the pages over all apps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.apps.records.live_events import RecordsEvents
from alcove.apps.records.overview import store
from alcove.apps.records.scraping import SCRAPE_CHANNEL, cancel_scrape, request_scrape
from alcove.apps.records.taste import TRAINING_CHANNEL, request_training
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import cancel
from alcove.foundation.overview import AppEvent, JobNotChangeable, JobNotFound, JobQuery, JobRow, Viewer
from alcove.foundation.realtime import Notification

_KINDS: Final = {SCRAPE_CHANNEL: "scrape", TRAINING_CHANNEL: "training"}
_MAX_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class RecordsActivity:
    """Scrapes and trainings."""

    pool: Pool

    async def list_jobs(self, _viewer: Viewer, query: JobQuery, /) -> Sequence[JobRow]:
        """Return the newest jobs."""
        return await store.list_jobs(self.pool, query)

    async def cancel(self, _viewer: Viewer, job_id: str, /) -> None:
        """Cancel a scrape; its stored pages stay."""
        kind, number = _parse_job_id(job_id)
        if kind == "task":
            await self._cancel_training(number)
            return
        scrape = await store.find_scrape(self.pool, number) if kind == "scrape" else None
        if scrape is None:
            if kind == "training" and await store.is_last_failed_training(self.pool, number) is not None:
                raise JobNotChangeable("A training that has ended cannot be cancelled.")
            raise JobNotFound("There is no job with this id.")
        seller, _, can_cancel, _ = scrape
        if not can_cancel:
            raise JobNotChangeable("This scrape has ended already.")
        await cancel_scrape(self.pool, seller=seller)

    async def retry(self, _viewer: Viewer, job_id: str, /) -> None:
        """Request the scrape, or the training, once more."""
        kind, number = _parse_job_id(job_id)
        if kind == "training":
            await self._train(number)
            return
        scrape = await store.find_scrape(self.pool, number) if kind == "scrape" else None
        if scrape is None:
            raise JobNotFound("There is no job with this id.")
        seller, mode, _, can_retry = scrape
        async with transaction(self.pool) as connection:
            if not can_retry or await request_scrape(connection, seller=seller, mode=mode) is None:
                raise JobNotChangeable("Only the last scrape of a seller can be started again, when it has failed.")

    async def _cancel_training(self, task_id: int) -> None:
        async with transaction(self.pool) as connection:
            if not await store.is_training_task(connection, task_id) or not await cancel(connection, task_id):
                raise JobNotFound("There is no job with this id.")

    async def _train(self, training_id: int) -> None:
        can_retry = await store.is_last_failed_training(self.pool, training_id)
        if can_retry is None:
            raise JobNotFound("There is no job with this id.")
        if not can_retry:
            raise JobNotChangeable("Only the last training can be started again, when it has failed.")
        async with transaction(self.pool) as connection:
            await request_training(connection)


@dataclass(frozen=True, slots=True)
class RecordsSummary:
    """Search results, and what there is today."""

    pool: Pool
    clock: Clock

    async def find(self, _viewer: Viewer, text: str, /, *, limit: int) -> bytes:
        """Return sellers and offers as JSON."""
        return await store.find(self.pool, text, limit=limit)

    async def today(self, _viewer: Viewer, /) -> bytes:
        """Return numbers, the record of the day and the next step as JSON."""
        return await store.read_today(self.pool, day=self.clock.now().date())


class RecordsLiveEvents:
    """Scrapes, trainings, picks and release details."""

    topics = RecordsEvents.topics

    def __init__(self, pool: Pool) -> None:
        self._events = RecordsEvents(pool)

    async def read(self, notification: Notification, /) -> Sequence[AppEvent]:
        """Return the event of a notification."""
        kind = _KINDS.get(notification.topic)
        job_id = f"{kind}-{notification.payload}" if kind else None
        events = await self._events.read(notification)
        return [AppEvent(name=event.name, data=event.data, job_id=job_id) for event in events]

    async def read_since(self, instant: datetime, /) -> Sequence[AppEvent]:
        """Return events for everything that has changed since then, and for unfinished scrapes."""
        return [AppEvent(name=event.name, data=event.data) for event in await self._events.read_since(instant)]


def _parse_job_id(job_id: str) -> tuple[str, int]:
    kind, _, number = job_id.partition("-")
    if (
        kind not in ("scrape", "training", "task")
        or not (number.isascii() and number.isdigit())
        or int(number) > _MAX_ID
    ):
        raise JobNotFound("There is no job with this id.")
    return kind, int(number)
