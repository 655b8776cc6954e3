"""The SQL of maintenance."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, Pool

STATEMENT_TIMEOUT_S: Final = 600.0
"""For statements over a whole table."""


@dataclass(frozen=True, slots=True)
class RescoredBatch:
    """A batch of updated rows: its last id, the number of rows, and how many have changed."""

    last: int
    rows: int
    changed: int


# An update without a change makes the triggers compute score, JSON and CSV line again.
_RESCORE = """
WITH batch AS (
    SELECT * FROM discogs_{table} WHERE id > $1 ORDER BY id LIMIT $2 FOR UPDATE
), written AS (
    UPDATE discogs_{table} AS t SET {column} = t.{column} FROM batch WHERE t.id = batch.id RETURNING t.*
)
SELECT max(written.id) AS last, count(*) AS rows, count(*) FILTER (WHERE {condition}) AS changed
FROM written JOIN batch USING (id)
"""
_RESCORE_RECORDS = _RESCORE.format(
    table="record",
    column="discogs_id",
    condition="written.wire IS DISTINCT FROM batch.wire",
)
_RESCORE_OFFERS = _RESCORE.format(
    table="listing",
    column="seller_id",
    condition="(written.wire, written.line, written.score) IS DISTINCT FROM (batch.wire, batch.line, batch.score)",
)

_PURGEABLE_OFFERS = """status = 'Delisted' AND last_seen < $1 AND (NOT evaluated OR $2)
    AND NOT EXISTS (SELECT FROM discogs_recordoftheday AS p WHERE p.listing_id = discogs_listing.id)"""
_DROP_OFFERS = f"""
DELETE FROM discogs_listing WHERE id IN (SELECT id FROM discogs_listing WHERE {_PURGEABLE_OFFERS} ORDER BY id LIMIT $3)
"""  # noqa: S608 - composed of the literals above
_COUNT_OFFERS = f"SELECT count(*) FROM discogs_listing WHERE {_PURGEABLE_OFFERS}"  # noqa: S608 - composed of the literals above

# Offers for sale stay in the history however old: a run that stops early does not see them again.
_PURGEABLE_HISTORY = """last_seen < $1 AND NOT EXISTS (SELECT FROM discogs_listing AS l
    WHERE l.discogs_listing_id = discogs_history.listing_id AND l.status = 'For Sale')"""
_DROP_HISTORY = f"""
DELETE FROM discogs_history WHERE (seller, listing_id) IN (
    SELECT seller, listing_id FROM discogs_history WHERE {_PURGEABLE_HISTORY} LIMIT $2)
"""  # noqa: S608 - composed of the literals above
_COUNT_HISTORY = f"SELECT count(*) FROM discogs_history WHERE {_PURGEABLE_HISTORY}"  # noqa: S608 - composed of the literals above


async def rescore_records(connection: Connection, *, after: int, limit: int) -> RescoredBatch | None:
    """Compute derived columns of the next records after an id; None when there are no more."""
    return await _rescore(connection, _RESCORE_RECORDS, after=after, limit=limit)


async def rescore_offers(connection: Connection, *, after: int, limit: int) -> RescoredBatch | None:
    """Compute derived columns of the next offers after an id; None when there are no more."""
    return await _rescore(connection, _RESCORE_OFFERS, after=after, limit=limit)


async def _rescore(connection: Connection, sql: str, *, after: int, limit: int) -> RescoredBatch | None:
    row = await connection.fetchrow(sql, after, limit, timeout=STATEMENT_TIMEOUT_S)
    return RescoredBatch(row["last"], row["rows"], row["changed"]) if row["rows"] else None


async def count_rows(source: Pool | Connection) -> tuple[int, int]:
    """Return the numbers of records and offers, including delisted ones."""
    row = await source.fetchrow(
        "SELECT (SELECT count(*) FROM discogs_record) AS a, (SELECT count(*) FROM discogs_listing) AS b"
    )
    return row["a"], row["b"]


async def refresh_counters(connection: Connection) -> None:
    """Compute the counters of records, offers and terms again; the caller holds the lock of writers."""
    await connection.execute("SELECT discogs_recount()", timeout=STATEMENT_TIMEOUT_S)


async def delete_offers(connection: Connection, *, before: datetime, judged: bool, limit: int) -> int:
    """Delete delisted offers last seen before a time that never were a record of the day; return how many."""
    return _parse_count(await connection.execute(_DROP_OFFERS, before, judged, limit, timeout=STATEMENT_TIMEOUT_S))


async def delete_history(connection: Connection, *, before: datetime, limit: int) -> int:
    """Delete history rows last seen before a time whose offer is not for sale; return how many."""
    return _parse_count(await connection.execute(_DROP_HISTORY, before, limit, timeout=STATEMENT_TIMEOUT_S))


async def count_purgeable(source: Pool | Connection, *, before: datetime, judged: bool) -> tuple[int, int]:
    """Return how many rows `delete_offers` and `delete_history` would delete."""
    offers: int = await source.fetchval(_COUNT_OFFERS, before, judged)
    history: int = await source.fetchval(_COUNT_HISTORY, before)
    return offers, history


def _parse_count(status: str) -> int:
    return int(status.rpartition(" ")[2])
