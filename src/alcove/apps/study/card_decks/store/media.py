"""SQL of the images and sounds that cards name, and of exports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json, read_row

_FIND: Final = "SELECT content, media_type, sha256, added_at FROM study.card_media WHERE user_id = $1 AND name = $2"
_HASHES: Final = "SELECT name, sha256 FROM study.card_media WHERE user_id = $1 AND name = ANY ($2::text[])"
_SIZE: Final = "SELECT coalesce(sum(size), 0)::bigint FROM study.card_media WHERE user_id = $1"
_ADD: Final = """
INSERT INTO study.card_media (user_id, name, content, media_type, sha256, size)
VALUES ($1, $2, $3::bytea, $4, $5, octet_length($3::bytea))
ON CONFLICT (user_id, name) DO NOTHING
"""
_LIST: Final = """
SELECT json_build_object('media', coalesce(json_agg(json_build_object(
        'name', m.name, 'media_type', m.media_type, 'size', m.size, 'added_at', m.added_at) ORDER BY m.name), '[]'),
    'total', (SELECT count(*) FROM study.card_media WHERE user_id = $1), 'limit', $2::integer, 'offset', $3::integer)
FROM (SELECT * FROM study.card_media WHERE user_id = $1 ORDER BY name LIMIT $2 OFFSET $3) AS m
"""
_DELETE: Final = "DELETE FROM study.card_media WHERE user_id = $1 AND name = $2 RETURNING name"

EXPORT: Final = """
SELECT json_build_object('id', c.id, 'guid', o.guid, 'ordinal', o.ordinal, 'deck', coalesce(s.title, ''),
    'front', c.front_content, 'back', c.back_content, 'tags', coalesce(c.tags, '{}'), 'is_suspended', m.is_suspended)
FROM public.flashcards AS c
JOIN study.card_states AS m ON m.card_id = c.id
LEFT JOIN public.flashcard_sets AS s ON s.id = c.set_id
LEFT JOIN study.card_origins AS o ON o.card_id = c.id
WHERE c.user_id = $1 AND ($2::uuid IS NULL OR c.set_id = $2) ORDER BY m.position
"""
"""The cards of an account, or of one of its sets, as JSON in the order in which they were added."""


async def find_media(
    source: Pool | Connection, name: str, *, user_id: UUID
) -> tuple[bytes, str, bytes, datetime] | None:
    """Return the content of a file, its type, its SHA-256 and when it was added."""
    row = await read_row(source, _FIND, user_id, name)
    return (row["content"], row["media_type"], row["sha256"], row["added_at"]) if row else None


async def find_hashes(connection: Connection, user_id: UUID, *, names: Sequence[str]) -> Mapping[str, bytes]:
    """Return the SHA-256 of those of some files that are there, by name."""
    return {row["name"]: row["sha256"] for row in await connection.fetch(_HASHES, user_id, names)}


async def measure_media(connection: Connection, user_id: UUID) -> int:
    """Return how many bytes the files of an account have together."""
    return int(await connection.fetchval(_SIZE, user_id))


async def add_media(
    connection: Connection, name: str, *, user_id: UUID, content: bytes, media_type: str, sha256: bytes
) -> None:
    """Add a file, unless there is one with its name."""
    await connection.execute(_ADD, user_id, name, content, media_type, sha256)


async def list_media(pool: Pool, user_id: UUID, *, limit: int, offset: int) -> bytes:
    """Return a page of the files of an account as JSON."""
    return await read_json(pool, _LIST, user_id, limit, offset)


async def delete_media(pool: Pool, name: str, *, user_id: UUID) -> bool:
    """Delete a file; return whether it was there."""
    return await pool.fetchval(_DELETE, user_id, name) is not None
