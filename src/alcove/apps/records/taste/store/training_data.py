"""Reads for training and prediction: verdicts, offers, the current model and its status."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from alcove.foundation.database import Connection, Pool, read_rows

BATCH_SIZE = 5000

_SUBJECT = """
l.id AS listing_id, r.artist, r.title, r.label, r.format, r.genres, r.styles, l.year,
l.record_price::double precision AS price, r.wants, r.haves, l.media_condition AS condition,
l.score::double precision AS score
"""


def _select_offers(clauses: str, *, columns: str = _SUBJECT) -> str:
    return f"""SELECT row_to_json(s) FROM (
        SELECT {columns} FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id {clauses}) AS s"""  # noqa: S608 - composed of the literals here


_VERDICTS = _select_offers("WHERE l.evaluated ORDER BY l.id", columns=f"{_SUBJECT}, l.kept")
_SAMPLE_UNJUDGED = _select_offers("WHERE l.status = 'For Sale' AND NOT l.evaluated ORDER BY l.draw LIMIT $1")
_SAMPLE_JUDGED = _select_offers("WHERE l.evaluated ORDER BY l.draw LIMIT $1", columns=f"{_SUBJECT}, l.kept")
_OUTDATED = _select_offers("""JOIN discogs_prediction AS p ON p.listing_id = l.id
    WHERE l.status = 'For Sale' AND ($1::bigint IS NULL OR p.model_id IS DISTINCT FROM $1)""")

_DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(id || CASE WHEN kept THEN '+' ELSE '-' END, '' ORDER BY id), ''),
                                'UTF8')), 'hex')
FROM discogs_listing WHERE evaluated
"""

_CURRENT_MODEL = """
SELECT c.id, c.recommender, m.model_data AS bundle, m.checksum
FROM discogs_current_model AS c JOIN discogs_recommendationmodel AS m USING (id)
"""

_NEWEST_MODEL = """
SELECT id, recommender, model_version AS version, intact, refused
FROM discogs_recommendationmodel ORDER BY updated_at DESC, id DESC LIMIT 1
"""

_HAS_VERDICTS_WITHOUT_TRAINING = """
SELECT EXISTS (SELECT FROM discogs_listing WHERE evaluated) AND NOT EXISTS (SELECT FROM discogs_training)
"""

_VALID_TRAINING = """
SELECT t.id FROM discogs_training AS t
WHERE t.id = (SELECT max(id) FROM discogs_training) AND t.verdicts = $1 AND t.outcome <> 'failed'
  AND (t.outcome = 'kept' OR t.model_id = (SELECT id FROM discogs_current_model))
"""

_STATUS = """
WITH newest AS (
    SELECT id, outcome, reason, labels, keepers, folds, model_id, rivals,
           discogs_instant(started_at) AS started_at, discogs_instant(finished_at) AS finished_at
    FROM discogs_training ORDER BY id DESC LIMIT $2
), judged AS (
    SELECT count(*) AS labels, count(*) FILTER (WHERE kept) AS keepers FROM discogs_listing WHERE evaluated
), model AS (
    SELECT c.id, c.recommender, c.model_version AS version, discogs_finite(c.last_accuracy) AS accuracy,
           discogs_instant(c.created_at) AS trained_at, t.labels, t.keepers, t.folds, t.rivals
    FROM discogs_current_model AS c
    LEFT JOIN LATERAL (
        SELECT labels, keepers, folds, rivals FROM discogs_training WHERE model_id = c.id ORDER BY id DESC LIMIT 1
    ) AS t ON true
)
SELECT json_build_object(
    'trained', EXISTS (SELECT FROM model),
    'current', (SELECT row_to_json(m) FROM (
        SELECT id, recommender, version, accuracy, trained_at, coalesce(labels, 0) AS labels,
               coalesce(keepers, 0) AS keepers, coalesce(folds, 0) AS folds FROM model) AS m),
    'labels', judged.labels, 'keepers', judged.keepers, 'needed', $1::integer,
    'rivals', coalesce((SELECT rivals::json FROM model),
                       (SELECT rivals::json FROM newest WHERE jsonb_array_length(rivals) > 0 ORDER BY id DESC LIMIT 1),
                       '[]'),
    'trainings', coalesce((SELECT json_agg(row_to_json(n) ORDER BY n.id DESC) FROM (
        SELECT id, outcome, reason, labels, keepers, model_id, started_at, finished_at FROM newest) AS n), '[]'))
FROM judged
"""


@dataclass(frozen=True, slots=True)
class CurrentModel:
    """The model in use."""

    id: int
    recommender: str
    bundle: bytes
    checksum: bytes


@dataclass(frozen=True, slots=True)
class NewestModel:
    """The newest model, in use or not; `recommender` is None for a model of an older program."""

    id: int
    recommender: str | None
    version: str
    intact: bool
    refused: str | None


def stream_verdicts(pool: Pool) -> AsyncGenerator[list[bytes], None]:
    """Stream all verdicts as JSON: the offer's features and whether it is kept."""
    return read_rows(pool, _VERDICTS, batch=BATCH_SIZE)


def stream_outdated_offers(pool: Pool, *, model_id: int | None) -> AsyncGenerator[list[bytes], None]:
    """Stream the offers for sale that this model has not predicted since their last change; all of them for None."""
    return read_rows(pool, _OUTDATED, model_id, batch=BATCH_SIZE)


async def sample_unjudged(pool: Pool, *, limit: int) -> list[bytes]:
    """Return a stable sample of the unjudged offers."""
    return [row[0] for row in await pool.fetch(_SAMPLE_UNJUDGED, limit)]


async def sample_judged(pool: Pool, *, limit: int) -> list[bytes]:
    """Return a stable sample of the judged offers, with their verdicts."""
    return [row[0] for row in await pool.fetch(_SAMPLE_JUDGED, limit)]


async def compute_verdicts_digest(source: Pool | Connection) -> str:
    """Return a digest of all verdicts."""
    digest: str = await source.fetchval(_DIGEST)
    return digest


async def find_current_model(source: Pool | Connection) -> CurrentModel | None:
    """Return the model in use; None without an intact one."""
    row = await source.fetchrow(_CURRENT_MODEL)
    return CurrentModel(row["id"], row["recommender"] or "", row["bundle"], row["checksum"]) if row else None


async def find_newest_model(source: Pool | Connection) -> NewestModel | None:
    """Return the newest model, also one that was rejected."""
    row = await source.fetchrow(_NEWEST_MODEL)
    return NewestModel(**row) if row else None


async def has_verdicts_without_training(source: Pool | Connection) -> bool:
    """Return whether there are verdicts but no training."""
    exists: bool = await source.fetchval(_HAS_VERDICTS_WITHOUT_TRAINING)
    return exists


async def find_valid_training(source: Pool | Connection, *, verdicts: str) -> int | None:
    """Return the id of the newest training if it used these verdicts and its result is still valid."""
    training_id: int | None = await source.fetchval(_VALID_TRAINING, verdicts)
    return training_id


async def read_model_status(source: Pool | Connection, *, needed: int, limit: int) -> bytes:
    """Return the current model, the scores of all recommenders and the newest trainings as JSON."""
    status: bytes = await source.fetchval(_STATUS, needed, limit)
    return status
