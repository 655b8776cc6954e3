"""Complete what is sent of sessions, and start, pause, resume and complete them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.native_rows import DEFAULT, Change, RowConflict, Rows, Values, read_values
from alcove.apps.study.study_sessions import store
from alcove.apps.study.study_sessions.model import Action, SessionStatus, StoredSession, minutes_between
from alcove.apps.study.study_sessions.resource import SESSIONS
from alcove.apps.study.study_sessions.schemas import CompletionFields
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool

_NO_TITLE: Final = "Study session"
_UNSENT: Final = (None, DEFAULT)


class StudySessions:
    """The sessions of accounts."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self.rows = Rows(pool, SESSIONS, prepare=self._complete)
        self._clock = clock

    async def act(self, session_id: UUID, action: Action, *, user_id: UUID, body: Mapping[str, Any]) -> bytes:
        """Start, pause, resume or complete a session, and return it.

        One that is so already stays as it is. RowNotFound, RowConflict, InvalidFields.
        """
        sent = read_values(body, CompletionFields, is_partial=True) if action is Action.COMPLETE else {}

        async def advance(change: Change) -> Values:
            session = await store.find_session(change.connection, session_id, user_id=user_id)
            if session.status is action.status:
                return {}
            if not action.is_possible(session.status):
                raise RowConflict(f"A session that is {session.status} cannot become {action.status}.")
            values = await self._advance(change.connection, session_id, session=session, status=action.status,
                                         user_id=user_id)  # fmt: skip
            return {
                **values,
                "status": action.status,
                **{name: value for name, value in sent.items() if value is not None},
            }

        return await self.rows.write(session_id, user_id=user_id, values={}, prepare=advance)

    async def _complete(self, change: Change) -> Values:
        """Return the values of a row that is written, with what follows from them and from the row."""
        values = dict(change.values)
        await _find_subject(change, values)
        session = None
        if change.row_id is not None:
            session = await store.find_session(change.connection, change.row_id, user_id=change.user_id)
        if "title" in values and values["title"] in _UNSENT:
            values["title"] = await _default_title(change, values)
        start, end = _times(values, session)
        if start is not None and end is not None and end < start:
            raise InvalidFields({"end_time": "is before start_time"})
        status = _status(values, session)
        if session is not None and change.row_id is not None and status is not session.status:
            derived = await self._advance(change.connection, change.row_id, session=session, status=status,
                                          user_id=change.user_id)  # fmt: skip
            values = {**derived, **{name: value for name, value in values.items() if value is not DEFAULT}}
        values["status"] = status
        _complete_times(values, status=status, start=start, end=end, now=self._clock.now())
        return values

    async def _advance(
        self, connection: Connection, session_id: UUID, *, session: StoredSession, status: SessionStatus, user_id: UUID
    ) -> dict[str, Any]:
        """Advance the timer of a session to a status, and return what follows for its fields."""
        now = self._clock.now()
        timer = session.timer.advance(status, now)
        await store.store_timer(connection, session_id, user_id=user_id, timer=timer)
        values: dict[str, Any] = {}
        if timer.active_seconds or timer.paused_seconds:
            values = {"duration": timer.minutes, "break_duration": timer.break_minutes}
        if status is SessionStatus.ACTIVE and session.started_at is None:
            values["start_time"] = now
        if status is SessionStatus.COMPLETED:
            values["end_time"] = now
        return values


async def _find_subject(change: Change, values: dict[str, Any]) -> None:
    """Replace the name or the id of a subject by its id; a name that is new makes one."""
    sent = values.pop("subject", DEFAULT)
    if sent is DEFAULT:
        return
    name = (sent or "").strip()
    try:
        values["subject_id"] = UUID(name) if name else None
    except ValueError:
        values["subject_id"] = await store.find_or_add_subject(change.connection, name, user_id=change.user_id)


async def _default_title(change: Change, values: Values) -> str:
    subject_id = values.get("subject_id")
    if subject_id in _UNSENT:
        return _NO_TITLE
    return await store.find_subject_name(change.connection, subject_id, user_id=change.user_id) or _NO_TITLE


def _times(values: Values, session: StoredSession | None) -> tuple[datetime | None, datetime | None]:
    """Return the start and the end of a session after a change."""
    stored = (session.started_at, session.completed_at) if session is not None else (None, None)
    start, end = (values.get(name, time) for name, time in zip(("start_time", "end_time"), stored, strict=True))
    return (None if start is DEFAULT else start), (None if end is DEFAULT else end)


def _status(values: Values, session: StoredSession | None) -> SessionStatus:
    """Return the status of a session after a change: one that gets an end is completed, unless it says otherwise."""
    sent = values.get("status", session.status if session is not None else SessionStatus.PLANNED)
    if sent is not DEFAULT and "status" in values:
        return SessionStatus(sent)
    has_end = values.get("end_time") not in _UNSENT
    if has_end and sent is not SessionStatus.CANCELLED:
        return SessionStatus.COMPLETED
    return SessionStatus.PLANNED if sent is DEFAULT else SessionStatus(sent)


def _complete_times(
    values: dict[str, Any], *, status: SessionStatus, start: datetime | None, end: datetime | None, now: datetime
) -> None:
    """Add the times that follow from others: a start, an end, and the duration where it is not sent."""
    if status is SessionStatus.ACTIVE and start is None:
        values["start_time"] = now
    if status is not SessionStatus.COMPLETED:
        return
    duration, pauses = values.get("duration"), values.get("break_duration")
    if end is None:
        length = timedelta(minutes=duration) if isinstance(duration, int) else None
        values["end_time"] = start + length if start is not None and length is not None else now
    elif duration is DEFAULT and start is not None:
        values["duration"] = max(0, minutes_between(start, end) - (pauses if isinstance(pauses, int) else 0))
