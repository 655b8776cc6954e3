"""All SQL of chats: they and their messages are the rows that programs have, too."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from alcove.apps.study.native_api import InvalidFields
from alcove.foundation.database import Pool, like_pattern, read_json, read_row, read_table, run_statement

MAX_EXPORTED: Final = 2000
"""Messages of an export."""

# What a program has written into the metadata may be anything.
_MATERIALS: Final = """
    coalesce((SELECT json_agg(m) FROM jsonb_array_elements_text(
        CASE jsonb_typeof(s.session_metadata -> 'material_ids') WHEN 'array'
            THEN s.session_metadata -> 'material_ids' ELSE '[]' END) AS m
     WHERE m ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'), '[]')
"""
_SUMMARY: Final = f"""
    s.id, coalesce(nullif(btrim(s.title), ''), 'New chat') AS title, s.subject_id, b.name AS subject,
    {_MATERIALS} AS material_ids,
    (SELECT count(*) FROM public.ai_messages AS m WHERE m.session_id = s.id) AS messages,
    (SELECT a.id FROM study.answers AS a WHERE a.session_id = s.id AND a.state = 'running'
     ORDER BY a.created_at DESC LIMIT 1) AS running,
    s.created_at, s.last_activity AS updated_at
"""  # noqa: S608 - no value is part of it
_LIST: Final = f"""
WITH own AS (
    SELECT s.* FROM public.ai_tutor_sessions AS s WHERE s.user_id = $1 AND ($2 = '' OR s.title ILIKE $2)),
listed AS (
    SELECT {_SUMMARY} FROM (SELECT * FROM own ORDER BY last_activity DESC, id LIMIT $3 OFFSET $4) AS s
    LEFT JOIN public.subjects AS b ON b.id = s.subject_id ORDER BY s.last_activity DESC, s.id)
SELECT json_build_object('chats', coalesce((SELECT json_agg(listed) FROM listed), '[]'),
    'total', (SELECT count(*) FROM own), 'limit', $3::integer, 'offset', $4::integer)
"""  # noqa: S608 - no value is part of it
_MESSAGE: Final = """
    m.id, m.role, m.content, m.created_at, d ->> 'request_id' AS answer_id, d ->> 'state' AS state,
    coalesce(d ->> 'actual_provider', d ->> 'provider', CASE m.role WHEN 'assistant' THEN m.ai_provider::text END)
        AS provider,
    d ->> 'model' AS model, d ->> 'reason' AS reason, m.tokens_used AS tokens,
    CASE jsonb_typeof(d -> 'cost_usd') WHEN 'number' THEN d -> 'cost_usd' END AS cost_usd,
    m.response_time AS milliseconds,
    CASE jsonb_typeof(d -> 'cached') WHEN 'boolean' THEN d -> 'cached' END AS cached,
    CASE jsonb_typeof(d -> 'citations') WHEN 'array' THEN d -> 'citations' ELSE '[]' END AS citations,
    CASE jsonb_typeof(d -> 'closest') WHEN 'array' THEN d -> 'closest' ELSE '[]' END AS closest
"""
_MESSAGES: Final = f"""
    SELECT {_MESSAGE} FROM public.ai_messages AS m,
        LATERAL (SELECT CASE jsonb_typeof(m.message_metadata) WHEN 'object' THEN m.message_metadata ELSE '{{}}' END)
            AS described (d)
"""  # noqa: S608 - no value is part of it
# The state of the answer and the messages are of one snapshot: an answer is either running, or is a message.
_FIND: Final = f"""
WITH chat AS (
    SELECT {_SUMMARY} FROM public.ai_tutor_sessions AS s LEFT JOIN public.subjects AS b ON b.id = s.subject_id
    WHERE s.id = $2 AND s.user_id = $1),
latest AS (
    {_MESSAGES} WHERE m.session_id = $2 AND m.user_id = $1 AND ($3::timestamptz IS NULL
        OR (m.created_at, m.id) < ($3, coalesce($5::uuid, '00000000-0000-0000-0000-000000000000')))
    ORDER BY m.created_at DESC, m.id DESC LIMIT $4 + 1),
shown AS (SELECT * FROM latest ORDER BY created_at DESC, id DESC LIMIT $4),
failure AS (
    SELECT a.id AS answer_id, CASE a.state WHEN 'stopped' THEN 'stopped' ELSE a.error_code END AS code,
        CASE a.state WHEN 'stopped' THEN 'Stopped before the first word.' ELSE a.error END AS message
    FROM study.answers AS a
    WHERE a.session_id = $2 AND a.user_id = $1
      -- One that was stopped or interrupted is a message unless it is empty.
      AND (a.state = 'failed' OR a.state IN ('stopped', 'incomplete') AND a.content = '')
      AND a.id = (SELECT answer_id FROM shown ORDER BY created_at DESC, id DESC LIMIT 1))
SELECT row_to_json(found) FROM (
    SELECT chat.*, coalesce((SELECT json_agg(shown ORDER BY created_at, id) FROM shown), '[]') AS message_list,
        (SELECT count(*) FROM latest) > $4 AS has_earlier, (SELECT row_to_json(failure) FROM failure) AS failure
    FROM chat) AS found
"""  # noqa: S608 - no value is part of it
_ADD: Final = """
INSERT INTO public.ai_tutor_sessions (user_id, title, subject_id, session_metadata)
VALUES ($1, $2, $3, jsonb_build_object('material_ids', $4::jsonb)) RETURNING id
"""
_CHANGE: Final = """
UPDATE public.ai_tutor_sessions
SET title = CASE WHEN $3 ? 'title' THEN $3 ->> 'title' ELSE title END,
    subject_id = CASE WHEN $3 ? 'subject_id' THEN ($3 ->> 'subject_id')::uuid ELSE subject_id END,
    session_metadata = CASE WHEN jsonb_typeof(session_metadata) = 'object' THEN session_metadata ELSE '{}' END
        || CASE WHEN $3 ? 'material_ids' THEN jsonb_build_object('material_ids', $3 -> 'material_ids') ELSE '{}' END
WHERE id = $2 AND user_id = $1 RETURNING id
"""
# The text of an answer is of no use without its chat; one that is being made is stopped.
_DELETE: Final = """
WITH deleted AS (DELETE FROM public.ai_tutor_sessions WHERE id = $2 AND user_id = $1 RETURNING id),
stopped AS (
    UPDATE study.answers SET stop_requested = true
    WHERE session_id IN (SELECT id FROM deleted) AND state = 'running' RETURNING id),
ended AS (
    DELETE FROM study.answers WHERE session_id IN (SELECT id FROM deleted) AND state <> 'running')
SELECT (SELECT count(*) FROM deleted) AS deleted, (SELECT count(pg_notify('study_answer_requests', id)) FROM stopped)
"""
_TITLE: Final = "SELECT title, created_at FROM public.ai_tutor_sessions WHERE id = $2 AND user_id = $1"
_EXPORT: Final = f"""
SELECT * FROM ({_MESSAGES} WHERE m.session_id = $2 AND m.user_id = $1 AND m.role <> 'system'
               ORDER BY m.created_at, m.id LIMIT $3) AS exported ORDER BY created_at, id
"""  # noqa: S608 - no value is part of it
_PASSAGE: Final = """
SELECT json_build_object(
    'id', p.id, 'kind', p.kind, 'material_id', p.source_id, 'title', p.title, 'content', p.content, 'page', p.page,
    'position', CASE p.kind WHEN 'material' THEN p.position END,
    'offset', CASE WHEN $4 <> '' THEN nullif(strpos(p.content, $4), 0) - 1 END,
    'previous', (SELECT o.content FROM study.passages AS o WHERE p.kind = 'material'
        AND o.source_id = p.source_id AND o.user_id = $1 AND o.position = p.position - 1 LIMIT 1),
    'next', (SELECT o.content FROM study.passages AS o WHERE p.kind = 'material'
        AND o.source_id = p.source_id AND o.user_id = $1 AND o.position = p.position + 1 LIMIT 1))
FROM study.passages AS p WHERE p.id = $3 AND p.source_id = $2 AND p.user_id = $1
"""
_SETTINGS: Final = """
SELECT json_build_object('only_materials',
    coalesce((SELECT only_materials FROM study.tutor_settings WHERE user_id = $1), false))
"""
_SET: Final = """
INSERT INTO study.tutor_settings (user_id, only_materials) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET only_materials = excluded.only_materials, updated_at = now()
"""
_FOREIGN: Final = {"subject_id": "is not the id of one of your rows"}


async def list_chats(pool: Pool, user_id: UUID, *, q: str, limit: int, offset: int) -> bytes:
    """Return a page of an account's chats as JSON."""
    pattern = like_pattern(q) if q else ""
    return await read_json(pool, _LIST, user_id, pattern, limit, offset)


async def find_chat(
    pool: Pool,
    user_id: UUID,
    *,
    chat_id: UUID,
    limit: int,
    before: datetime | None = None,
    before_id: UUID | None = None,
) -> bytes | None:
    """Return a chat as JSON, with its latest messages, or the latest ones before another one."""
    found = await read_json(pool, _FIND, user_id, chat_id, before, limit, before_id)
    return None if found == b"null" else found


async def add_chat(
    pool: Pool, user_id: UUID, *, title: str, subject_id: UUID | None, material_ids: Sequence[UUID]
) -> UUID:
    """Add a chat; InvalidFields for the subject of another account."""
    materials = json.dumps([str(material) for material in material_ids])
    try:
        [row] = await run_statement(pool, _ADD, user_id, title, subject_id, materials)
    except asyncpg.ForeignKeyViolationError as error:
        raise InvalidFields(_FOREIGN) from error
    chat_id: UUID = row["id"]
    return chat_id


async def change_chat(pool: Pool, user_id: UUID, *, chat_id: UUID, changes: Mapping[str, Any]) -> bool:
    """Change a chat; False when there is none, InvalidFields for the subject of another account."""
    try:
        return bool(await run_statement(pool, _CHANGE, user_id, chat_id, json.dumps(changes)))
    except asyncpg.ForeignKeyViolationError as error:
        raise InvalidFields(_FOREIGN) from error


async def delete_chat(pool: Pool, user_id: UUID, *, chat_id: UUID) -> bool:
    """Delete a chat with its messages and answers; False when there is none."""
    [row] = await run_statement(pool, _DELETE, user_id, chat_id)
    return bool(row["deleted"])


async def read_title(pool: Pool, user_id: UUID, *, chat_id: UUID) -> tuple[str, datetime] | None:
    """Return the title of a chat, and when it was begun."""
    row = await read_row(pool, _TITLE, user_id, chat_id)
    return None if row is None else (row["title"] or "", row["created_at"])


async def read_messages(pool: Pool, user_id: UUID, *, chat_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the messages of a chat in their order, for an export."""
    return await read_table(pool, _EXPORT, user_id, chat_id, MAX_EXPORTED)


async def find_passage(pool: Pool, user_id: UUID, *, material_id: UUID, passage_id: UUID, quote: str) -> bytes | None:
    """Return a passage of an account as JSON."""
    found = await read_json(pool, _PASSAGE, user_id, material_id, passage_id, quote)
    return None if found == b"null" else found


async def read_settings(pool: Pool, user_id: UUID) -> bytes:
    """Return the settings of an account's tutor as JSON."""
    return await read_json(pool, _SETTINGS, user_id)


async def store_settings(pool: Pool, user_id: UUID, *, only_materials: bool) -> None:
    """Replace the settings of an account's tutor."""
    await run_statement(pool, _SET, user_id, only_materials)
