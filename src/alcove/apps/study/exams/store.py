"""SQL of exams beside that of native rows."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from alcove.foundation.database import Connection

_READ: Final = """
SELECT
    exam_date,
    exam_time,
    total_marks,
    passing_marks
FROM public.exams
WHERE id = $1 AND user_id = $2
"""


async def read_exam(connection: Connection, exam_id: UUID, *, user_id: UUID) -> Mapping[str, Any]:
    """Return date, time and marks of an exam that the caller's transaction has locked.

    Nothing for an exam that is not the account's.
    """
    row = await connection.fetchrow(_READ, exam_id, user_id)
    return dict(row) if row is not None else {}
