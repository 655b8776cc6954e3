"""Import the events and tasks of files, of this server or of any other program; the same file again changes nothing."""

import asyncio
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from alcove import __version__
from alcove.apps.study.calendar import (
    Event,
    EventType,
    check_room,
    count_events,
    list_all,
    lock_account,
    save_events,
)
from alcove.apps.study.calendar_files import store
from alcove.apps.study.calendar_files.errors import CalendarRefused, DownloadFailed, ImportsBusy
from alcove.apps.study.calendar_files.model import (
    MAX_BYTES,
    UID_SUFFIX,
    ImportedCalendar,
    ImportedEvent,
    UnreadableCalendar,
)
from alcove.apps.study.calendar_files.task_imports import save_tasks
from alcove.apps.study.native_api import InvalidFields, NotSignedIn
from alcove.apps.study.recurrence import UnknownZone, find_zone, parse_rule
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, run_transaction
from alcove.foundation.fetch import Client, FetchError, Forbidden, InvalidRequest, Network, NoLimit, Policy, Timeouts
from alcove.foundation.jobs import ProcessDied, ProcessExecutor

READ_SECONDS: Final = 30.0
"""How long reading a file may take, with the wait for other imports of the process."""
_OK: Final = 200
_OWN_UID: Final = re.compile(r"(exam-|lesson-|)([0-9a-f-]{36})" + re.escape(UID_SUFFIX))
_TIMEOUT: Final = Timeouts(connect=5.0, read=10.0, total=20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """How many events and tasks were added, changed, and were there already; what was left out, and why."""

    added: int
    updated: int
    unchanged: int
    skipped: int
    problems: Sequence[str]


class CalendarImports:
    """Imports files into the calendars of accounts."""

    def __init__(self, pool: Pool, *, executor: ProcessExecutor, client: Client) -> None:
        """Take the child process that reads files, and the client that downloads them."""
        self._pool = pool
        self._executor = executor
        self._client = client

    async def download(self, url: str) -> bytes:
        """Return the file at an address; InvalidFields, DownloadFailed."""
        address = re.sub(r"\Awebcals?://", "https://", url.strip(), flags=re.IGNORECASE)
        if urlsplit_scheme(address) not in ("http", "https"):
            raise InvalidFields({"url": "is not an http, https or webcal address"})
        try:
            response = await self._client.request("GET", address, headers={"Accept": "text/calendar, */*;q=0.1"})
        except (Forbidden, InvalidRequest) as error:
            raise InvalidFields({"url": f"cannot be used: {error}"}) from error
        except FetchError as error:
            raise DownloadFailed(f"The calendar could not be downloaded: {error}.") from error
        if response.status != _OK:
            raise DownloadFailed(f"The calendar could not be downloaded: its server answered {response.status}.")
        return response.content

    async def add(self, user_id: UUID, content: bytes) -> ImportResult:
        """Add the events of a file, and change those that are there; CalendarRefused, CalendarFull, ImportsBusy."""
        if len(content) > MAX_BYTES:
            raise CalendarRefused(f"The file is larger than {MAX_BYTES // 2**20} MiB: import it in several parts.")
        zone = _usable_zone(await store.find_zone_name(self._pool, user_id))
        calendar = await self._read(content, zone)

        async def save(connection: Connection) -> ImportResult:
            profile_zone = await lock_account(connection, user_id)
            if profile_zone is None:
                raise NotSignedIn("The account does not exist any more.")
            return await _save(connection, calendar, user_id=user_id, profile_zone=profile_zone)

        return await run_transaction(self._pool, save)

    async def _read(self, content: bytes, zone: str) -> ImportedCalendar:
        from alcove.apps.study.calendar_files.reader import read_calendar  # noqa: PLC0415 - for the child process

        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._executor.run(read_calendar, content, zone)
        except UnreadableCalendar as error:
            raise CalendarRefused(str(error)) from error
        except ProcessDied as error:
            raise CalendarRefused("The file needs too much memory: import it in several parts.") from error
        except TimeoutError as error:
            raise ImportsBusy("Reading the file took too long, or other imports did: try again later.") from error


async def _save(
    connection: Connection, calendar: ImportedCalendar, *, user_id: UUID, profile_zone: str
) -> ImportResult:
    known = _index(await list_all(connection, user_id))
    own = await _find_own(connection, calendar.events, user_id=user_id)
    changed: list[Event] = []
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    for imported in calendar.events:
        if imported.uid in own:
            continue
        series = known.get((imported.uid, None)) if imported.recurrence_day else None
        before = known.get((imported.uid, imported.recurrence_day))
        blank = Event(
            id=uuid4(), user_id=user_id, title="", event_type=EventType.STUDY, event_date=imported.day,
            profile_zone=profile_zone,
        )  # fmt: skip
        event = _apply(imported, before or blank, series=series)
        outcome = "added" if before is None else "unchanged" if event == before else "updated"
        counts[outcome] += 1
        known[imported.uid, imported.recurrence_day] = event
        if outcome != "unchanged":
            changed.append(event)
    await _check_room(connection, changed, added=counts["added"], user_id=user_id)
    await save_events(connection, changed)
    tasks = await save_tasks(connection, calendar.tasks, user_id=user_id)
    skipped = calendar.skipped + tasks.skipped + sum(imported.uid in own for imported in calendar.events)
    total = {name: count + tasks.counts.get(name, 0) for name, count in counts.items()}
    return ImportResult(**total, skipped=skipped, problems=calendar.problems)


def _index(events: Sequence[Event]) -> dict[tuple[str, object], Event]:
    """Return events by UID and the date in their series."""
    uids = {event.id: event.uid or f"{event.id}{UID_SUFFIX}" for event in events}
    return {(uids.get(event.series_id or event.id, ""), event.original_date): event for event in events}


async def _find_own(connection: Connection, events: Sequence[ImportedEvent], *, user_id: UUID) -> Collection[str]:
    """Return the UIDs of exams and classes of the account, which an export has and which are no events."""
    uids: Mapping[UUID, str] = {
        UUID(match[2]): event.uid for event in events if (match := _match_own(event.uid)) and match[1]
    }
    found = await store.list_own_ids(connection, user_id, ids=list(uids)) if uids else set()
    return {uids[key] for key in found}


def _match_own(uid: str) -> "re.Match[str] | None":
    match = _OWN_UID.fullmatch(uid)
    try:
        return match if match and UUID(match[2]) else None
    except ValueError:
        return None


def _apply(imported: ImportedEvent, event: Event, *, series: Event | None) -> Event:
    """Return an event with what a file says; what a file cannot say stays."""
    kind = imported.event_type if imported.event_type in set(EventType) else None
    is_own = event.uid is None and imported.uid == f"{event.id}{UID_SUFFIX}"
    return replace(
        event,
        title=imported.title,
        event_type=kind or event.event_type,
        event_date=imported.day,
        description=imported.description,
        location=imported.location,
        event_time=imported.at,
        end_time=imported.end_at,
        end_date=_choose_end_date(imported, event),
        time_zone=imported.zone if imported.at is not None else event.time_zone or imported.zone,
        recurring=imported.rule is not None,
        recurring_pattern=_choose_rule(imported, event),
        excluded_dates=list(imported.excluded),
        notification_time=imported.reminder,
        completed=event.completed if imported.completed is None else imported.completed,
        series_id=series.id if series is not None else None,
        original_date=imported.recurrence_day if series is not None else None,
        uid=None if is_own or series is not None else imported.uid,
    )


def _choose_end_date(imported: ImportedEvent, event: Event) -> date | None:
    """Return the last day; what ends on the day of its start may say so or not."""
    if imported.end_day is None and event.end_date == event.event_date == imported.day:
        return event.end_date
    return imported.end_day


def _choose_rule(imported: ImportedEvent, event: Event) -> str | None:
    """Return the rule; another way to write the same one is no change."""
    if imported.rule is None:
        return None
    zone = find_zone(imported.zone or "UTC")
    is_same = event.rule is not None and event.rule == parse_rule(imported.rule, zone=zone)
    return event.recurring_pattern if is_same else imported.rule


async def _check_room(connection: Connection, changed: Sequence[Event], *, added: int, user_id: UUID) -> None:
    count, series = await count_events(connection, user_id)
    check_room(count + added, series + sum(bool(event.recurring) for event in changed))


def _usable_zone(name: str) -> str:
    try:
        return find_zone(name).key
    except UnknownZone:
        return "UTC"


def urlsplit_scheme(address: str) -> str:
    """Return the scheme of an address, nothing for one that cannot be read."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def open_client(network: Network, *, clock: Clock, private_hosts: frozenset[str]) -> Client:
    """Return the client that downloads calendars: without retries, and not from private addresses."""
    policy = Policy(
        name="calendar",
        base_url="",
        user_agent=f"Alcove/{__version__}",
        timeout=_TIMEOUT,
        retries=0,
        max_bytes=MAX_BYTES,
        allow_private=private_hosts,
        breaker=None,
        max_refusals=0,
    )
    return Client(policy, limiter=NoLimit(), clock=clock, rng=random.Random(), network=network)  # noqa: S311 - no secret
