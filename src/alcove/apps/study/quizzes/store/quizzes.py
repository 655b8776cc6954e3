"""SQL of quizzes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.quizzes.model import NewQuiz, encode_keys, encode_public
from alcove.foundation.database import Connection, Pool, WhereClause, read_json

_ADD: Final = """
WITH quiz AS (
    INSERT INTO public.quizzes
        (id, user_id, subject_id, title, description, questions, total_questions, time_limit, passing_score)
    VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9)
)
INSERT INTO public.quiz_keys (user_id, quiz_id, answers) VALUES ($2, $1, $10::text::jsonb)
"""
_LIST: Final = """
WITH quiz AS (
    SELECT q.id, q.title, q.description, q.subject_id, q.total_questions, q.time_limit, q.passing_score, q.created_at,
        q.updated_at
    FROM public.quizzes AS q WHERE {where} ORDER BY q.created_at DESC, q.id LIMIT {limit} OFFSET {offset}
), described AS (
    SELECT quiz.*, a.attempts, a.best_score, a.last_attempt_at FROM quiz CROSS JOIN LATERAL (
        SELECT count(*) AS attempts, max(t.score) FILTER (WHERE t.completed) AS best_score,
            max(t.started_at) AS last_attempt_at
        FROM public.quiz_attempts AS t WHERE t.quiz_id = quiz.id) AS a
)
SELECT json_build_object(
    'quizzes', coalesce((SELECT json_agg(d ORDER BY d.created_at DESC, d.id) FROM described AS d), '[]'),
    'total', (SELECT count(*) FROM public.quizzes AS q WHERE {where}),
    'limit', {limit}::integer, 'offset', {offset}::integer)::text
"""
_STORED: Final = """
SELECT q.id, q.title, q.description, q.subject_id, q.questions::text AS questions, q.time_limit, q.passing_score,
    q.created_at, q.updated_at, coalesce(k.answers, '{}')::text AS keys,
    EXISTS (SELECT FROM public.quiz_attempt_keys AS a WHERE a.quiz_id = q.id AND a.state = 'running'
            AND (a.expires_at IS NULL OR a.expires_at > $3)) AS is_running
FROM public.quizzes AS q LEFT JOIN public.quiz_keys AS k ON k.quiz_id = q.id
"""
_FIND: Final = f"{_STORED} WHERE q.id = $1 AND q.user_id = $2"
_FIND_ALL: Final = f"{_STORED} WHERE q.user_id = $1 ORDER BY q.created_at DESC, q.id LIMIT $2"
_LOCK: Final = "SELECT FROM public.quizzes WHERE id = $1 AND user_id = $2 FOR UPDATE"
_CHANGE: Final = """
UPDATE public.quizzes SET subject_id = $3, title = $4, description = $5, time_limit = $6, passing_score = $7
WHERE id = $1 AND user_id = $2
"""
_SET_QUESTIONS: Final = """
WITH quiz AS (
    UPDATE public.quizzes SET questions = $3::text::jsonb, total_questions = $4 WHERE id = $1 AND user_id = $2
    RETURNING id, user_id
)
INSERT INTO public.quiz_keys (user_id, quiz_id, answers) SELECT quiz.user_id, quiz.id, $5::text::jsonb FROM quiz
ON CONFLICT (quiz_id) DO UPDATE SET answers = excluded.answers
"""
_DELETE: Final = "DELETE FROM public.quizzes WHERE id = $1 AND user_id = $2"


async def add_quiz(connection: Connection | Pool, quiz_id: UUID, *, new: NewQuiz) -> None:
    """Add a quiz with its answers; ForeignKeyViolationError for a subject of somebody else."""
    await connection.execute(
        _ADD, quiz_id, new.user_id, new.subject_id, new.title, new.description, encode_public(new.questions),
        len(new.questions), new.time_limit, new.passing_score, encode_keys(new.questions),
    )  # fmt: skip


async def find_quizzes(pool: Pool, user_id: UUID, *, now: datetime, limit: int) -> Sequence[Mapping[str, Any]]:
    """Return the newest quizzes of an account, with their answers."""
    rows: Sequence[Mapping[str, Any]] = await pool.fetch(_FIND_ALL, user_id, limit, now)
    return rows


async def list_quizzes(pool: Pool, user_id: UUID, *, subject_id: UUID | None, limit: int, offset: int) -> bytes:
    """Return a page of the quizzes of an account as JSON, the newest first."""
    where = WhereClause()
    where.add("q.user_id = {}", user_id)
    if subject_id is not None:
        where.add("q.subject_id = {}", subject_id)
    sql = _LIST.format(where=where.sql, limit=where.bind(limit), offset=where.bind(offset))
    return await read_json(pool, sql, *where.args)


async def find_quiz(source: Pool | Connection, quiz_id: UUID, *, user_id: UUID, now: Any) -> Mapping[str, Any] | None:
    """Return a quiz with its answers, and whether an attempt of it is running."""
    row: Mapping[str, Any] | None = await source.fetchrow(_FIND, quiz_id, user_id, now)
    return row


async def lock_quiz(connection: Connection, quiz_id: UUID, *, user_id: UUID) -> bool:
    """Lock a quiz in the caller's transaction; return whether it is there."""
    return await connection.fetchrow(_LOCK, quiz_id, user_id) is not None


async def change_quiz(connection: Connection, quiz_id: UUID, *, new: NewQuiz, has_questions: bool) -> None:
    """Change a quiz, and its questions if there are others."""
    await connection.execute(
        _CHANGE, quiz_id, new.user_id, new.subject_id, new.title, new.description, new.time_limit, new.passing_score
    )
    if has_questions:
        public, keys = encode_public(new.questions), encode_keys(new.questions)
        await connection.execute(_SET_QUESTIONS, quiz_id, new.user_id, public, len(new.questions), keys)


async def delete_quiz(pool: Pool, quiz_id: UUID, *, user_id: UUID) -> bool:
    """Delete a quiz with its attempts; return whether it was there."""
    return bool(await pool.execute(_DELETE, quiz_id, user_id) == "DELETE 1")
