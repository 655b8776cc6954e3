"""All SQL of the tutor."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from alcove.apps.study.tutor.model import MAX_MESSAGE, MAX_TURNS, Turn
from alcove.foundation.database import Pool
from alcove.wires.ai_providers import MessageRole

# The first characters are enough: longer turns are shortened anyway.
_READ_TURNS: Final = """
SELECT role, left(content, $3) AS content
FROM public.ai_messages
WHERE session_id = $1 AND user_id = $2 AND role IN ('user', 'assistant')
ORDER BY created_at DESC, id DESC
LIMIT $4
"""


async def read_turns(pool: Pool, user_id: UUID, *, session_id: UUID) -> Sequence[Turn]:
    """Return the latest messages of a user's chat, oldest first; none for a chat of somebody else.

    A message of the server's own is none of them.
    """
    rows = await pool.fetch(_READ_TURNS, session_id, user_id, MAX_MESSAGE, MAX_TURNS)
    return [Turn(role=MessageRole(row["role"]), content=row["content"]) for row in reversed(rows)]
