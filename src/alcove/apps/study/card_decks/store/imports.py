"""SQL of received files, and of their cards. A run that is repeated finds what it has added."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.card_decks.model import DeckCard
from alcove.foundation.database import Connection, Pool, read_json, read_row

_BEGIN: Final = """
INSERT INTO study.card_imports (id, user_id, set_id, options)
SELECT $1, $2, $3, $4::text::jsonb
WHERE $5 > (SELECT count(*) FROM study.card_imports WHERE user_id = $2 AND state IN ('receiving', 'queued', 'working'))
RETURNING id
"""
_ADD_PART: Final = "INSERT INTO study.card_import_parts (import_id, position, content) VALUES ($1, $2, $3)"
_QUEUE: Final = """
UPDATE study.card_imports SET state = 'queued', size = $2, set_id = $3, options = $4::text::jsonb, updated_at = now()
WHERE id = $1
"""
_DISCARD: Final = "DELETE FROM study.card_imports WHERE id = $1"
_BODY: Final = """
json_build_object('id', i.id, 'state', CASE i.state WHEN 'receiving' THEN 'queued' ELSE i.state END, 'reason', i.reason,
    'set_id', i.set_id, 'size', i.size, 'cards', i.cards, 'result', i.result, 'created_at', i.created_at,
    'updated_at', i.updated_at)
"""
_FIND: Final = f"SELECT {_BODY}::text AS body FROM study.card_imports AS i WHERE i.id = $1 AND i.user_id = $2"  # noqa: S608
_LIST: Final = f"""
SELECT json_build_object('imports', coalesce(json_agg(r.body ORDER BY r.created_at DESC), '[]')) FROM (
    SELECT {_BODY} AS body, i.created_at FROM study.card_imports AS i
    WHERE i.user_id = $1 AND i.state <> 'receiving' ORDER BY i.created_at DESC LIMIT $2) AS r
"""  # noqa: S608 - of constants
_CLAIM: Final = """
UPDATE study.card_imports SET state = 'working', starts = starts + 1, updated_at = now()
WHERE id = $1 AND state IN ('queued', 'working') RETURNING id, user_id, set_id, options::text AS options, starts
"""
_SET_CARDS: Final = "UPDATE study.card_imports SET cards = $2, updated_at = now() WHERE id = $1 AND state = 'working'"
_PARTS: Final = "SELECT content FROM study.card_import_parts WHERE import_id = $1 ORDER BY position"
_END: Final = """
UPDATE study.card_imports SET state = $2, reason = $3, result = $4::text::jsonb, updated_at = now() WHERE id = $1
"""
_REMOVE_PARTS: Final = "DELETE FROM study.card_import_parts WHERE import_id = $1"
_FORGET: Final = """
DELETE FROM study.card_imports
WHERE (state = 'receiving' AND updated_at < now() - interval '1 day') OR updated_at < now() - interval '30 days'
"""
_LOST: Final = """
SELECT id, user_id FROM study.card_imports
WHERE state IN ('queued', 'working') AND updated_at < now() - interval '1 minute'
ORDER BY updated_at LIMIT 100
"""
_LOCK_ACCOUNT: Final = "SELECT FROM public.profiles WHERE id = $1 FOR NO KEY UPDATE"
_FIND_SETS: Final = """
SELECT DISTINCT ON (title) title, id FROM public.flashcard_sets WHERE user_id = $1 AND title = ANY ($2::text[])
ORDER BY title, created_at, id
"""
_ADD_SETS: Final = """
INSERT INTO public.flashcard_sets (user_id, title) SELECT $1, t FROM unnest($2::text[]) AS t RETURNING title, id
"""
_SET_TITLE: Final = "SELECT title FROM public.flashcard_sets WHERE id = $1 AND user_id = $2"
_FIND_CARDS: Final = """
SELECT o.guid, o.ordinal, c.id, c.front_content, c.back_content, coalesce(c.tags, '{}') AS tags
FROM study.card_origins AS o JOIN public.flashcards AS c ON c.id = o.card_id
WHERE o.user_id = $1 AND o.guid = ANY ($2::text[])
UNION ALL
SELECT replace(c.id::text, '-', ''), 0, c.id, c.front_content, c.back_content, coalesce(c.tags, '{}')
FROM public.flashcards AS c WHERE c.user_id = $1 AND c.id = ANY ($3::uuid[])
"""
_COUNT: Final = "SELECT count(*) FROM public.flashcards WHERE user_id = $1"
_ADD_CARDS: Final = """
WITH rows AS (
    SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[])
        WITH ORDINALITY AS n (id, set_id, front, back, tags, guid, ordinal, position)
), cards AS (
    INSERT INTO public.flashcards (id, user_id, set_id, front_content, back_content, tags, created_at)
    SELECT id, $1, set_id, front, back, ARRAY(SELECT jsonb_array_elements_text(rows.tags::jsonb)),
        now() + position * interval '1 microsecond' -- so that lists have them in the order of the file
    FROM rows ORDER BY position
    RETURNING id
)
INSERT INTO study.card_origins (card_id, user_id, guid, ordinal)
SELECT r.id, $1, r.guid, r.ordinal FROM rows AS r JOIN cards AS c ON c.id = r.id
"""
_CHANGE_CARDS: Final = """
UPDATE public.flashcards AS c SET front_content = n.front, back_content = n.back,
    tags = ARRAY(SELECT jsonb_array_elements_text(n.tags::jsonb))
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS n (id, front, back, tags)
WHERE c.id = n.id AND c.user_id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedImport:
    """An import that a run works on; `starts` counts this run."""

    id: UUID
    user_id: UUID
    set_id: UUID | None
    options: Mapping[str, Any]
    starts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCard:
    """A card that an earlier import has added."""

    id: UUID
    front: str
    back: str
    tags: Sequence[str]


async def begin_import(pool: Pool, import_id: UUID, *, user_id: UUID, most: int) -> bool:
    """Begin to receive a file, unless the account has `most` imports that are not done."""
    return await pool.fetchval(_BEGIN, import_id, user_id, None, "{}", most) is not None


async def add_part(pool: Pool, import_id: UUID, *, position: int, content: bytes) -> None:
    """Store a piece of a file."""
    await pool.execute(_ADD_PART, import_id, position, content)


async def queue_import(
    connection: Connection, import_id: UUID, *, size: int, set_id: UUID | None, options: Mapping[str, Any]
) -> None:
    """Queue a file that is received; ForeignKeyViolationError when its set is gone."""
    await connection.execute(_QUEUE, import_id, size, set_id, msgspec.json.encode(options).decode())


async def discard_import(pool: Pool, import_id: UUID) -> None:
    """Remove an import with what was received."""
    await pool.execute(_DISCARD, import_id)


async def find_import(pool: Pool, import_id: UUID, *, user_id: UUID) -> bytes | None:
    """Return an import of an account as JSON."""
    row = await read_row(pool, _FIND, import_id, user_id)
    return row["body"].encode() if row else None


async def list_imports(pool: Pool, user_id: UUID, *, limit: int) -> bytes:
    """Return the last imports of an account as JSON."""
    return await read_json(pool, _LIST, user_id, limit)


async def claim_import(pool: Pool, import_id: UUID) -> ClaimedImport | None:
    """Return an import to work on, None when it is done."""
    row = await pool.fetchrow(_CLAIM, import_id)
    return ClaimedImport(**{**row, "options": msgspec.json.decode(row["options"])}) if row else None


async def set_cards(pool: Pool, import_id: UUID, *, cards: int) -> None:
    """Store how many cards the file has, which is a step that the account sees."""
    await pool.execute(_SET_CARDS, import_id, cards)


async def read_parts(connection: Connection, import_id: UUID) -> AsyncIterator[bytes]:
    """Yield the pieces of a file; within a transaction of the caller."""
    async for row in connection.cursor(_PARTS, import_id, prefetch=2):
        yield row["content"]


async def end_import(
    source: Pool | Connection, import_id: UUID, *, reason: str | None = None, result: Mapping[str, Any] | None = None
) -> None:
    """End an import: with a reason it has failed. What was received is removed."""
    state = "done" if reason is None else "failed"
    await source.execute(_END, import_id, state, reason, msgspec.json.encode(result).decode() if result else None)
    await source.execute(_REMOVE_PARTS, import_id)


async def forget_imports(pool: Pool) -> None:
    """Remove imports that were never received completely, and old ones."""
    await pool.execute(_FORGET)


async def list_lost(pool: Pool) -> Sequence[tuple[UUID, UUID]]:
    """Return imports that have waited for a minute, with their accounts."""
    return [(row["id"], row["user_id"]) for row in await pool.fetch(_LOST)]


async def lock_account(connection: Connection, user_id: UUID) -> None:
    """Keep other imports of an account waiting until the transaction ends."""
    await connection.execute(_LOCK_ACCOUNT, user_id)


async def find_set_title(pool: Pool, set_id: UUID, *, user_id: UUID) -> str | None:
    """Return the title of a set of an account."""
    row = await read_row(pool, _SET_TITLE, set_id, user_id)
    return row["title"] if row else None


async def find_or_add_sets(
    connection: Connection, user_id: UUID, *, titles: Sequence[str]
) -> tuple[Mapping[str, UUID], int]:
    """Return the sets of an account by their titles, and how many of them are new."""
    found = {row["title"]: row["id"] for row in await connection.fetch(_FIND_SETS, user_id, titles)}
    missing = [title for title in titles if title not in found]
    added = {row["title"]: row["id"] for row in await connection.fetch(_ADD_SETS, user_id, missing)} if missing else {}
    return {**found, **added}, len(added)


async def find_cards(
    connection: Connection, user_id: UUID, *, guids: Sequence[str], ids: Sequence[UUID]
) -> Mapping[tuple[str, int], KnownCard]:
    """Return the cards of an account that come from some notes, or have some ids, by note and number."""
    return {
        (row["guid"], row["ordinal"]): KnownCard(
            id=row["id"], front=row["front_content"], back=row["back_content"], tags=row["tags"]
        )
        for row in await connection.fetch(_FIND_CARDS, user_id, guids, ids)
    }


async def count_cards(connection: Connection, user_id: UUID) -> int:
    """Return how many cards an account has."""
    return int(await connection.fetchval(_COUNT, user_id))


async def add_cards(
    connection: Connection, user_id: UUID, *, cards: Sequence[tuple[UUID, UUID | None, DeckCard]]
) -> None:
    """Add cards with their ids and sets, in this order."""
    await connection.execute(
        _ADD_CARDS, user_id,
        [card_id for card_id, _, _ in cards], [set_id for _, set_id, _ in cards],
        [card.front for _, _, card in cards], [card.back for _, _, card in cards],
        [_tags(card) for _, _, card in cards],
        [card.guid for _, _, card in cards], [card.ordinal for _, _, card in cards],
    )  # fmt: skip


async def change_cards(connection: Connection, user_id: UUID, *, cards: Sequence[tuple[UUID, DeckCard]]) -> None:
    """Change the texts and tags of cards."""
    await connection.execute(
        _CHANGE_CARDS, user_id, [card_id for card_id, _ in cards], [card.front for _, card in cards],
        [card.back for _, card in cards], [_tags(card) for _, card in cards],
    )  # fmt: skip


def _tags(card: DeckCard) -> str:
    return msgspec.json.encode(card.tags).decode()
