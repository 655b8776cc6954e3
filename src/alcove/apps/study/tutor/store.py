"""All SQL of the tutor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.apps.study.tutor.model import MAX_MESSAGE, MAX_TURNS, Turn
from alcove.foundation.database import Pool, read_row
from alcove.wires.ai_providers import MessageRole

# The first characters are enough: longer turns are shortened anyway.
_READ_TURNS: Final = """
SELECT role, left(content, $3) AS content
FROM public.ai_messages
WHERE session_id = $1 AND user_id = $2 AND role IN ('user', 'assistant')
  AND ($5::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM public.ai_messages WHERE id = $5))
ORDER BY created_at DESC, id DESC
LIMIT $4
"""

_READ_CHOICES: Final = """
SELECT coalesce((SELECT only_materials FROM study.tutor_settings WHERE user_id = $1), false) AS only_materials,
    ARRAY(SELECT m::uuid FROM public.ai_tutor_sessions AS s, jsonb_array_elements_text(
            CASE jsonb_typeof(s.session_metadata -> 'material_ids') WHEN 'array'
                THEN s.session_metadata -> 'material_ids' ELSE '[]' END) AS m
        WHERE s.id = $2 AND s.user_id = $1 AND m ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        LIMIT 50) AS material_ids
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an account has chosen: whether providers are asked at all, and the materials that a chat is about."""

    only_materials: bool = False
    material_ids: Sequence[UUID] = ()


async def read_choices(pool: Pool, user_id: UUID, *, session_id: UUID | None) -> Choices:
    """Return what an account has chosen, for all its questions and for those of a chat."""
    row = await read_row(pool, _READ_CHOICES, user_id, session_id)
    return Choices() if row is None else Choices(**row)


async def read_turns(pool: Pool, user_id: UUID, *, session_id: UUID, before: UUID | None = None) -> Sequence[Turn]:
    """Return the latest messages of a user's chat, oldest first; none for a chat of somebody else.

    A message of the server's own is none of them. With `before`, only messages before that one.
    """
    rows = await pool.fetch(_READ_TURNS, session_id, user_id, MAX_MESSAGE, MAX_TURNS, before)
    return [Turn(role=MessageRole(row["role"]), content=row["content"]) for row in reversed(rows)]
