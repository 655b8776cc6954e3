"""All SQL of the answers. A change of text or state sends the id on `CHANGED`, a request of a process on `WANTED`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from alcove.apps.study.answers.errors import AnswerExists, ChatNotFound, QuestionNotFound
from alcove.apps.study.answers.model import AnswerEnd, AnswerState, NewAnswer, StoredAnswer
from alcove.foundation.database import Pool, run_statement

CHANGED: Final = "study_answers"
"""The topic of answers with more text, or with their end."""
WANTED: Final = "study_answer_requests"
"""The topic of running answers that somebody wants to stop, or that another process reads no longer."""
LEASE: Final = 5.0
"""Seconds for which a process counts as alive after its last renewal."""
RECOVERY: Final = 5.0
"""Seconds after the start of PostgreSQL in which nobody's lease ends, so that owners can renew theirs."""
TIMEOUT: Final = 5.0
"""Seconds that a statement of the background loops may take."""
BATCH: Final = 500

_RENEW = """
INSERT INTO study.answer_processes (id, lease_until) VALUES ($1, now() + make_interval(secs => $2))
ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until
"""
_ADD = """
WITH chat AS (SELECT id FROM public.ai_tutor_sessions WHERE id = $4 AND user_id = $2),
replaced AS (
    SELECT id, session_id, created_at FROM public.ai_messages
    WHERE id = $7 AND session_id = $4 AND user_id = $2 AND role = 'user'),
running AS (SELECT count(*) AS count FROM study.answers WHERE user_id = $2 AND state = 'running'),
added AS (
    INSERT INTO study.answers (id, user_id, question, session_id, owner)
    SELECT $1, $2, $3, $4, $5 FROM running
    WHERE count < $6 AND ($4::uuid IS NULL OR EXISTS (SELECT FROM chat))
      AND ($7::uuid IS NULL OR EXISTS (SELECT FROM replaced))
    RETURNING id),
removed AS (
    DELETE FROM public.ai_messages AS m USING replaced AS r, added
    WHERE m.session_id = r.session_id AND (m.created_at, m.id) >= (r.created_at, r.id)),
-- An answer that is still being made in the chat ends, and becomes no message of it.
dropped AS (
    UPDATE study.answers AS a SET stop_requested = true, session_id = NULL FROM replaced, added
    WHERE a.session_id = replaced.session_id AND a.state = 'running' RETURNING a.id),
message AS (
    INSERT INTO public.ai_messages (user_id, session_id, role, content, ai_provider, message_metadata)
    SELECT $2, chat.id, 'user', $3, NULL, jsonb_build_object('request_id', added.id) FROM added CROSS JOIN chat)
SELECT EXISTS (SELECT FROM chat) AS has_chat, $7::uuid IS NULL OR EXISTS (SELECT FROM replaced) AS has_replaced,
    (SELECT pg_notify('study_answers', id) IS NOT NULL FROM added) AS is_added,
    (SELECT count(pg_notify('study_answer_requests', id)) FROM dropped) AS dropped
"""
_SYNC = """
WITH lease AS (
    INSERT INTO study.answer_processes (id, lease_until) VALUES ($1, now() + make_interval(secs => $2))
    ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until),
unsaved AS (SELECT * FROM unnest($3::text[], $4::integer[], $5::text[]) AS u (id, stored, added)),
saved AS (
    UPDATE study.answers AS a SET content = left(a.content, u.stored) || u.added, updated_at = now()
    FROM unsaved AS u
    WHERE a.id = u.id AND a.owner = $1 AND a.state = 'running' AND u.added <> ''
    RETURNING a.id)
SELECT a.id, a.stop_requested,
       EXISTS (
           SELECT FROM study.answer_readers AS r JOIN study.answer_processes AS p ON p.id = r.process_id
           WHERE r.answer_id = a.id AND p.lease_until > now()) AS has_readers,
       CASE WHEN saved.id IS NOT NULL THEN pg_notify('study_answers', saved.id) END
FROM unsaved AS u JOIN study.answers AS a ON a.id = u.id LEFT JOIN saved ON saved.id = a.id
WHERE a.owner = $1 AND a.state = 'running'
"""
_CHECK = """
SELECT a.id, a.stop_requested,
       EXISTS (
           SELECT FROM study.answer_readers AS r JOIN study.answer_processes AS p ON p.id = r.process_id
           WHERE r.answer_id = a.id AND p.lease_until > now()) AS has_readers
FROM study.answers AS a WHERE a.id = ANY ($2::text[]) AND a.owner = $1 AND a.state = 'running'
"""
_MESSAGE = """
message AS (
    INSERT INTO public.ai_messages
        (user_id, session_id, role, content, ai_provider, tokens_used, response_time, message_metadata)
    SELECT user_id, session_id, 'assistant', content,
           CASE provider WHEN 'ollama' THEN 'local'::public.ai_provider
               ELSE (SELECT name FROM unnest(enum_range(NULL::public.ai_provider)) AS known (name)
                     WHERE name::text = provider) END,
           tokens, (extract(epoch FROM ended_at - created_at) * 1000)::integer,
           jsonb_strip_nulls(jsonb_build_object(
               'model', coalesce(payload -> 'model', payload -> 'metadata' -> 'model'),
               'cost_usd', payload -> 'usage' -> 'cost_usd'))
               || coalesce(metadata, '{}') || jsonb_build_object('request_id', id, 'state', state)
               || CASE WHEN state = 'complete' THEN '{}'::jsonb ELSE jsonb_build_object('incomplete', true) END
    FROM (
        SELECT *, payload::jsonb -> 'metadata' AS metadata,
               coalesce(payload -> 'metadata' ->> 'actual_provider', payload -> 'metadata' ->> 'provider') AS provider,
               CASE WHEN tokens_text ~ '^[0-9]{1,9}$' THEN tokens_text::integer END AS tokens
        FROM (
            SELECT *, coalesce(payload -> 'usage' ->> 'total_tokens', payload -> 'usage' ->> 'totalTokens')
                AS tokens_text
            FROM ended) AS counted
    ) AS described
    WHERE session_id IS NOT NULL AND content <> '')
SELECT id, pg_notify('study_answers', id) FROM ended
"""
_END_OWN = """
WITH ended AS (
    UPDATE study.answers
    SET state = $3, content = left(content, $4) || $5, payload = $6::json, error = $7, error_code = $8,
        updated_at = now(), ended_at = now()
    WHERE id = $1 AND owner = $2 AND state = 'running'
    RETURNING *),
{message}
"""
_END = _END_OWN.format(message=_MESSAGE)
# An answer that somebody wanted to stop is stopped, whoever notices that its process is gone.
_END_RUNNING = """
WITH ended AS (
    UPDATE study.answers AS a
    SET state = CASE WHEN a.stop_requested THEN 'stopped' ELSE 'incomplete' END,
        error = CASE WHEN a.stop_requested THEN '' ELSE $1 END,
        error_code = CASE WHEN a.stop_requested THEN '' ELSE $2 END,
        updated_at = now(), ended_at = now()
    WHERE a.id IN (
        SELECT b.id FROM study.answers AS b WHERE b.state = 'running' AND {condition}
        ORDER BY b.id LIMIT {batch} FOR UPDATE SKIP LOCKED) AND a.state = 'running'
    RETURNING *),
{message}
"""
_END_ABANDONED = _END_RUNNING.format(
    condition="""pg_postmaster_start_time() < now() - make_interval(secs => $3)
          AND NOT EXISTS (SELECT FROM study.answer_processes AS p WHERE p.id = b.owner AND p.lease_until > now())""",
    batch=BATCH,
    message=_MESSAGE,
)
_END_FORGOTTEN = _END_RUNNING.format(
    condition="b.owner = $3 AND b.id <> ALL ($4::text[])", batch=BATCH, message=_MESSAGE
)
_END_STOPPED = _END_RUNNING.format(condition="b.id = $3 AND b.stop_requested", batch=BATCH, message=_MESSAGE)
_COUNT_OTHERS = "SELECT count(*) FROM study.answers WHERE state = 'running' AND owner <> $1"
_FIND = """
SELECT id, user_id, session_id, question, content, state, payload, error, error_code AS code, created_at, ended_at
FROM study.answers WHERE id = $1
"""
_READ = """
SELECT a.id, a.state, substr(a.content, known.length + 1) AS added, a.payload, a.error, a.error_code AS code
FROM unnest($1::text[], $2::integer[]) AS known (id, length) JOIN study.answers AS a ON a.id = known.id
"""
_REQUEST_STOP = """
WITH stopping AS (
    UPDATE study.answers SET stop_requested = true WHERE id = $1 AND user_id = $2 AND state = 'running' RETURNING id)
SELECT EXISTS (SELECT FROM study.answers WHERE id = $1 AND user_id = $2) AS exists,
       (SELECT pg_notify('study_answer_requests', id) IS NOT NULL FROM stopping) AS is_running
"""
_ADD_READER = """
INSERT INTO study.answer_readers (answer_id, process_id) SELECT id, $2 FROM study.answers WHERE id = $1
ON CONFLICT DO NOTHING
"""
_REMOVE_READER = """
WITH removed AS (DELETE FROM study.answer_readers WHERE answer_id = $1 AND process_id = $2 RETURNING answer_id)
SELECT pg_notify('study_answer_requests', answer_id) FROM removed
"""
_END_PROCESS = "DELETE FROM study.answer_processes WHERE id = $1"
_REMOVE_OLD = """
WITH processes AS (
    DELETE FROM study.answer_processes AS p WHERE lease_until < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM study.answers AS a WHERE a.owner = p.id AND a.state = 'running')),
readers AS (
    DELETE FROM study.answer_readers AS r
    WHERE NOT EXISTS (SELECT FROM study.answers AS a WHERE a.id = r.answer_id AND a.state = 'running')),
removed AS (
    DELETE FROM study.answers WHERE id IN (
        SELECT id FROM study.answers WHERE ended_at < now() - make_interval(days => $1) ORDER BY ended_at LIMIT $2)
    RETURNING id)
SELECT count(*) FROM removed
"""


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """What is to be stored of an answer: its text after the first `stored` characters."""

    id: str
    stored: int
    added: str


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What other processes want of a running answer of this one."""

    id: str
    stop_requested: bool
    has_readers: bool


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What was stored of an answer since the last read; `end` is None while it is running."""

    id: str
    added: str
    end: AnswerEnd | None


async def renew_lease(pool: Pool, process: UUID) -> None:
    """Let a process count as alive from now on."""
    await run_statement(pool, _RENEW, process, LEASE, timeout=TIMEOUT)


async def add_answer(pool: Pool, answer: NewAnswer, *, process: UUID, per_user: int) -> bool:
    """Store a question; False when the account has too many running answers.

    ChatNotFound, QuestionNotFound, AnswerExists.
    """
    values = (answer.id, answer.user_id, answer.question, answer.session_id, process, per_user, answer.replaces)
    try:
        [row] = await run_statement(pool, _ADD, *values)
    except asyncpg.UniqueViolationError as error:
        raise AnswerExists("There is an answer with this id already.") from error
    except asyncpg.ForeignKeyViolationError as error:
        raise ChatNotFound("The chat or the account does not exist any more.") from error
    if answer.session_id is not None and not row["has_chat"]:
        raise ChatNotFound("There is no such chat.")
    if not row["has_replaced"]:
        raise QuestionNotFound("The chat has no such question any more: reload it.")
    return bool(row["is_added"])


async def sync_answers(pool: Pool, process: UUID, *, unsaved: Sequence[UnsavedText]) -> Mapping[str, OwnAnswer]:
    """Renew the lease and store texts; return those that are still running, by id."""
    columns = ([text.id for text in unsaved], [text.stored for text in unsaved], [text.added for text in unsaved])
    rows = await run_statement(pool, _SYNC, process, LEASE, *columns, timeout=TIMEOUT)
    return {row["id"]: OwnAnswer(row["id"], row["stop_requested"], row["has_readers"]) for row in rows}


async def check_answers(pool: Pool, process: UUID, *, ids: Sequence[str]) -> Mapping[str, OwnAnswer]:
    """Return what other processes want of running answers, by id."""
    rows = await pool.fetch(_CHECK, process, ids, timeout=TIMEOUT)
    return {row["id"]: OwnAnswer(row["id"], row["stop_requested"], row["has_readers"]) for row in rows}


async def end_answer(pool: Pool, process: UUID, *, text: UnsavedText, end: AnswerEnd) -> bool:
    """Store the end of an answer, and the message of its chat; False when it is not this process's running one."""
    payload = msgspec.json.encode(end.payload).decode()
    values = (text.id, process, end.state, text.stored, text.added, payload, end.error, end.code)
    return bool(await run_statement(pool, _END, *values, timeout=TIMEOUT))


async def end_abandoned(pool: Pool, *, error: str, code: str, recovery: float = RECOVERY) -> int:
    """End the answers of processes that are gone; return how many, at most BATCH."""
    return await _end_running(pool, _END_ABANDONED, error, code, recovery)


async def end_forgotten(pool: Pool, process: UUID, *, known: Sequence[str], error: str, code: str) -> int:
    """End the answers that a process owns but does not make; return how many, at most BATCH."""
    return await _end_running(pool, _END_FORGOTTEN, error, code, process, known)


async def end_stopped(pool: Pool, answer_id: str) -> None:
    """Stop an answer whose process does not do so."""
    await _end_running(pool, _END_STOPPED, "", "", answer_id)


async def _end_running(pool: Pool, statement: str, *args: object) -> int:
    return len(await run_statement(pool, statement, *args, timeout=TIMEOUT))


async def count_others(pool: Pool, process: UUID) -> int:
    """Return how many answers of other processes are running."""
    count: int = await pool.fetchval(_COUNT_OTHERS, process, timeout=TIMEOUT)
    return count


async def find_answer(pool: Pool, answer_id: str) -> StoredAnswer | None:
    """Return an answer as it is stored."""
    row = await pool.fetchrow(_FIND, answer_id)
    if row is None:
        return None
    values = {**row, "state": AnswerState(row["state"]), "payload": msgspec.json.decode(row["payload"])}
    return StoredAnswer(**values)


async def read_answers(pool: Pool, lengths: Mapping[str, int]) -> Sequence[ReadAnswer]:
    """Return what was stored after the first characters of answers; those that do not exist are left out."""
    rows = await pool.fetch(_READ, list(lengths), list(lengths.values()), timeout=TIMEOUT)
    return [ReadAnswer(row["id"], row["added"], _read_end(row)) for row in rows]


async def request_stop(pool: Pool, answer_id: str, *, user_id: UUID) -> bool | None:
    """Ask the owner of an answer to stop it; False when it is not running, None when there is none."""
    row = await pool.fetchrow(_REQUEST_STOP, answer_id, user_id)
    return bool(row["is_running"]) if row["exists"] else None


async def add_reader(pool: Pool, answer_id: str, *, process: UUID) -> None:
    """Note that a process reads an answer."""
    await pool.execute(_ADD_READER, answer_id, process, timeout=TIMEOUT)


async def remove_reader(pool: Pool, answer_id: str, *, process: UUID) -> None:
    """Note that a process reads an answer no longer."""
    await pool.execute(_REMOVE_READER, answer_id, process, timeout=TIMEOUT)


async def end_process(pool: Pool, process: UUID) -> None:
    """Let a process that makes and reads no answers count as gone."""
    await pool.execute(_END_PROCESS, process, timeout=TIMEOUT)


async def remove_old_answers(pool: Pool, *, days: int) -> int:
    """Remove answers that ended so long ago, and what is left of processes; return how many, at most BATCH."""
    count: int = await pool.fetchval(_REMOVE_OLD, days, BATCH)
    return count


def _read_end(row: Mapping[str, Any]) -> AnswerEnd | None:
    state = AnswerState(row["state"])
    if state is AnswerState.RUNNING:
        return None
    return AnswerEnd(state=state, payload=msgspec.json.decode(row["payload"]), error=row["error"], code=row["code"])
