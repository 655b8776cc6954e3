"""The data of events, each as JSON in one line."""

from datetime import date, datetime
from typing import Final

from alcove.apps.records.scraping import STATUS_COLUMNS
from alcove.foundation.database import Connection, Pool, read_json

EventData = tuple[str, bytes]
"""The name of an event and its JSON."""

_TRAINING: Final = """
id, outcome, reason, labels, keepers, model_id, discogs_instant(started_at) AS started_at,
discogs_instant(finished_at) AS finished_at
"""
_PICK: Final = "id, date, listing_id, selection_method, coalesce(error, '') AS error"

_TRAINING_OF: Final = f"SELECT row_to_json(t) FROM (SELECT {_TRAINING} FROM discogs_training WHERE id = $1) AS t"  # noqa: S608 - composed of the literals above
_PICK_OF: Final = f"SELECT row_to_json(p) FROM (SELECT {_PICK} FROM discogs_recordoftheday WHERE date = $1) AS p"  # noqa: S608 - the same
_DETAILS: Final = """
SELECT row_to_json(d) FROM (
    SELECT $1::bigint AS record_id, (SELECT details_error FROM discogs_record WHERE id = $1) AS error,
           (SELECT count(*) FROM discogs_record WHERE details_at IS NULL) AS missing
) AS d
"""
_VERDICT: Final = """
SELECT row_to_json(v) FROM (
    SELECT nullif($1::bigint, 0) AS id,
           (SELECT CASE WHEN kept THEN 'keep' ELSE 'skip' END
            FROM discogs_listing WHERE id = $1 AND evaluated) AS verdict,
           (SELECT count(*) FROM discogs_listing WHERE evaluated AND kept) AS kept,
           (SELECT count(*) FROM discogs_listing WHERE evaluated AND NOT kept) AS skipped,
           (SELECT unevaluated FROM discogs_counter) AS unjudged
) AS v
"""
_SINCE: Final = f"""
SELECT 'scrape' AS name, row_to_json(s) AS data FROM (
    SELECT {STATUS_COLUMNS} FROM discogs_scrape AS run
    WHERE run.state IN ('queued', 'running') OR run.updated_at >= $1 ORDER BY run.id DESC LIMIT $2
) AS s
UNION ALL
SELECT 'training', row_to_json(t) FROM (
    SELECT {_TRAINING} FROM discogs_training AS training WHERE training.finished_at >= $1 ORDER BY id DESC LIMIT $2
) AS t
UNION ALL
SELECT 'pick', row_to_json(p) FROM (
    SELECT {_PICK} FROM discogs_recordoftheday WHERE created_at >= $1 ORDER BY id DESC LIMIT $2
) AS p
"""  # noqa: S608 - composed of the literals above
_MAX_EVENTS: Final = 100


async def read_training(source: Pool | Connection, *, training_id: int) -> EventData:
    """Return the event of a training."""
    return "training", await read_json(source, _TRAINING_OF, training_id)


async def read_pick(source: Pool | Connection, *, day: date) -> EventData:
    """Return the event of the pick of a day."""
    return "pick", await read_json(source, _PICK_OF, day)


async def read_details(source: Pool | Connection, *, record_id: int | None) -> EventData:
    """Return the event of release details: how many are missing, and the error of a record."""
    return "details", await read_json(source, _DETAILS, record_id)


async def read_verdict(source: Pool | Connection, *, listing_id: int) -> EventData:
    """Return the event of a verdict, with the number of all verdicts; without an offer for the id 0."""
    return "verdict", await read_json(source, _VERDICT, listing_id)


async def read_changes(source: Pool | Connection, instant: datetime) -> list[EventData]:
    """Return what has changed since then, and all unfinished runs; the oldest of each kind first."""
    rows = await source.fetch(_SINCE, instant, _MAX_EVENTS)
    return [(row["name"], row["data"]) for row in reversed(rows)]
