"""Completions of what a person types."""

from collections.abc import Sequence

from alcove.foundation.database import Connection, Pool, like, read_json

_TERMS = """
SELECT coalesce(json_agg(value), '[]') FROM (
    SELECT value FROM discogs_term
    WHERE kind = ANY($1) AND uses > 0 AND lower(value) LIKE lower($2)
    GROUP BY value
    ORDER BY lower(value) LIKE lower($3) DESC, lower(value), value LIMIT $4
) AS found
"""

_CONDITIONS = """
SELECT coalesce(json_agg(value), '[]') FROM (
    SELECT value FROM discogs_term
    WHERE kind = 'condition' AND uses > 0 AND lower(value) LIKE lower($1)
    ORDER BY array_position($2::text[], value) NULLS LAST, lower(value), value LIMIT $3
) AS found
"""

_SELLERS = """
SELECT coalesce(json_agg(name), '[]') FROM (
    SELECT name FROM discogs_seller
    WHERE lower(name) LIKE lower($1)
    ORDER BY lower(name) LIKE lower($2) DESC, lower(name), name LIMIT $3
) AS found
"""


async def terms(source: Pool | Connection, *, kinds: Sequence[str], term: str, limit: int) -> bytes:
    """Return the genres or styles that contain `term`, those that start with it first."""
    return await read_json(source, _TERMS, list(kinds), like(term), like(term)[1:], limit)


async def conditions(source: Pool | Connection, *, term: str, grades: Sequence[str], limit: int) -> bytes:
    """Return the grades in use that contain `term`, in the order of `grades`."""
    return await read_json(source, _CONDITIONS, like(term), list(grades), limit)


async def sellers(source: Pool | Connection, *, term: str, limit: int) -> bytes:
    """Return the sellers whose name contains `term`, those that start with it first."""
    return await read_json(source, _SELLERS, like(term), like(term)[1:], limit)
