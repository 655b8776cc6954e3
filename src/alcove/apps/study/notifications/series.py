"""Reminders of recurring events, whose occurrences only Python can compute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from alcove.apps.study.calendar import Event, Occurrence, expand, list_by_ids
from alcove.apps.study.calendar.model import MAX_EXCLUDED
from alcove.apps.study.notifications import store
from alcove.apps.study.recurrence import localize, next_date
from alcove.foundation.database import Pool, transaction

BATCH: Final = 200
MAX_LEAD: Final = 43_200
"""Minutes before an event, 30 days."""
LATE: Final = timedelta(hours=1)
"""How long after its start an occurrence is still reminded of."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesReminders:
    """The reminders of a series that are due, and when the next one is; None for never."""

    due: Sequence[store.Reminder]
    next_at: datetime | None


async def add_series_reminders(pool: Pool, *, now: datetime) -> int:
    """Add the reminders of up to 200 recurring events that are due; return how many events there were."""
    async with transaction(pool) as connection:
        ids = await store.claim_series(connection, now=now, limit=BATCH)
        events = await list_by_ids(connection, ids)
        plans = {event.id: plan_reminders(event, now=now) for event in events}
        await store.add_planned(connection, [reminder for plan in plans.values() for reminder in plan.due], now=now)
        # What is no readable event any more is never due.
        await store.set_next(connection, {key: plans[key].next_at if key in plans else None for key in ids})
    return len(ids)


def plan_reminders(event: Event, *, now: datetime) -> SeriesReminders:
    """Return what is due at an instant, and when to look again."""
    lead = event.notification_time
    if lead is None or not 0 <= lead <= MAX_LEAD or event.completed or event.rule is None:
        return SeriesReminders(due=(), next_at=None)
    ahead = timedelta(minutes=lead)
    days = expand([event], first=(now - LATE - _DAY).date(), last=(now + ahead + _DAY).date())
    due = []
    for occurrence in days:
        start = _start_of(occurrence)
        if start - ahead <= now < start + LATE and event.created_at < start:
            due.append(_describe(occurrence, start))
    return SeriesReminders(due=due, next_at=_find_next(event, ahead=ahead, now=now))


def _find_next(event: Event, *, ahead: timedelta, now: datetime) -> datetime | None:
    rule, absent = event.rule, {*event.excluded_dates, *event.replaced_dates}
    assert rule is not None, "the caller has looked"
    day = (now + ahead - 2 * _DAY).date()
    for _ in range(2 * MAX_EXCLUDED):
        following = next_date(rule, start=event.event_date, after=day)
        if following is None:
            return None
        day = following
        start = _start_of(Occurrence(event=event, day=day))
        if day not in absent and start - ahead > now:
            return start - ahead
    return None


def _start_of(occurrence: Occurrence) -> datetime:
    """Return when an occurrence begins; one of a whole day begins with its day."""
    return occurrence.starts_at or localize(occurrence.day, time(), zone=occurrence.event.zone)


def _describe(occurrence: Occurrence, start: datetime) -> store.Reminder:
    event = occurrence.event
    local = start.astimezone(event.zone).strftime("%Y-%m-%d %H:%M")
    place = f", {event.location}" if event.location else ""
    return store.Reminder(
        user_id=event.user_id,
        occasion=f"event/{event.id}/{start.astimezone(UTC).timestamp():.6f}",
        title=event.title,
        message=f"Begins at {local}{place}.",
    )
