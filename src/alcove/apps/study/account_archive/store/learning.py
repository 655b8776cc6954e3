"""SQL that restores what belongs to rows of an archive, after the rows and before their statistics.

`pg_temp.row_map` has the new ids of rows. What is here already stays: only rows that the import has added get anything.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from alcove.apps.study.dumps import LOAD_TIMEOUT
from alcove.foundation.database import Connection

_KEEP: Final = """
CREATE TEMP TABLE kept_rows AS
SELECT id FROM public.flashcards WHERE user_id = $1 UNION ALL SELECT id FROM public.study_sessions WHERE user_id = $1
UNION ALL SELECT id FROM public.tasks WHERE user_id = $1 UNION ALL SELECT id FROM public.study_goals WHERE user_id = $1
UNION ALL SELECT id FROM public.flashcard_sessions WHERE user_id = $1
UNION ALL SELECT id FROM public.ai_messages WHERE user_id = $1
"""
# The rows of a list; `t` is the row to which one belongs, if the import has added it.
_ADDED: Final = """
FROM json_populate_recordset(NULL::study.{shape}, $2::json) WITH ORDINALITY AS r
LEFT JOIN pg_temp.row_map AS m ON m.target = '{table}' AND m.old = r.{key}::text
JOIN public.{table} AS t ON t.id = coalesce(m.new::uuid, r.{key}) AND t.user_id = $1
WHERE NOT EXISTS (SELECT FROM pg_temp.kept_rows AS k WHERE k.id = t.id)
"""


def _join_added(shape: str, *, table: str = "flashcards", key: str = "card_id") -> str:
    return _ADDED.format(shape=shape, table=table, key=key)


# The order in which new cards are learned is that in which their states are added.
_REMOVE_STATES: Final = f"DELETE FROM study.card_states WHERE card_id IN (SELECT t.id {_join_added('card_states')})"  # noqa: S608 - of constants
_STATES: Final = f"""
INSERT INTO study.card_states (card_id, user_id, state, step, stability, difficulty, due_at, last_review_at, reviews,
    lapses, is_suspended, base)
SELECT t.id, $1, r.state, r.step, r.stability, r.difficulty, r.due_at, r.last_review_at, r.reviews, r.lapses,
    r.is_suspended, nullif(r.base, 'null') {_join_added("card_states")} ORDER BY r.ordinality
ON CONFLICT (card_id) DO NOTHING
"""
# Cards of which the archive has no state.
_OTHER_STATES: Final = """
INSERT INTO study.card_states (card_id, user_id) SELECT c.id, c.user_id FROM public.flashcards AS c
WHERE c.user_id = $1 AND NOT EXISTS (SELECT FROM study.card_states AS s WHERE s.card_id = c.id)
"""
_SCHEDULES: Final = f"""
INSERT INTO study.card_schedules (card_id, easiness, repetitions, interval_days, due_at)
SELECT t.id, r.easiness, r.repetitions, r.interval_days, r.due_at {_join_added("card_schedules")}
ON CONFLICT (card_id) DO NOTHING
"""
_ORIGINS: Final = f"""
INSERT INTO study.card_origins (card_id, user_id, guid, ordinal)
SELECT t.id, $1, r.guid, r.ordinal {_join_added("card_origins")} ON CONFLICT DO NOTHING
"""
_REVIEWS: Final = """
INSERT INTO study.card_reviews (user_id, id, card_id, set_id, rating, quality, reviewed_at, study_day, duration_ms,
    state_before, is_counted, undone_at)
SELECT $1, r.id, t.id, coalesce(n.new::uuid, r.set_id), r.rating, r.quality, r.reviewed_at, r.study_day, r.duration_ms,
    r.state_before, r.is_counted, r.undone_at
FROM json_populate_recordset(NULL::study.card_reviews, $2::json) WITH ORDINALITY AS r
LEFT JOIN pg_temp.row_map AS m ON m.target = 'flashcards' AND m.old = r.card_id::text
LEFT JOIN public.flashcards AS t ON t.id = coalesce(m.new::uuid, r.card_id) AND t.user_id = $1
LEFT JOIN pg_temp.row_map AS n ON n.target = 'flashcard_sets' AND n.old = r.set_id::text
WHERE NOT EXISTS (SELECT FROM pg_temp.kept_rows AS k WHERE k.id = t.id)
ORDER BY r.ordinality ON CONFLICT (user_id, id) DO NOTHING
"""
# The id of the session that counts the reviews of a set on a day follows from the account, the set and the day.
_RENAME_SESSIONS: Final = """
WITH renamed AS (
    SELECT DISTINCT o.id AS old, coalesce(m.new::uuid, o.id) AS current,
        md5(concat_ws(' ', $1::uuid, coalesce(n.new::uuid, r.set_id), r.study_day))::uuid AS new
    FROM json_populate_recordset(NULL::study.card_reviews, $2::json) AS r
    CROSS JOIN LATERAL (SELECT md5(concat_ws(' ', $3::uuid, r.set_id, r.study_day))::uuid AS id) AS o
    LEFT JOIN pg_temp.row_map AS m ON m.target = 'flashcard_sessions' AND m.old = o.id::text
    LEFT JOIN pg_temp.row_map AS n ON n.target = 'flashcard_sets' AND n.old = r.set_id::text
), changed AS (
    UPDATE public.flashcard_sessions AS s SET id = r.new FROM renamed AS r
    WHERE s.id = r.current AND s.user_id = $1
      AND NOT EXISTS (SELECT FROM public.flashcard_sessions AS f WHERE f.id = r.new) RETURNING r.old, r.new
)
INSERT INTO pg_temp.row_map (target, old, new) SELECT 'flashcard_sessions', old::text, new::text FROM changed
ON CONFLICT (target, old) DO UPDATE SET new = excluded.new
"""
# A day that is no local day of the time in any zone is computed from the time instead.
_DAYS: Final = """
INSERT INTO study.event_days (source, row_id, user_id, counted_at, day)
SELECT '{table}', t.id, $1, r.counted_at, r.day {added}
  AND r.source = '{table}' AND abs(r.day - (r.counted_at AT TIME ZONE 'UTC')::date) <= 2
ON CONFLICT (source, row_id) DO UPDATE SET counted_at = excluded.counted_at, day = excluded.day
WHERE event_days.user_id = $1
"""
_SOURCES: Final = ("study_sessions", "tasks", "flashcard_sessions", "ai_messages")
_TIMERS: Final = f"""
INSERT INTO study.session_timers (session_id, user_id, running_since, paused_at, active_seconds, paused_seconds)
SELECT t.id, $1, r.running_since, r.paused_at, r.active_seconds, r.paused_seconds
{_join_added("session_timers", table="study_sessions", key="session_id")} ON CONFLICT (session_id) DO NOTHING
"""
_GOALS: Final = f"""
UPDATE study.goal_progress AS p SET period_start = n.period_start, counted = n.counted
FROM (SELECT t.id, r.period_start, r.counted {_join_added("goal_progress", table="study_goals", key="goal_id")}) AS n
WHERE p.goal_id = n.id
"""  # noqa: S608 - of constants
_STATEMENTS: Final = {
    "card_schedules": _SCHEDULES,
    "card_origins": _ORIGINS,
    "session_timers": _TIMERS,
    "goal_progress": _GOALS,
}
_MEASURE_MEDIA: Final = "SELECT coalesce(sum(size), 0)::bigint FROM study.card_media WHERE user_id = $1"
_ADD_MEDIA: Final = """
INSERT INTO study.card_media (user_id, name, content, media_type, sha256, size, added_at)
VALUES ($1, $2, $3::bytea, $4, sha256($3::bytea), octet_length($3::bytea), $5)
ON CONFLICT (user_id, name) DO NOTHING RETURNING name
"""


async def keep_rows(connection: Connection, account_id: UUID) -> None:
    """Remember the rows of an account before others are added."""
    await connection.execute(_KEEP, account_id, timeout=LOAD_TIMEOUT)


async def add_states(connection: Connection, account_id: UUID, *, rows: Sequence[msgspec.Struct]) -> int:
    """Restore the memory of added cards; return of how many."""
    await _run(connection, _REMOVE_STATES, account_id=account_id, rows=rows)
    added = await _run(connection, _STATES, account_id=account_id, rows=rows)
    await connection.execute(_OTHER_STATES, account_id, timeout=LOAD_TIMEOUT)
    return added


async def add_reviews(
    connection: Connection, account_id: UUID, *, old_account: UUID, rows: Sequence[msgspec.Struct]
) -> int:
    """Restore the reviews of added cards, and those of deleted ones; return how many."""
    added = await _run(connection, _REVIEWS, account_id=account_id, rows=rows)
    if account_id != old_account:
        await connection.execute(_RENAME_SESSIONS, account_id, _encode(rows), old_account, timeout=LOAD_TIMEOUT)
    return added


async def add_days(connection: Connection, account_id: UUID, *, rows: Sequence[msgspec.Struct]) -> int:
    """Restore the days of added rows; return how many."""
    statements = [
        _DAYS.format(table=table, added=_join_added("event_days", table=table, key="row_id")) for table in _SOURCES
    ]
    return sum([await _run(connection, statement, account_id=account_id, rows=rows) for statement in statements])


async def add_list(connection: Connection, name: str, *, account_id: UUID, rows: Sequence[msgspec.Struct]) -> int:
    """Restore the rows of another list, by its name; return how many."""
    return await _run(connection, _STATEMENTS[name], account_id=account_id, rows=rows)


async def measure_media(connection: Connection, account_id: UUID) -> int:
    """Return how many bytes the images and sounds of an account have."""
    return int(await connection.fetchval(_MEASURE_MEDIA, account_id))


async def add_media(connection: Connection, *values: UUID | str | bytes | datetime) -> bool:
    """Add an image or sound: account, name, content, type and time; False when there is one of its name."""
    return await connection.fetchval(_ADD_MEDIA, *values) is not None


async def _run(connection: Connection, statement: str, *, account_id: UUID, rows: Sequence[msgspec.Struct]) -> int:
    status = await connection.execute(statement, account_id, _encode(rows), timeout=LOAD_TIMEOUT)
    return int(status.rsplit(" ", 1)[1])


def _encode(rows: Sequence[msgspec.Struct]) -> str:
    return msgspec.json.encode(rows).decode()
