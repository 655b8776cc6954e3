"""Lessons of a range of days, and what must hold for entries and terms."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from alcove.apps.study.native_api import InvalidFields, LimitReached
from alcove.apps.study.native_rows import Change, Values
from alcove.apps.study.recurrence import UnknownZone, find_zone
from alcove.apps.study.timetable import store
from alcove.apps.study.timetable.model import MAX_ENTRIES, Lesson, expand_entries
from alcove.foundation.database import Pool


async def list_classes(pool: Pool, user_id: UUID, *, first: date, last: date) -> Sequence[Lesson]:
    """Return the classes of an account from `first` to `last`, at times of its profile's zone."""
    try:
        zone = find_zone(await store.find_zone_name(pool, user_id))
    except UnknownZone:
        zone = find_zone("UTC")
    return expand_entries(await store.list_entries(pool, user_id), first=first, last=last, zone=zone)


async def prepare_entry(change: Change) -> Values:
    """Return the values of an entry; InvalidFields when it ends before it starts, LimitReached."""
    values = change.values
    if change.row_id is None and await store.count_entries(change.connection, change.user_id) >= MAX_ENTRIES:
        raise LimitReached(f"A timetable has at most {MAX_ENTRIES} entries: delete some first.")
    start, end = (None, None) if change.row_id is None else await store.find_times(change.connection, change.row_id)
    start, end = values.get("start_time", start), values.get("end_time", end)
    if start is not None and end is not None and end <= start:
        raise InvalidFields({"end_time": "is not after start_time"})
    return values


async def prepare_term(change: Change) -> Values:
    """Return the values of a term; InvalidFields when it ends before it starts."""
    first, last = (None, None) if change.row_id is None else await store.find_dates(change.connection, change.row_id)
    first, last = change.values.get("start_date", first), change.values.get("end_date", last)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise InvalidFields({"end_date": "is before start_date"})
    return change.values
