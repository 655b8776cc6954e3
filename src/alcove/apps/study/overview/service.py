"""Study on the pages over all apps; everything belongs to the account that looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.generation import generation_job
from alcove.apps.study.materials import extraction_job, index_job
from alcove.apps.study.overview import store
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, like_pattern, transaction
from alcove.foundation.jobs import defer
from alcove.foundation.overview import AppEvent, JobNotChangeable, JobNotFound, JobQuery, JobRow, Viewer
from alcove.foundation.realtime import Notification

MAX_WORDS: Final = 10
_MATERIALS, _CHANGES, _NOTIFICATIONS, _CARDS = "study_materials", "study_answers", "study_notifications", "study_cards"
_NAMES: Final = {_MATERIALS: "materials", _CHANGES: "changed", _NOTIFICATIONS: "notifications", _CARDS: "cards"}
_NOTHING: Final = (
    b'{"app":"study","facts":[],"items":[],"next_step":{"title":"Sign in","detail":'
    b'"Study belongs to an account.","action":"Sign in","url":"/settings/account"}}'
)


@dataclass(frozen=True, slots=True)
class StudyActivity:
    """Imports of materials and cards, and what is made of materials."""

    pool: Pool

    async def list_jobs(self, viewer: Viewer, query: JobQuery, /) -> Sequence[JobRow]:
        """Return the newest jobs of the account."""
        if viewer.account_id is None:
            return []
        return await store.list_jobs(self.pool, viewer.account_id, query=query)

    async def cancel(self, viewer: Viewer, job_id: str, /) -> None:
        """Cancel a generation."""
        account_id, kind, number = await self._find(viewer, job_id)
        async with transaction(self.pool) as connection:
            is_cancelled = kind == "generation" and await store.cancel_generation(
                connection, account_id, generation_id=number
            )
        if not is_cancelled:
            raise JobNotChangeable("This job has ended already, or runs to its end.")

    async def retry(self, viewer: Viewer, job_id: str, /) -> None:
        """Queue a failed import or generation again."""
        account_id, kind, number = await self._find(viewer, job_id)
        async with transaction(self.pool) as connection:
            if kind == "generation" and await store.requeue_generation(connection, account_id, generation_id=number):
                await defer(connection, generation_job(number))
                return
            has_file = (
                await store.requeue_material(connection, account_id, material_id=number) if kind == "material" else None
            )
            if has_file is None:
                raise JobNotChangeable("Only a job that has failed can be started again.")
            await defer(connection, extraction_job(number) if has_file else index_job())

    async def _find(self, viewer: Viewer, job_id: str) -> tuple[UUID, str, UUID]:
        kind, _, text = job_id.partition("-")
        number = _parse_id(text)
        if (
            viewer.account_id is None
            or number is None
            or not await store.has_job(self.pool, viewer.account_id, kind=kind, job_id=number)
        ):
            raise JobNotFound("There is no job with this id.")
        return viewer.account_id, kind, number


@dataclass(frozen=True, slots=True)
class StudySummary:
    """Search results, and what is due."""

    pool: Pool
    clock: Clock

    async def find(self, viewer: Viewer, text: str, /, *, limit: int) -> bytes:
        """Return materials, tasks, cards, quizzes, chats and events as JSON."""
        if viewer.account_id is None:
            return b"[]"
        patterns = [like_pattern(word) for word in text.split()[:MAX_WORDS]]
        return await store.find(self.pool, viewer.account_id, patterns=patterns, text=text, limit=limit)

    async def today(self, viewer: Viewer, /) -> bytes:
        """Return numbers, tasks that are due and the next step as JSON."""
        if viewer.account_id is None:
            return _NOTHING
        return await store.read_today(self.pool, viewer.account_id, now=self.clock.now())


class StudyLiveEvents:
    """Changes of an account's materials, plan, cards and notifications; the page reads again what it shows."""

    topics = tuple(_NAMES)

    async def read(self, notification: Notification, /) -> Sequence[AppEvent]:
        """Return the event of a notification, for the account that it names, or for all."""
        account, _, _ = notification.payload.partition(" ")
        account_id = _parse_id(account)
        if account and account_id is None:
            return []
        job_id = "" if notification.topic == _MATERIALS else None
        return [AppEvent(name=_NAMES[notification.topic], account_id=account_id, job_id=job_id)]

    async def read_since(self, _instant: datetime, /) -> Sequence[AppEvent]:
        """Return one event for every account: its data are read again."""
        return [AppEvent(name="changed")]


def _parse_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
