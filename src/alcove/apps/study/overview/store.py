"""SQL of what the pages over all apps show of an account's study; PostgreSQL makes the JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, WhereClause, read_json
from alcove.foundation.overview import JobQuery, JobRow

CANCELLED: Final = "Cancelled."
"""The reason of a generation that was cancelled."""

_JOBS: Final = """
WITH job AS (
    SELECT 'material-' || i.material_id AS id, 'material' AS kind, 'Reading: ' || m.title AS title,
        (CASE i.state WHEN 'working' THEN 'running' WHEN 'ready' THEN 'done' ELSE i.state END) AS state,
        i.progress, i.reason, i.queued_at AS requested_at, i.updated_at,
        CASE WHEN i.state IN ('ready', 'failed') THEN i.updated_at END AS finished_at,
        '/study/materials?material=' || i.material_id AS url,
        false AS can_cancel, i.state = 'failed' AS can_retry
    FROM study.material_imports AS i JOIN public.materials AS m ON m.id = i.material_id WHERE i.user_id = {account}
    UNION ALL
    SELECT 'generation-' || g.id, 'generation',
        CASE g.kind WHEN 'cards' THEN 'Cards from ' ELSE 'Quiz from ' END || m.title,
        CASE g.state WHEN 'working' THEN 'running' WHEN 'ready' THEN 'done'
            WHEN 'failed' THEN CASE g.reason WHEN {cancelled} THEN 'cancelled' ELSE 'failed' END ELSE g.state END,
        g.progress, g.reason, g.created_at, g.updated_at,
        CASE WHEN g.state IN ('ready', 'failed') THEN g.updated_at END,
        CASE WHEN g.result_id IS NULL THEN '/study/materials?material=' || g.material_id
            WHEN g.kind = 'cards' THEN '/study/cards?set=' || g.result_id ELSE '/study/quiz?quiz=' || g.result_id END,
        g.state IN ('queued', 'working'), g.state = 'failed'
    FROM study.generations AS g JOIN public.materials AS m ON m.id = g.material_id WHERE g.user_id = {account}
    UNION ALL
    SELECT 'cards-' || c.id, 'card_import', 'Import of cards',
        CASE c.state WHEN 'receiving' THEN 'queued' WHEN 'working' THEN 'running' ELSE c.state END,
        NULL, c.reason, c.created_at, c.updated_at,
        CASE WHEN c.state NOT IN ('receiving', 'queued', 'working') THEN c.updated_at END,
        concat('/study/cards', '?set=' || coalesce(c.set_id::text, c.result #>> '{{sets,0,id}}')), false, false
    FROM study.card_imports AS c WHERE c.user_id = {account}
)
SELECT requested_at AS at, id, json_build_object(
    'app', 'study', 'id', id, 'kind', kind, 'title', title, 'state', state,
    'progress', CASE WHEN progress IS NOT NULL AND state = 'running'
        THEN json_build_object('done', progress, 'total', 100, 'unit', 'percent') END,
    'reason', reason, 'requested_at', requested_at, 'started_at', NULL, 'updated_at', updated_at,
    'finished_at', finished_at, 'next_try_at', NULL, 'url', url,
    'can_cancel', can_cancel, 'can_retry', can_retry)::text AS body
FROM job WHERE {where} ORDER BY requested_at DESC, id COLLATE "C" DESC LIMIT {limit}
"""
_FIND_JOB: Final = """
SELECT state FROM study.material_imports WHERE $2 = 'material' AND material_id = $3 AND user_id = $1
UNION ALL SELECT state FROM study.generations WHERE $2 = 'generation' AND id = $3 AND user_id = $1
UNION ALL SELECT state FROM study.card_imports WHERE $2 = 'cards' AND id = $3 AND user_id = $1
"""
_CANCEL_GENERATION: Final = """
UPDATE study.generations SET state = 'failed', reason = $3, items = '[]', item_count = 0, updated_at = now()
WHERE id = $2 AND user_id = $1 AND state IN ('queued', 'working') RETURNING true
"""
_RETRY_GENERATION: Final = """
UPDATE study.generations AS g SET state = 'queued', reason = NULL, progress = 0, step = 0, starts = 0, items = '[]',
    item_count = 0, rejected_count = 0, updated_at = now()
WHERE id = $2 AND user_id = $1 AND state = 'failed' AND NOT EXISTS (
    SELECT FROM study.generations AS o
    WHERE o.material_id = g.material_id AND o.kind = g.kind AND o.state IN ('queued', 'working'))
RETURNING true
"""
_RETRY_MATERIAL: Final = """
UPDATE study.material_imports SET state = 'queued', reason = NULL, progress = 0, starts = 0, revision = revision + 1,
    queued_at = clock_timestamp(), updated_at = now()
WHERE material_id = $2 AND user_id = $1 AND state = 'failed' RETURNING file_version IS NOT NULL AS has_file
"""
_FIND: Final = """
WITH term AS (
    SELECT ARRAY(SELECT study.search_term($1, lexeme)
        FROM unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', $3))) AS lexeme) AS terms
), named AS (
    SELECT 'material' AS kind, 'Material' AS detail, title, '/study/materials?material=' || id AS url, updated_at
    FROM public.materials WHERE user_id = $1
    UNION ALL
    SELECT 'task', CASE WHEN status = 'completed' THEN 'Task, done' ELSE 'Task' END, title, '/study/plan?task=' || id,
        updated_at
    FROM public.tasks WHERE user_id = $1
    UNION ALL SELECT 'set', 'Cards', title, '/study/cards?set=' || id, updated_at
    FROM public.flashcard_sets WHERE user_id = $1
    UNION ALL SELECT 'quiz', 'Quiz', title, '/study/quiz?quiz=' || id, updated_at
    FROM public.quizzes WHERE user_id = $1
    UNION ALL SELECT 'chat', 'Chat with the tutor', title, '/study/tutor/' || id, updated_at
    FROM public.ai_tutor_sessions WHERE user_id = $1
    UNION ALL SELECT 'event', 'Calendar, ' || event_date, title,
        '/study/plan?day=' || event_date || '&event=' || id, updated_at
    FROM public.calendar_events WHERE user_id = $1
), passage AS (
    SELECT DISTINCT ON (p.source_id) p.id, p.kind, p.title, p.page, p.source_id, p.created_at
    FROM term, study.passages AS p
    WHERE p.user_id = $1 AND p.kind = 'material' AND cardinality(term.terms) > 0 AND p.terms @> term.terms
        AND NOT p.title ILIKE ALL ($2::text[])
    ORDER BY p.source_id, p.position
), result AS (
    (SELECT 0 AS rank, kind, detail, title, url, updated_at AS at FROM named
     WHERE title ILIKE ALL ($2::text[]) ORDER BY updated_at DESC LIMIT $4)
    UNION ALL
    (SELECT 1, 'passage', concat('In the text', ', page ' || page), title,
        '/study/materials?material=' || source_id || '&passage=' || id, created_at
     FROM passage ORDER BY created_at DESC LIMIT $4)
)
SELECT coalesce(json_agg(json_build_object('app', 'study', 'kind', kind, 'title', title, 'detail', detail, 'url', url)
    ORDER BY rank, at DESC), '[]')
FROM (SELECT * FROM result ORDER BY rank, at DESC LIMIT $4) AS shown
"""
_TODAY: Final = """
WITH zone AS (
    SELECT coalesce((SELECT p.timezone FROM public.profiles AS p WHERE p.id = $1), 'UTC') AS name
), due AS (
    SELECT t.id, t.title, t.due_date FROM public.tasks AS t, zone
    WHERE t.user_id = $1 AND t.status IN ('todo', 'in_progress', 'pending')
      AND t.due_date < (date_trunc('day', $2::timestamptz AT TIME ZONE zone.name) + interval '1 day')
          AT TIME ZONE zone.name
), counted AS (
    SELECT (SELECT count(*) FROM study.card_states WHERE user_id = $1 AND due_at <= $2 AND NOT is_suspended)
        + least(20, (SELECT count(*) FROM study.card_states WHERE user_id = $1 AND due_at IS NULL AND NOT is_suspended))
            AS cards,
        (SELECT count(*) FROM due) AS tasks,
        (SELECT count(*) FROM public.materials WHERE user_id = $1) AS materials
), item AS (
    SELECT 'task' AS kind, title, CASE WHEN due_date < $2 THEN 'overdue' ELSE 'due today' END AS detail,
        '/study/plan?task=' || id AS url
    FROM due ORDER BY due_date, id LIMIT 3
)
SELECT json_build_object('app', 'study', 'facts', json_build_array(
        json_build_object('label', 'cards to review', 'value', cards),
        json_build_object('label', 'tasks due', 'value', tasks),
        json_build_object('label', 'materials', 'value', materials)),
    'items', coalesce((SELECT json_agg(i) FROM item AS i), '[]'),
    'next_step', CASE
        WHEN cards > 0 THEN json_build_object('title', 'Review your cards',
            'detail', CASE cards WHEN 1 THEN '1 card is due.' ELSE cards || ' cards are due.' END,
            'action', 'Start the review', 'url', '/study/cards?review=all')
        WHEN tasks > 0 THEN json_build_object('title', 'Do what is due',
            'detail', CASE tasks WHEN 1 THEN '1 task is due.' ELSE tasks || ' tasks are due.' END,
            'action', 'Open the plan', 'url', '/study/plan?view=tasks')
        WHEN materials = 0 THEN json_build_object('title', 'Add learning material',
            'detail', 'The tutor answers from what you add.', 'action', 'Add material', 'url', '/study/materials')
        ELSE json_build_object('title', 'Ask the tutor',
            'detail', CASE materials WHEN 1 THEN 'It answers from your material.'
                ELSE 'It answers from your ' || materials || ' materials.' END,
            'action', 'Ask a question', 'url', '/study/tutor')
        END)
FROM counted
"""


async def list_jobs(source: Pool | Connection, account_id: UUID, *, query: JobQuery) -> Sequence[JobRow]:
    """Return imports and generations of an account, the newest first."""
    where = WhereClause()
    account, cancelled = where.bind(account_id), where.bind(CANCELLED)
    where.add("state = ANY ({}::text[])", list(query.states))
    if query.before_at is not None:
        where.add('(requested_at, id COLLATE "C") < ({}, {})', query.before_at, query.before_id)
    sql = _JOBS.format(account=account, cancelled=cancelled, where=where.sql, limit=where.bind(query.limit))
    return [
        JobRow(at=row["at"], id=row["id"], body=row["body"].encode()) for row in await source.fetch(sql, *where.args)
    ]


async def has_job(source: Pool | Connection, account_id: UUID, *, kind: str, job_id: UUID) -> bool:
    """Return whether an account has a job of this kind and id."""
    return await source.fetchval(_FIND_JOB, account_id, kind, job_id) is not None


async def cancel_generation(connection: Connection, account_id: UUID, *, generation_id: UUID) -> bool:
    """End a generation; its job then stores nothing more. Return False when it has ended already."""
    return bool(await connection.fetchval(_CANCEL_GENERATION, account_id, generation_id, CANCELLED))


async def requeue_generation(connection: Connection, account_id: UUID, *, generation_id: UUID) -> bool:
    """Queue a failed generation again; False when it has not failed, or another one of the kind is unfinished."""
    return bool(await connection.fetchval(_RETRY_GENERATION, account_id, generation_id))


async def requeue_material(connection: Connection, account_id: UUID, *, material_id: UUID) -> bool | None:
    """Queue a failed import again; return whether it has a file, None when it has not failed."""
    result: bool | None = await connection.fetchval(_RETRY_MATERIAL, account_id, material_id)
    return result


async def find(source: Pool | Connection, account_id: UUID, *, patterns: Sequence[str], text: str, limit: int) -> bytes:
    """Return what has a title with all words, and materials with a passage that has them, as JSON."""
    return await read_json(source, _FIND, account_id, list(patterns), text, limit)


async def read_today(source: Pool | Connection, account_id: UUID, *, now: datetime) -> bytes:
    """Return the numbers, tasks that are due and the next step of an account, as JSON."""
    return await read_json(source, _TODAY, account_id, now)
