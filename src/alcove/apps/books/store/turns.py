"""Whose turn it is to ask a catalogue for a file, over all workers."""

from alcove.foundation.database import Connection, Pool

_NEXT = """
INSERT INTO books_turn AS t (source, next_at) VALUES ($1, clock_timestamp() + $2 * interval '1 second')
ON CONFLICT (source) DO UPDATE SET next_at = greatest(t.next_at, clock_timestamp()) + $2 * interval '1 second'
RETURNING extract(epoch FROM next_at - clock_timestamp())::float8 - $2
"""
_HOLD = """
INSERT INTO books_turn AS t (source, next_at) VALUES ($1, clock_timestamp() + $2 * interval '1 second')
ON CONFLICT (source) DO UPDATE SET next_at = greatest(t.next_at, excluded.next_at)
"""


async def reserve(source: Pool | Connection, catalogue: str, *, gap: float) -> float:
    """Take the next turn, `gap` seconds after the one before, and return the seconds until it."""
    seconds: float = await source.fetchval(_NEXT, catalogue, gap)
    return max(0.0, seconds)


async def hold(source: Pool | Connection, catalogue: str, *, seconds: float) -> None:
    """Give nobody a turn for so long."""
    await source.execute(_HOLD, catalogue, seconds)
