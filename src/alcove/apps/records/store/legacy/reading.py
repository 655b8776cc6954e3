"""The tables of another database as they are read: every known column, whatever is missing in blank."""

import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from alcove.foundation.database import Connection

BATCH: Final = 1000

# For each column the expression that reads it, and the value that stands for a column that is not there.
TABLES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "seller": {
        "id": ("id::bigint", ""),
        "name": ("coalesce(name::text, '')", ""),
        "currency": ("coalesce(currency::text, '')", "''::text"),
    },
    "record": {
        "id": ("id::bigint", ""),
        "discogs_id": ("discogs_id::text", ""),
        "artist": ("coalesce(artist::text, '')", "''::text"),
        "title": ("coalesce(title::text, '')", "''::text"),
        "format": ("coalesce(format::text, '')", "''::text"),
        "label": ("coalesce(label::text, '')", "''::text"),
        "catno": ("catno::text", "NULL::text"),
        "wants": ("least(wants::bigint, 2147483647)::integer", "NULL::integer"),
        "haves": ("least(haves::bigint, 2147483647)::integer", "NULL::integer"),
        "added": ("added::timestamptz", "NULL::timestamptz"),
        "genres": ("to_jsonb(genres)", "NULL::jsonb"),
        "styles": ("to_jsonb(styles)", "NULL::jsonb"),
        "suggested_price": ("coalesce(suggested_price::text, '')", "''::text"),
        "year": ("least(year::bigint, 2147483647)::integer", "NULL::integer"),
    },
    "listing": {
        "id": ("id::bigint", ""),
        "seller_id": ("seller_id::bigint", ""),
        "record_id": ("record_id::bigint", ""),
        "record_price": ("record_price::numeric", ""),
        "media_condition": ("coalesce(media_condition::text, '')", "''::text"),
        "kept": ("coalesce(kept, false)", "false"),
        "evaluated": ("coalesce(evaluated, false)", "false"),
        "predicted_keeper": ("coalesce(predicted_keeper, false)", "false"),
        "discogs_listing_id": ("discogs_listing_id::bigint", "NULL::bigint"),
        "original_price": ("original_price::numeric", "NULL::numeric"),
        "original_currency": ("original_currency::text", "NULL::text"),
        "status": ("status::text", "NULL::text"),
        "posted_at": ("posted_at::timestamptz", "NULL::timestamptz"),
        "first_seen": ("first_seen::timestamptz", "NULL::timestamptz"),
        "last_seen": ("last_seen::timestamptz", "NULL::timestamptz"),
    },
    "recordoftheday": {
        "id": ("id::bigint", ""),
        "date": ("date::date", ""),
        "listing_id": ("listing_id::bigint", ""),
        "created_at": ("created_at::timestamptz", "NULL::timestamptz"),
        "model_score": ("coalesce(model_score::float8, 0)", "0::float8"),
        "entropy_measure": ("coalesce(entropy_measure::float8, 0)", "0::float8"),
        "system_temperature": ("coalesce(system_temperature::float8, 0)", "0::float8"),
        "utility_term": ("utility_term::float8", "NULL::float8"),
        "entropy_term": ("entropy_term::float8", "NULL::float8"),
        "free_energy": ("free_energy::float8", "NULL::float8"),
        "selection_probability": ("selection_probability::float8", "NULL::float8"),
        "total_candidates": ("total_candidates::integer", "NULL::integer"),
        "cluster_count": ("cluster_count::integer", "NULL::integer"),
        "selection_method": ("coalesce(selection_method::text, '')", "''::text"),
        "desirability_votes": ("to_jsonb(desirability_votes)", "NULL::jsonb"),
        "novelty_votes": ("to_jsonb(novelty_votes)", "NULL::jsonb"),
        "average_desirability": ("coalesce(average_desirability::float8, 0)", "0::float8"),
        "average_novelty": ("coalesce(average_novelty::float8, 0)", "0::float8"),
    },
    "recordofthedayfeedback": {
        "id": ("id::bigint", ""),
        "record_of_the_day_id": ("record_of_the_day_id::bigint", ""),
        "desirability_rating": ("desirability_rating::integer", ""),
        "novelty_rating": ("novelty_rating::integer", ""),
        "created_at": ("created_at::timestamptz", "NULL::timestamptz"),
        "listing_id": ("listing_id::bigint", "NULL::bigint"),
    },
    "recommendationmetrics": {
        "id": ("id::bigint", ""),
        "session_date": ("session_date::timestamptz", "NULL::timestamptz"),
        "accuracy": ("coalesce(accuracy::float8, 0)", "0::float8"),
        "precision": ('coalesce("precision"::float8, 0)', "0::float8"),
        "num_samples": ("coalesce(num_samples::integer, 0)", "0"),
        "notes": ("coalesce(notes::text, '')", "''::text"),
    },
}
REQUIRED: Final = ("seller", "record", "listing")

_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
"""


async def is_same_database(source: Connection, target: Connection) -> bool:
    """Tell whether both connections lead to one database: there, one of them keeps the other from a lock."""
    key = secrets.randbits(62)
    await target.execute("SELECT pg_advisory_lock($1)", key)
    try:
        free: bool = await source.fetchval("SELECT pg_try_advisory_lock($1)", key)
        if free:
            await source.execute("SELECT pg_advisory_unlock($1)", key)
        return not free
    finally:
        await target.execute("SELECT pg_advisory_unlock($1)", key)


async def columns_of(source: Connection, table: str) -> frozenset[str]:
    """Return the columns of an old table, none when there is no such table."""
    rows = await source.fetch(_COLUMNS, f"discogs_{table}")
    return frozenset(row["attname"] for row in rows)


def missing(table: str, columns: frozenset[str]) -> list[str]:
    """Return the columns without which a table cannot be read."""
    return sorted(name for name, (_, blank) in TABLES[table].items() if not blank and name not in columns)


async def read(source: Connection, table: str, *, columns: frozenset[str]) -> AsyncIterator[list[tuple[Any, ...]]]:
    """Read a table in batches, in the order of ids; the caller holds the snapshot's transaction."""
    shape = TABLES[table]
    shown = ", ".join(found if name in columns else blank for name, (found, blank) in shape.items())
    cursor = await source.cursor(f"SELECT {shown} FROM discogs_{table} ORDER BY id")  # noqa: S608 - names from above
    while rows := await cursor.fetch(BATCH):
        yield [tuple(row) for row in rows]


async def count(source: Connection, table: str) -> int:
    """Return how many rows a table has that is not read."""
    found: int = await source.fetchval(f"SELECT count(*) FROM discogs_{table}")  # noqa: S608 - a name of ours
    return found
