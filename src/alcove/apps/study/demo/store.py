"""All SQL of the demonstration: its materials are added once."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection

# As a program of the learner's adds them: triggers of the table queue them, and the worker makes their passages. The
# columns that are not named have their defaults.
_ADD: Final = """
INSERT INTO public.materials (user_id, title, type, content)
SELECT $1, t.title, 'document', t.content
FROM unnest($2::text[], $3::text[]) AS t (title, content)
WHERE NOT EXISTS (SELECT FROM public.materials AS m WHERE m.user_id = $1 AND m.title = t.title)
"""


async def add_materials(connection: Connection, user_id: UUID, *, texts: Sequence[tuple[str, str]]) -> None:
    """Add materials by title and text, unless the account has one of that title.

    A demonstration that starts again on its data adds nothing, and keeps what was changed meanwhile.
    """
    titles, contents = [title for title, _ in texts], [content for _, content in texts]
    await connection.execute(_ADD, user_id, titles, contents)
