"""All SQL of generations.

A step of a job is written only while the generation is being worked on and no other run has written it: a run that was
believed to be dead changes nothing any more.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.generation.model import (
    KEPT,
    MAX_PASSAGES,
    Card,
    GenerationKind,
    GenerationOptions,
    Item,
    MethodUsed,
    Passage,
)
from alcove.apps.study.quizzes.model import Question
from alcove.foundation.database import Connection, Pool, WhereClause, read_json
from alcove.foundation.jobs import Job

QUEUE: Final = "study_generation"
GENERATE: Final = "study.generate"
_SELECT: Final = """
SELECT json_build_object(
    'id', g.id, 'material_id', g.material_id, 'kind', g.kind, 'state', g.state, 'progress', g.progress,
    'method', g.method, 'reason', g.reason, 'item_count', g.item_count, 'rejected_count', g.rejected_count,
    'set_id', CASE WHEN g.kind = 'cards' THEN g.result_id END,
    'quiz_id', CASE WHEN g.kind = 'quiz' THEN g.result_id END,
    'created_at', g.created_at, 'updated_at', g.updated_at) AS shown
FROM study.generations AS g
"""
_FIND_MATERIAL: Final = """
SELECT coalesce(i.state, 'ready') AS state,
    EXISTS (SELECT FROM study.passages AS p WHERE p.source_id = m.id AND p.kind = 'material') AS has_text,
    (SELECT count(*) FROM study.generations AS g WHERE g.user_id = m.user_id AND g.state IN ('queued', 'working'))
        AS unfinished
FROM public.materials AS m LEFT JOIN study.material_imports AS i ON i.material_id = m.id
WHERE m.id = $1 AND m.user_id = $2 FOR SHARE OF m
"""
_ADD: Final = """
INSERT INTO study.generations (id, user_id, material_id, kind, options) VALUES ($1, $2, $3, $4, $5::text::jsonb)
ON CONFLICT (material_id, kind) WHERE state IN ('queued', 'working') DO NOTHING
"""
_FORGET: Final = """
DELETE FROM study.generations WHERE user_id = $1 AND state IN ('ready', 'failed') AND id NOT IN (
    SELECT id FROM study.generations WHERE user_id = $1 ORDER BY created_at DESC LIMIT $2)
"""
_FIND_UNFINISHED: Final = f"{_SELECT} WHERE g.material_id = $1 AND g.kind = $2 AND g.state IN ('queued', 'working')"
_FIND: Final = f"{_SELECT} WHERE g.id = $1 AND g.user_id = $2"
_LIST: Final = """
SELECT json_build_object(
    'generations', coalesce((SELECT json_agg(s.shown) FROM (
        {select} WHERE {where} ORDER BY g.created_at DESC, g.id LIMIT {limit} OFFSET {offset}) AS s), '[]'),
    'total', (SELECT count(*) FROM study.generations AS g WHERE {where}),
    'limit', {limit}::integer, 'offset', {offset}::integer)
"""
_DELETE: Final = "DELETE FROM study.generations WHERE id = $1 AND user_id = $2"
_CLAIM: Final = """
UPDATE study.generations AS g SET state = 'working', starts = starts + 1, updated_at = now()
WHERE g.id = $1 AND g.state IN ('queued', 'working')
RETURNING g.id, g.user_id, g.material_id, g.kind, g.options::text AS options, g.step, g.starts, g.items::text AS items,
    coalesce((SELECT s.ai_suggestions_enabled FROM public.user_settings AS s WHERE s.user_id = g.user_id), true)
        AS allows_provider
"""
_RELEASE: Final = """
UPDATE study.generations SET state = 'queued', starts = greatest(starts - 1, 0), updated_at = now()
WHERE id = $1 AND state = 'working'
"""
# Of a long text an even selection.
_READ_PASSAGES: Final = """
SELECT id, source_id AS material_id, title, content, page FROM (
    SELECT p.*, row_number() OVER (ORDER BY p.position, p.id) - 1 AS number, count(*) OVER () AS total
    FROM study.passages AS p WHERE p.source_id = $1 AND p.kind = 'material' AND p.user_id = $2) AS numbered
WHERE total <= $3 OR number * $3 / total <> (number - 1) * $3 / total OR number = 0
ORDER BY number LIMIT $3
"""
_ADD_STEP: Final = """
UPDATE study.generations SET items = items || $3::text::jsonb, item_count = item_count + $4,
    rejected_count = rejected_count + $5, step = step + 1, progress = $6, updated_at = now()
WHERE id = $1 AND step = $2 AND state = 'working'
"""
_LOCK: Final = """
SELECT m.subject_id, m.title FROM study.generations AS g JOIN public.materials AS m ON m.id = g.material_id
WHERE g.id = $1 AND g.step = $2 AND g.state = 'working' FOR UPDATE OF g FOR SHARE OF m
"""
_FINISH: Final = """
UPDATE study.generations SET state = 'ready', progress = 100, method = $2, reason = $3, item_count = $4, result_id = $5,
    items = '[]', updated_at = now()
WHERE id = $1
"""
_FAIL: Final = """
UPDATE study.generations SET state = 'failed', reason = $2, items = '[]', item_count = 0, updated_at = now()
WHERE id = $1 AND state = 'working'
"""
_ADD_CARDS: Final = """
WITH added AS (
    INSERT INTO public.flashcard_sets (id, user_id, subject_id, title) VALUES ($1, $2, $3, $4)
)
INSERT INTO public.flashcards (user_id, set_id, front_content, back_content, source, created_at)
SELECT $2, $1, c.front, c.back, c.source::jsonb, now() + c.number * interval '1 microsecond'
FROM unnest($5::text[], $6::text[], $7::text[]) WITH ORDINALITY AS c (front, back, source, number)
"""
_LIST_WAITING: Final = """
SELECT id FROM study.generations WHERE state IN ('queued', 'working') AND updated_at < now() - interval '1 minute'
ORDER BY created_at LIMIT $1
"""
_ITEM_TYPES: Final = {GenerationKind.CARDS: list[Card], GenerationKind.QUIZ: list[Question]}


class ClaimedGeneration(msgspec.Struct, frozen=True, kw_only=True):
    """What a job works on; `step` counts the calls of providers that are done, `starts` counts this run."""

    id: UUID
    user_id: UUID
    material_id: UUID
    kind: GenerationKind
    options: GenerationOptions
    step: int
    starts: int
    items: Sequence[Item]
    allows_provider: bool


def generation_job(generation_id: UUID) -> Job:
    """Return the job of a generation."""
    name = f"study generation {generation_id}"
    return Job(task=GENERATE, args={"generation_id": str(generation_id)}, queue=QUEUE, lock=name, queueing_lock=name)


async def lock_account(connection: Connection, user_id: UUID) -> None:
    """Let other starts of an account wait until the transaction ends, so that all of them are counted."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"study generations {user_id}")


async def find_material(connection: Connection, material_id: UUID, *, user_id: UUID) -> Mapping[str, Any] | None:
    """Return `state`, `has_text` and how many generations of the account are unfinished; locks the material."""
    row: Mapping[str, Any] | None = await connection.fetchrow(_FIND_MATERIAL, material_id, user_id)
    return row


async def add_generation(
    connection: Connection,
    generation_id: UUID,
    *,
    user_id: UUID,
    material_id: UUID,
    kind: GenerationKind,
    options: GenerationOptions,
) -> bool:
    """Add a generation; return False when one of the kind is unfinished already. The oldest ones are forgotten."""
    encoded = msgspec.json.encode(options).decode()
    status = await connection.execute(_ADD, generation_id, user_id, material_id, kind.value, encoded)
    if status != "INSERT 0 1":
        return False
    await connection.execute(_FORGET, user_id, KEPT)
    return True


async def find_unfinished(connection: Connection, material_id: UUID, *, kind: GenerationKind) -> bytes | None:
    """Return the unfinished generation of a material as JSON."""
    return _read_found(await read_json(connection, _FIND_UNFINISHED, material_id, kind.value))


async def find_generation(source: Pool | Connection, generation_id: UUID, *, user_id: UUID) -> bytes | None:
    """Return a generation of an account as JSON."""
    return _read_found(await read_json(source, _FIND, generation_id, user_id))


async def list_generations(pool: Pool, user_id: UUID, *, material_id: UUID | None, limit: int, offset: int) -> bytes:
    """Return a page of the generations of an account as JSON, the newest first."""
    where = WhereClause()
    where.add("g.user_id = {}", user_id)
    if material_id is not None:
        where.add("g.material_id = {}", material_id)
    sql = _LIST.format(select=_SELECT, where=where.sql, limit=where.bind(limit), offset=where.bind(offset))
    return await read_json(pool, sql, *where.args)


async def delete_generation(pool: Pool, generation_id: UUID, *, user_id: UUID) -> bool:
    """Delete a generation, which ends its job; return whether it was there."""
    return bool(await pool.execute(_DELETE, generation_id, user_id) == "DELETE 1")


async def claim_generation(pool: Pool, generation_id: UUID) -> ClaimedGeneration | None:
    """Return an unfinished generation, None when there is nothing to do any more."""
    row = await pool.fetchrow(_CLAIM, generation_id)
    if row is None:
        return None
    kind = GenerationKind(row["kind"])
    options = msgspec.json.decode(row["options"], type=GenerationOptions)
    items: Sequence[Item] = msgspec.json.decode(row["items"], type=_ITEM_TYPES[kind])
    return ClaimedGeneration(**{**row, "kind": kind, "options": options, "items": items})


async def release_generation(pool: Pool, generation_id: UUID) -> None:
    """Queue a generation again that was interrupted."""
    await pool.execute(_RELEASE, generation_id)


async def read_passages(pool: Pool, material_id: UUID, *, user_id: UUID) -> Sequence[Passage]:
    """Return passages of a material in their order."""
    return [Passage(**row) for row in await pool.fetch(_READ_PASSAGES, material_id, user_id, MAX_PASSAGES)]


async def add_step(
    pool: Pool, generation_id: UUID, *, step: int, items: Sequence[Item], rejected: int, progress: int
) -> bool:
    """Store the items of a step; return False when the generation has been deleted, or taken over."""
    encoded = msgspec.json.encode(items).decode()
    status = await pool.execute(_ADD_STEP, generation_id, step, encoded, len(items), rejected, progress)
    return bool(status == "UPDATE 1")


async def lock_generation(connection: Connection, generation_id: UUID, *, step: int) -> Mapping[str, Any] | None:
    """Lock a generation that is worked on; return title and subject of its material, None when it is not any more."""
    row: Mapping[str, Any] | None = await connection.fetchrow(_LOCK, generation_id, step)
    return row


async def finish_generation(
    connection: Connection,
    generation_id: UUID,
    *,
    method: MethodUsed,
    reason: str | None,
    count: int,
    result_id: UUID,
) -> None:
    """Make a generation ready."""
    await connection.execute(_FINISH, generation_id, method.value, reason, count, result_id)


async def fail_generation(pool: Pool, generation_id: UUID, *, reason: str) -> None:
    """End a generation with a reason."""
    await pool.execute(_FAIL, generation_id, reason)


async def add_cards(
    connection: Connection, set_id: UUID, *, user_id: UUID, subject_id: UUID | None, title: str, cards: Sequence[Card]
) -> None:
    """Add a set with cards."""
    sources = [
        msgspec.json.encode({**msgspec.to_builtins(card.source), "quote": card.quote}).decode() for card in cards
    ]
    fronts, backs = [card.front for card in cards], [card.back for card in cards]
    await connection.execute(_ADD_CARDS, set_id, user_id, subject_id, title, fronts, backs, sources)


async def list_waiting(pool: Pool, *, limit: int) -> Sequence[UUID]:
    """Return unfinished generations about which nothing has happened for a minute."""
    return [row["id"] for row in await pool.fetch(_LIST_WAITING, limit)]


def _read_found(row: bytes) -> bytes | None:
    return None if row == b"null" else row
