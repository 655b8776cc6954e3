"""Keeps the tables in order: computes columns anew, and removes what has been gone for long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, Pool

STATEMENT_TIMEOUT_S: Final = 600.0
"""Seconds a statement over a whole table may take."""


@dataclass(frozen=True, slots=True)
class RescoredBatch:
    """A batch that went through the triggers: its last id, how many rows it had, how many came out different."""

    last: int
    rows: int
    changed: int


# Writing a row as it is has the triggers compute its score, its JSON and its line again.
_RESCORE = """
WITH batch AS (
    SELECT * FROM discogs_{table} WHERE id > $1 ORDER BY id LIMIT $2 FOR UPDATE
), written AS (
    UPDATE discogs_{table} AS t SET {column} = t.{column} FROM batch WHERE t.id = batch.id RETURNING t.*
)
SELECT max(written.id) AS last, count(*) AS rows, count(*) FILTER (WHERE {shown}) AS changed
FROM written JOIN batch USING (id)
"""
_RESCORE_RECORDS = _RESCORE.format(
    table="record",
    column="discogs_id",
    shown="written.wire IS DISTINCT FROM batch.wire",
)
_RESCORE_OFFERS = _RESCORE.format(
    table="listing",
    column="seller_id",
    shown="(written.wire, written.line, written.score) IS DISTINCT FROM (batch.wire, batch.line, batch.score)",
)

_PURGEABLE_OFFERS = """status = 'Delisted' AND last_seen < $1 AND (NOT evaluated OR $2)
    AND NOT EXISTS (SELECT FROM discogs_recordoftheday AS p WHERE p.listing_id = discogs_listing.id)"""
_DROP_OFFERS = f"""
DELETE FROM discogs_listing WHERE id IN (SELECT id FROM discogs_listing WHERE {_PURGEABLE_OFFERS} ORDER BY id LIMIT $3)
"""  # noqa: S608 - composed of the literals above
_COUNT_OFFERS = f"SELECT count(*) FROM discogs_listing WHERE {_PURGEABLE_OFFERS}"  # noqa: S608 - composed of the literals above

# What is for sale and stored stays in the history however old: a run that stops early does not meet it again.
_PURGEABLE_HISTORY = """last_seen < $1 AND NOT EXISTS (SELECT FROM discogs_listing AS l
    WHERE l.discogs_listing_id = discogs_history.listing_id AND l.status = 'For Sale')"""
_DROP_HISTORY = f"""
DELETE FROM discogs_history WHERE (seller, listing_id) IN (
    SELECT seller, listing_id FROM discogs_history WHERE {_PURGEABLE_HISTORY} LIMIT $2)
"""  # noqa: S608 - composed of the literals above
_COUNT_HISTORY = f"SELECT count(*) FROM discogs_history WHERE {_PURGEABLE_HISTORY}"  # noqa: S608 - composed of the literals above


async def rescore_records(connection: Connection, *, after: int, limit: int) -> RescoredBatch | None:
    """Compute the columns of the records behind an id anew; None when there are no more."""
    return await _rescore(connection, _RESCORE_RECORDS, after=after, limit=limit)


async def rescore_offers(connection: Connection, *, after: int, limit: int) -> RescoredBatch | None:
    """Compute the columns of the offers behind an id anew; None when there are no more."""
    return await _rescore(connection, _RESCORE_OFFERS, after=after, limit=limit)


async def _rescore(connection: Connection, sql: str, *, after: int, limit: int) -> RescoredBatch | None:
    row = await connection.fetchrow(sql, after, limit, timeout=STATEMENT_TIMEOUT_S)
    return RescoredBatch(row["last"], row["rows"], row["changed"]) if row["rows"] else None


async def count_rows(source: Pool | Connection) -> tuple[int, int]:
    """Return how many records and offers are stored, sold ones included."""
    row = await source.fetchrow(
        "SELECT (SELECT count(*) FROM discogs_record) AS a, (SELECT count(*) FROM discogs_listing) AS b"
    )
    return row["a"], row["b"]


async def refresh_counters(connection: Connection) -> None:
    """Count records, offers and terms anew; the caller keeps other writers out."""
    await connection.execute("SELECT discogs_recount()", timeout=STATEMENT_TIMEOUT_S)


async def delete_offers(connection: Connection, *, before: datetime, judged: bool, limit: int) -> int:
    """Delete offers that were gone before a moment and never a record of the day; return how many."""
    return _parse_count(await connection.execute(_DROP_OFFERS, before, judged, limit, timeout=STATEMENT_TIMEOUT_S))


async def delete_history(connection: Connection, *, before: datetime, limit: int) -> int:
    """Forget offers that were not met since a moment and are not for sale here; return how many."""
    return _parse_count(await connection.execute(_DROP_HISTORY, before, limit, timeout=STATEMENT_TIMEOUT_S))


async def count_purgeable(source: Pool | Connection, *, before: datetime, judged: bool) -> tuple[int, int]:
    """Return how many offers and ids of the history `drop_offers` and `drop_history` would delete."""
    offers: int = await source.fetchval(_COUNT_OFFERS, before, judged)
    history: int = await source.fetchval(_COUNT_HISTORY, before)
    return offers, history


def _parse_count(status: str) -> int:
    return int(status.rpartition(" ")[2])
