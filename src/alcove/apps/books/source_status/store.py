"""What is stored about sources: their last answers, holds, and what they left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, Pool

_READ: Final = """
SELECT s.name, greatest(h.until, a.retry_at) AS held_until, h.message AS hold_reason, a.succeeded_at, a.failed_at,
    nullif(a.reason, '') AS problem, coalesce(c.error, nullif(c.left_out, ''), l.reason) AS left_out,
    (SELECT count(*) FROM books_download AS d
     WHERE d.state = 'queued' AND coalesce(d.fetch_source, d.source) = s.name) AS waiting
FROM unnest($1::text[]) AS s (name)
LEFT JOIN books_hold AS h ON h.source = s.name AND h.until > clock_timestamp()
LEFT JOIN books_source_answer AS a ON a.source = s.name
LEFT JOIN books_catalogue AS c ON c.source = s.name
LEFT JOIN books_left_out AS l ON l.source = s.name AND l.seen_at > now() - interval '2 days'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredState:
    """What is stored about a source."""

    name: str
    held_until: datetime | None
    hold_reason: str | None
    succeeded_at: datetime | None
    failed_at: datetime | None
    problem: str | None
    """Why its last answer failed, None when it did not."""
    left_out: str | None
    waiting: int


async def read_states(source: Pool | Connection, names: Sequence[str]) -> Mapping[str, StoredState]:
    """Return what is stored about these sources, by name."""
    return {row["name"]: StoredState(**row) for row in await source.fetch(_READ, list(names))}
