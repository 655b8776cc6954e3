"""All SQL of study sessions beside that of native rows."""

from dataclasses import fields
from typing import Final
from uuid import UUID

from alcove.apps.study.study_sessions.model import SessionStatus, StoredSession, Timer
from alcove.foundation.database import Connection

SUBJECT_NAME: Final = "(SELECT s.name FROM public.subjects AS s WHERE s.id = t.subject_id)"
STUDY_DAY: Final = "(SELECT d.day FROM study.event_days AS d WHERE d.source = 'study_sessions' AND d.row_id = t.id)"
ACTIVE_SECONDS: Final = """coalesce(
    (SELECT round(m.active_seconds)::integer FROM study.session_timers AS m WHERE m.session_id = t.id), 0)"""
RUNNING_SINCE: Final = """CASE WHEN t.status = 'active' THEN coalesce(
    (SELECT m.running_since FROM study.session_timers AS m WHERE m.session_id = t.id), t.started_at) END"""
"""Columns of a session `t`; one that a program has started has no timer."""

_SUBJECT: Final = """
INSERT INTO public.subjects AS s (user_id, name) VALUES ($1, $2)
ON CONFLICT (user_id, name) DO UPDATE SET name = s.name RETURNING s.id
"""
_FIND_SUBJECT: Final = "SELECT id FROM public.subjects WHERE user_id = $1 AND name = $2"
_SUBJECT_NAME: Final = "SELECT name FROM public.subjects WHERE user_id = $1 AND id = $2"
_FIND: Final = """
SELECT s.status::text AS status, s.started_at, s.completed_at, t.session_id IS NOT NULL AS has_timer,
    t.running_since, t.paused_at, t.active_seconds, t.paused_seconds
FROM public.study_sessions AS s LEFT JOIN study.session_timers AS t ON t.session_id = s.id
WHERE s.id = $1 AND s.user_id = $2
"""
_STORE_TIMER: Final = """
INSERT INTO study.session_timers (session_id, user_id, running_since, paused_at, active_seconds, paused_seconds)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (session_id) DO UPDATE
SET running_since = excluded.running_since, paused_at = excluded.paused_at, active_seconds = excluded.active_seconds,
    paused_seconds = excluded.paused_seconds
"""


async def find_or_add_subject(connection: Connection, name: str, *, user_id: UUID) -> UUID:
    """Return the id of the subject of a name, which is made if there is none."""
    found: UUID | None = await connection.fetchval(_FIND_SUBJECT, user_id, name)
    if found is None:
        found = await connection.fetchval(_SUBJECT, user_id, name)
    assert found is not None
    return found


async def find_subject_name(connection: Connection, subject_id: UUID, *, user_id: UUID) -> str | None:
    """Return the name of a subject of an account."""
    name: str | None = await connection.fetchval(_SUBJECT_NAME, user_id, subject_id)
    return name


async def find_session(connection: Connection, session_id: UUID, *, user_id: UUID) -> StoredSession:
    """Return a session that the caller's transaction has locked; one that a program has started has run since then."""
    row = await connection.fetchrow(_FIND, session_id, user_id)
    assert row is not None
    status, started_at = SessionStatus(row["status"] or SessionStatus.PLANNED), row["started_at"]
    if row["has_timer"]:
        timer = Timer(**{field.name: row[field.name] for field in fields(Timer)})
    else:
        timer = Timer(running_since=started_at if status is SessionStatus.ACTIVE else None)
    return StoredSession(status=status, started_at=started_at, completed_at=row["completed_at"], timer=timer)


async def store_timer(connection: Connection, session_id: UUID, *, user_id: UUID, timer: Timer) -> None:
    """Store the timer of a session."""
    await connection.execute(
        _STORE_TIMER, session_id, user_id, timer.running_since, timer.paused_at, timer.active_seconds,
        timer.paused_seconds,
    )  # fmt: skip
