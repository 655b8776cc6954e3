"""Release details, fetched once per release: genres, styles, and what the inventory does not include."""

from dataclasses import dataclass
from datetime import datetime

from alcove.apps.records.catalogue.model import Release
from alcove.foundation.database import Connection, Pool, notify

DETAILS_CHANNEL = "records_details"
"""The payload is the id of a record whose release has been fetched."""


@dataclass(frozen=True, slots=True)
class RecordWithoutDetails:
    """A record whose release has not been fetched."""

    record_id: int
    release_id: int


# Only records with an offer for sale, by their best score: people look at these first.
_LIST_WITHOUT_DETAILS = """
SELECT r.id, r.discogs_id FROM discogs_record AS r
JOIN LATERAL (SELECT max(score) AS best FROM discogs_listing AS l
              WHERE l.record_id = r.id AND l.status = 'For Sale') AS offer ON offer.best IS NOT NULL
WHERE r.details_at IS NULL AND r.discogs_id ~ '^[0-9]{1,18}$'
    AND NOT EXISTS (SELECT FROM discogs_wait AS w WHERE w.work = 'details:' || r.id AND w.next_try_at > $2)
ORDER BY offer.best DESC, r.id LIMIT $1
"""

# The release that is tried next stands for all that have failed.
_COUNT_MISSING = """
SELECT count(*) AS missing, count(w.work) AS failed, min(w.next_try_at) AS next_try_at,
       (array_agg(w.reason ORDER BY w.next_try_at) FILTER (WHERE w.work IS NOT NULL))[1] AS reason
FROM discogs_record AS r LEFT JOIN discogs_wait AS w ON w.work = 'details:' || r.id
WHERE r.details_at IS NULL AND r.discogs_id ~ '^[0-9]{1,18}$'
    AND EXISTS (SELECT FROM discogs_listing AS l WHERE l.record_id = r.id AND l.status = 'For Sale')
"""

_SAVE = """
UPDATE discogs_record SET
    genres = CASE WHEN cardinality($2::text[]) = 0 THEN genres ELSE to_jsonb($2::text[]) END,
    styles = CASE WHEN cardinality($3::text[]) = 0 THEN styles ELSE to_jsonb($3::text[]) END,
    year = coalesce(year, $4), label = coalesce(nullif(label, ''), $5),
    catno = coalesce(nullif(catno, ''), nullif($6, '')),
    suggested_price = coalesce(nullif($7, ''), suggested_price),
    barcodes = CASE WHEN cardinality($8::text[]) = 0 THEN barcodes ELSE $8 END, details_at = now(), details_error = NULL
WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingDetails:
    """How many records have no details, and of those whose release failed: how many, why, and the next try."""

    missing: int
    failed: int
    reason: str | None
    next_try_at: datetime | None


async def list_records_without_details(
    source: Pool | Connection, *, limit: int, now: datetime
) -> list[RecordWithoutDetails]:
    """Return records for sale whose release is to be fetched now, best score first."""
    rows = await source.fetch(_LIST_WITHOUT_DETAILS, limit, now)
    return [RecordWithoutDetails(row["id"], int(row["discogs_id"])) for row in rows]


async def count_missing_details(source: Pool | Connection) -> MissingDetails:
    """Return how many records for sale have no details yet, and what is known about failures."""
    return MissingDetails(**await source.fetchrow(_COUNT_MISSING))


async def save_details(connection: Connection, release: Release, *, record_id: int, suggested_price: str) -> None:
    """Store the details of a release; a blank never replaces a known value."""
    await connection.execute(
        _SAVE, record_id, list(release.genres), list(release.styles), release.year, release.label, release.catno,
        suggested_price, list(release.barcodes),
    )  # fmt: skip
    await notify(connection, DETAILS_CHANNEL, str(record_id))


async def save_details_error(connection: Connection, *, record_id: int, reason: str) -> None:
    """Store that Discogs does not know a release, which is then not fetched again."""
    sql = "UPDATE discogs_record SET details_at = now(), details_error = $2 WHERE id = $1"
    await connection.execute(sql, record_id, reason)
    await notify(connection, DETAILS_CHANNEL, str(record_id))
