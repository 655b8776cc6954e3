"""What waits for other servers, over all features."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from alcove.foundation.database import Pool

WaitKind = Literal["download", "source", "saved search", "catalogue"]

# The pauses of saved searches and catalogues are those of their jobs.
_WAITS = """
SELECT kind, reason, number, next_at FROM (
    SELECT 'download' AS kind, coalesce(message, '') AS reason, count(*) AS number, min(retry_at) AS next_at
    FROM books_download WHERE retry_at > clock_timestamp() GROUP BY message
    UNION ALL
    SELECT 'source', message, 0, until FROM books_hold AS h
    WHERE until > clock_timestamp() AND NOT EXISTS (SELECT FROM books_download AS d WHERE d.message = h.message)
    UNION ALL
    SELECT 'saved search', error, count(*), min(ran_at + interval '1 hour' * least($1, 2 ^ least(failures - 1, 10)))
    FROM books_saved_search WHERE enabled AND failures > 0 GROUP BY error
    UNION ALL
    SELECT 'catalogue', source || ': ' || error, 1, crawled_at + interval '24 hours'
    FROM books_catalogue WHERE failures > 0
) AS waits ORDER BY next_at NULLS LAST, reason LIMIT $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Work that waits for the same reason."""

    kind: WaitKind
    reason: str
    number: int
    next_at: datetime | None
    """When it is tried again."""


async def list_waits(pool: Pool, *, hours: float, limit: int) -> list[Wait]:
    """Return what waits, the next to end first; `hours` is the pause between two runs of a saved search."""
    return [Wait(**row) for row in await pool.fetch(_WAITS, hours, limit)]
