"""SQL of attempts of quizzes.

A running attempt is a row of `quiz_attempts`, which programs see, and one with the questions and answers, which they do
not. The time of the server's clock is passed in, so that a time limit does not depend on two clocks.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.quizzes.model import AttemptState, Question
from alcove.apps.study.quizzes.scoring import Score
from alcove.foundation.database import Connection, Pool, WhereClause, read_json

_COLUMNS: Final = """
SELECT a.id, a.user_id, a.quiz_id,
    coalesce(k.state, CASE WHEN a.completed THEN 'submitted' ELSE 'running' END) AS state, a.score,
    coalesce(a.answers, '{}')::text AS answers, a.time_taken, a.started_at, a.completed_at, k.expires_at,
    k.passing_score, k.questions::text AS questions, k.results::text AS results
FROM public.quiz_attempts AS a LEFT JOIN public.quiz_attempt_keys AS k ON k.attempt_id = a.id
"""
_FIND: Final = f"{_COLUMNS} WHERE a.id = $1 AND a.quiz_id = $2 AND a.user_id = $3"
_FIND_RUNNING: Final = f"{_COLUMNS} WHERE a.quiz_id = $1 AND a.user_id = $2 AND k.state = 'running'"
# A statement of its own: after it has waited, the next one sees what the other transaction has written.
_LOCK: Final = "SELECT FROM public.quiz_attempts WHERE id = $1 FOR UPDATE"
_ADD: Final = """
WITH attempt AS (
    INSERT INTO public.quiz_attempts (id, user_id, quiz_id, started_at, created_at) VALUES ($1, $2, $3, $4, $4)
)
INSERT INTO public.quiz_attempt_keys (user_id, quiz_id, attempt_id, questions, passing_score, expires_at)
VALUES ($2, $3, $1, $5::text::jsonb, $6, $7)
"""
_SAVE: Final = "UPDATE public.quiz_attempts SET answers = $2::text::jsonb WHERE id = $1"
_END: Final = """
WITH attempt AS (
    UPDATE public.quiz_attempts SET answers = $3::text::jsonb, score = $4, time_taken = $5, completed = true,
        completed_at = $6
    WHERE id = $1
)
UPDATE public.quiz_attempt_keys SET state = $2, results = $7::text::jsonb WHERE attempt_id = $1
"""
_LIST: Final = """
WITH attempt AS (
    SELECT a.id, a.quiz_id, q.title, coalesce(k.state, CASE WHEN a.completed THEN 'submitted' ELSE 'running' END)
            AS state,
        a.score, a.score >= coalesce(k.passing_score, q.passing_score) AS passed, a.time_taken, a.started_at,
        a.completed_at, k.expires_at
    FROM public.quiz_attempts AS a JOIN public.quizzes AS q ON q.id = a.quiz_id
    LEFT JOIN public.quiz_attempt_keys AS k ON k.attempt_id = a.id
    WHERE {where} ORDER BY a.started_at DESC, a.id LIMIT {limit} OFFSET {offset}
)
SELECT json_build_object(
    'attempts', coalesce((SELECT json_agg(t ORDER BY t.started_at DESC, t.id) FROM attempt AS t), '[]'),
    'total', (SELECT count(*) FROM public.quiz_attempts AS a WHERE {where}),
    'limit', {limit}::integer, 'offset', {offset}::integer)::text
"""
_LIST_EXPIRED: Final = """
SELECT attempt_id AS id, quiz_id, user_id FROM public.quiz_attempt_keys
WHERE state = 'running' AND expires_at <= $1 AND ($2::uuid IS NULL OR user_id = $2) ORDER BY expires_at LIMIT $3
"""
_DELETE: Final = "DELETE FROM public.quiz_attempts WHERE id = $1 AND quiz_id = $2 AND user_id = $3"


async def find_attempt(
    source: Pool | Connection, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID, is_locked: bool = False
) -> Mapping[str, Any] | None:
    """Return an attempt of an account, locked in the caller's transaction if it should be."""
    if is_locked:
        await source.execute(_LOCK, attempt_id)
    row: Mapping[str, Any] | None = await source.fetchrow(_FIND, attempt_id, quiz_id, user_id)
    return row


async def find_running(connection: Connection, quiz_id: UUID, *, user_id: UUID) -> Mapping[str, Any] | None:
    """Return the running attempt of a quiz."""
    row: Mapping[str, Any] | None = await connection.fetchrow(_FIND_RUNNING, quiz_id, user_id)
    return row


async def add_attempt(
    connection: Connection,
    attempt_id: UUID,
    *,
    user_id: UUID,
    quiz_id: UUID,
    questions: Sequence[Question],
    passing_score: int,
    started_at: datetime,
    expires_at: datetime | None,
) -> None:
    """Add a running attempt."""
    encoded = msgspec.json.encode(questions).decode()
    await connection.execute(_ADD, attempt_id, user_id, quiz_id, started_at, encoded, passing_score, expires_at)


async def save_answers(connection: Connection, attempt_id: UUID, *, answers: Mapping[str, Any]) -> None:
    """Store the answers of an attempt."""
    await connection.execute(_SAVE, attempt_id, msgspec.json.encode(answers).decode())


async def end_attempt(
    connection: Connection,
    attempt_id: UUID,
    *,
    state: AttemptState,
    answers: Mapping[str, Any],
    score: Score,
    seconds: int,
    now: datetime,
) -> None:
    """Store the result of an attempt."""
    encoded, results = msgspec.json.encode(answers).decode(), msgspec.json.encode(score).decode()
    await connection.execute(_END, attempt_id, state.value, encoded, score.score, seconds, now, results)


async def list_attempts(pool: Pool, user_id: UUID, *, quiz_id: UUID | None, limit: int, offset: int) -> bytes:
    """Return a page of the attempts of an account as JSON, the newest first."""
    where = WhereClause()
    where.add("a.user_id = {}", user_id)
    where.add("a.quiz_id = {}", quiz_id) if quiz_id is not None else where.add("a.quiz_id IS NOT NULL")
    sql = _LIST.format(where=where.sql, limit=where.bind(limit), offset=where.bind(offset))
    return await read_json(pool, sql, *where.args)


async def list_expired(pool: Pool, *, now: datetime, user_id: UUID | None, limit: int) -> Sequence[Mapping[str, Any]]:
    """Return running attempts whose time is over: `id`, `quiz_id` and `user_id`."""
    rows: Sequence[Mapping[str, Any]] = await pool.fetch(_LIST_EXPIRED, now, user_id, limit)
    return rows


async def delete_attempt(pool: Pool, attempt_id: UUID, *, quiz_id: UUID, user_id: UUID) -> bool:
    """Delete an attempt; return whether it was there."""
    return bool(await pool.execute(_DELETE, attempt_id, quiz_id, user_id) == "DELETE 1")
