"""List, add, change and delete events, and single occurrences of series."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar
from uuid import UUID, uuid4

import asyncpg

from alcove.apps.study.calendar import store
from alcove.apps.study.calendar.errors import RangeTooLarge, check_room, refuse_date, refuse_unknown
from alcove.apps.study.calendar.fields import change_event
from alcove.apps.study.calendar.model import Event, Occurrence, Scope
from alcove.apps.study.calendar.occurrences import TooManyOccurrences, expand, takes_place
from alcove.apps.study.calendar.series import Split, split_series, touches_dates
from alcove.apps.study.native_api import InvalidFields, NotSignedIn
from alcove.apps.study.native_rows import Values
from alcove.foundation.database import Connection, Pool, WhereClause, run_transaction
from alcove.foundation.errors import AppError

T = TypeVar("T")

_THREAD: Final = 50
"""Series whose dates are computed beside the event loop."""
_SUBJECT_KEY: Final = "calendar_events_subject_id_fkey"


class Calendar:
    """The events of accounts; every method is about those of one account only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list_occurrences(self, where: WhereClause, *, first: date, last: date) -> Sequence[Occurrence]:
        """Return the occurrences of events that match and touch a range of days, in their order; RangeTooLarge."""
        events = await store.list_range(self._pool, where, first=first, last=last)
        try:
            if sum(event.rule is not None for event in events) <= _THREAD:
                return expand(events, first=first, last=last)
            return await asyncio.to_thread(expand, events, first=first, last=last)
        except TooManyOccurrences:
            raise RangeTooLarge("There are too many events in this range: ask for fewer days.") from None

    async def list_stored(self, where: WhereClause, *, limit: int, offset: int) -> tuple[Sequence[Event], int]:
        """Return a page of events as they are stored, and how many there are."""
        return await store.list_events(self._pool, where, limit=limit, offset=offset)

    async def find(self, event_id: UUID, *, user_id: UUID) -> Event:
        """Return an event; EventNotFound."""
        event = await store.find_event(self._pool, event_id, user_id=user_id)
        if event is None:
            raise refuse_unknown()
        return event

    async def add(self, user_id: UUID, values: Values) -> Event:
        """Add an event; InvalidFields, CalendarFull."""

        async def add(connection: Connection) -> UUID:
            zone = await self._lock(connection, user_id)
            event = change_event(self._blank(user_id, zone, values=values), values)
            count, series = await store.count_events(connection, user_id)
            check_room(count + 1, series + bool(event.recurring))
            await store.save_events(connection, [event])
            return event.id

        return await self.find(await self._write(add), user_id=user_id)

    async def change(
        self, event_id: UUID, *, user_id: UUID, values: Values, scope: Scope = Scope.ALL, day: date | None = None
    ) -> Event:
        """Change an event, or some occurrences of a series; EventNotFound, InvalidFields, CalendarFull.

        Return the event that has the changes: for one occurrence that which replaces it, for the following ones their
        new series.
        """

        async def change(connection: Connection) -> UUID:
            await self._lock(connection, user_id)
            event = await self._find_locked(connection, event_id, user_id=user_id)
            if day is None or event.rule is None:
                return await self._change_all(connection, event, values=values)
            match scope:
                case Scope.THIS:
                    return await self._change_one(connection, event, values=values, day=day)
                case Scope.FOLLOWING:
                    return await self._change_following(connection, event, values=values, day=day)
                case Scope.ALL:
                    return await self._change_all(connection, event, values=_shift(values, event=event, day=day))

        return await self.find(await self._write(change), user_id=user_id)

    async def delete(self, event_id: UUID, *, user_id: UUID, scope: Scope = Scope.ALL, day: date | None = None) -> None:
        """Delete an event, or some occurrences of a series; EventNotFound."""

        async def delete(connection: Connection) -> None:
            await self._lock(connection, user_id)
            event = await self._find_locked(connection, event_id, user_id=user_id)
            if day is None or event.rule is None or scope is Scope.ALL:
                await store.delete_event(connection, event_id, user_id=user_id)
                return
            if not takes_place(event, day):
                raise refuse_date()
            if scope is Scope.THIS:
                await self._exclude(connection, event, day=day)
                return
            split = split_series(event, day)
            if split is None:
                await store.delete_event(connection, event_id, user_id=user_id)
                return
            await store.delete_occurrences(connection, event.id, first=day)
            await store.save_events(connection, [split.earlier])

        await self._write(delete)

    async def _change_all(self, connection: Connection, event: Event, *, values: Values) -> UUID:
        changed = change_event(event, values)
        if changed.recurring and not event.recurring:
            count, series = await store.count_events(connection, event.user_id)
            check_room(count, series + 1)
        await store.save_events(connection, [changed])
        if event.rule is not None and touches_dates(values):
            # What replaces an occurrence on a date that is none any more has nothing to replace.
            days = await store.list_replaced(connection, event.id)
            await store.keep_occurrences(connection, event.id, days=[day for day in days if takes_place(changed, day)])
        return event.id

    async def _change_one(self, connection: Connection, event: Event, *, values: Values, day: date) -> UUID:
        replacement = await store.find_occurrence(connection, event.id, day=day)
        if replacement is None:
            if not takes_place(event, day):
                raise refuse_date()
            count, _ = await store.count_events(connection, event.user_id)
            check_room(count + 1, 0)
            replacement = replace(
                event, id=uuid4(), event_date=day, recurring=False, recurring_pattern=None, excluded_dates=(),
                series_id=event.id, original_date=day, uid=None,
                end_date=None if event.end_date is None else Occurrence(event=event, day=day).last_day,
            )  # fmt: skip
        changed = change_event(replacement, values)
        await store.save_events(connection, [changed])
        return changed.id

    async def _change_following(self, connection: Connection, event: Event, *, values: Values, day: date) -> UUID:
        if not takes_place(event, day):
            raise refuse_date()
        split: Split | None = split_series(event, day)
        if split is None:
            return await self._change_all(connection, event, values=values)
        count, series = await store.count_events(connection, event.user_id)
        check_room(count + 1, series + 1)
        later = change_event(split.later, values)
        await store.save_events(connection, [split.earlier, later])
        if touches_dates(values):
            await store.delete_occurrences(connection, event.id, first=day)
            # Deleting them has left their dates out of the earlier series, where they are of no effect.
        else:
            await store.move_occurrences(connection, event.id, target=later.id, first=day)
        return later.id

    async def _exclude(self, connection: Connection, event: Event, *, day: date) -> None:
        replacement = await store.find_occurrence(connection, event.id, day=day)
        if replacement is not None:
            # The database leaves the date out of the series.
            await store.delete_event(connection, replacement.id, user_id=event.user_id)
            return
        await store.save_events(connection, [replace(event, excluded_dates=(*event.excluded_dates, day))])

    async def _find_locked(self, connection: Connection, event_id: UUID, *, user_id: UUID) -> Event:
        event = await store.lock_event(connection, event_id, user_id=user_id)
        if event is None:
            raise refuse_unknown()
        return event

    async def _lock(self, connection: Connection, user_id: UUID) -> str:
        zone = await store.lock_account(connection, user_id)
        if zone is None:
            raise NotSignedIn("The account does not exist any more.")
        return zone

    def _blank(self, user_id: UUID, zone: str, *, values: Values) -> Event:
        day = values["event_date"]
        return Event(id=uuid4(), user_id=user_id, title="", event_type="study", event_date=day, profile_zone=zone)

    async def _write(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        try:
            return await run_transaction(self._pool, work)
        except asyncpg.ForeignKeyViolationError as error:
            raise _explain(error) from error


def _shift(values: Values, *, event: Event, day: date) -> Values:
    """Return changes of a whole series: the date of an occurrence that moves moves the start by as many days."""
    if "event_date" not in values:
        return values
    days = values["event_date"] - day
    shifted = {**values, "event_date": event.event_date + days}
    if values.get("end_date") is not None:
        shifted["end_date"] = values["end_date"] - (day - event.event_date)
    return shifted


def _explain(error: asyncpg.ForeignKeyViolationError) -> AppError:
    if error.constraint_name == _SUBJECT_KEY:
        return InvalidFields({"subject_id": "is not one of your subjects"})
    return NotSignedIn("The account does not exist any more.")
