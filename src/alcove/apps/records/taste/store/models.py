"""Writes of models, trainings and predictions."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from alcove.apps.records.taste.model.values import Prediction, TrainedModel
from alcove.foundation.database import Connection, Pool, notify, read_json

TRAINING_CHANNEL = "discogs_trained"
KEPT_BUNDLES = 3
KEPT_TRAININGS = 1000
STATEMENT_TIMEOUT_S = 600.0
"""For statements over all offers."""

_STAGE = """
CREATE TEMP TABLE fresh_prediction (listing_id bigint, probability double precision, reasons text[])
"""

# The newest model is in use: it must be the newest even if clocks of workers differ.
_MODEL = """
INSERT INTO discogs_recommendationmodel
    (created_at, updated_at, recommender, model_version, model_data, checksum, feature_names, last_accuracy)
SELECT $1, greatest($1, newest.updated_at + interval '1 microsecond'), $2, $3, $4, $5, to_jsonb($6::text[]), $7
FROM (SELECT max(updated_at) AS updated_at FROM discogs_recommendationmodel) AS newest
RETURNING id
"""

_METRICS = """
INSERT INTO discogs_recommendationmetrics (session_date, accuracy, precision, num_samples, notes)
VALUES ($1, $2, $3, $4, $5)
"""

_TRAINING = """
INSERT INTO discogs_training
    (outcome, reason, labels, keepers, folds, model_id, rivals, verdicts, started_at, finished_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10) RETURNING id
"""

# What changed after the offers were read is predicted again by the next job.
_APPLY = """
UPDATE discogs_prediction AS p
SET probability = f.probability, reasons = f.reasons,
    model_id = CASE WHEN p.outdated_at > $2 THEN NULL ELSE $1::bigint END
FROM fresh_prediction AS f WHERE p.listing_id = f.listing_id
"""

_UPDATE_PREDICTED_KEEPER = """
UPDATE discogs_listing AS l SET predicted_keeper = NOT l.predicted_keeper
FROM discogs_prediction AS p
WHERE p.listing_id = l.id AND p.open AND l.predicted_keeper <> (p.probability > 0.5)
"""

_REFUSE = """
UPDATE discogs_recommendationmodel SET refused = $2
WHERE id = $1 AND id = (SELECT id FROM discogs_recommendationmodel ORDER BY updated_at DESC, id DESC LIMIT 1)
"""

_FORGET = """
UPDATE discogs_prediction SET probability = 0.5, reasons = '{}', model_id = NULL
WHERE probability <> 0.5 OR reasons <> '{}' OR model_id IS NOT NULL
"""

_TURNS = """
UPDATE discogs_prediction AS p SET turn = t.turn
FROM (
    SELECT listing_id, turn FROM unnest($1::bigint[]) WITH ORDINALITY AS fresh (listing_id, turn)
    UNION ALL
    SELECT listing_id, NULL FROM discogs_prediction WHERE turn IS NOT NULL AND listing_id <> ALL ($1::bigint[])
) AS t
WHERE p.listing_id = t.listing_id AND p.turn IS DISTINCT FROM t.turn
"""

_TRIM = (
    """
UPDATE discogs_recommendationmodel SET model_data = NULL
WHERE recommender IS NOT NULL AND model_data IS NOT NULL AND id NOT IN (
    SELECT id FROM discogs_recommendationmodel WHERE recommender IS NOT NULL ORDER BY updated_at DESC, id DESC LIMIT $1)
""",
    "DELETE FROM discogs_training WHERE id <= (SELECT max(id) FROM discogs_training) - $1",
)

_PERFORMANCE = """
SELECT json_build_object(
    'accuracy', coalesce((SELECT accuracy FROM discogs_accuracy), 0),
    'total_sessions', (SELECT count(*) FROM discogs_recommendationmetrics),
    'sessions', coalesce((SELECT json_agg(session) FROM (
        SELECT discogs_instant(session_date) AS session_date, coalesce(discogs_finite(accuracy), 0) AS accuracy,
               coalesce(discogs_finite(precision), 0) AS precision, num_samples, notes
        FROM discogs_recommendationmetrics ORDER BY discogs_recommendationmetrics.session_date DESC, id DESC LIMIT $1
    ) AS session), '[]'))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRow:
    """A training: `outcome` is trained, kept or failed; `rivals` is JSON."""

    outcome: str
    reason: str = ""
    labels: int = 0
    keepers: int = 0
    folds: int = 0
    model_id: int | None = None
    rivals: str = "[]"
    verdicts: str = ""
    started_at: datetime
    finished_at: datetime


@asynccontextmanager
async def prediction_staging(connection: Connection) -> AsyncIterator[None]:
    """Create an empty temporary table for predictions for the block; only this connection sees it."""
    await connection.execute("DROP TABLE IF EXISTS pg_temp.fresh_prediction")
    await connection.execute(_STAGE)
    try:
        yield
    finally:
        # A lost connection has dropped the table already.
        if not connection.is_closed():
            await connection.execute("DROP TABLE fresh_prediction")


async def stage_predictions(connection: Connection, rows: Iterable[Prediction]) -> None:
    """Copy predictions into the temporary table."""
    await connection.copy_records_to_table("fresh_prediction", records=rows)


async def apply_staged_predictions(connection: Connection, *, model_id: int, read_at: datetime) -> None:
    """Apply the staged predictions of offers that were read at `read_at`, and mark predicted keepers."""
    await connection.execute(_APPLY, model_id, read_at, timeout=STATEMENT_TIMEOUT_S)
    await connection.execute(_UPDATE_PREDICTED_KEEPER, timeout=STATEMENT_TIMEOUT_S)


async def read_database_time(connection: Connection) -> datetime:
    """Return the time of the database's clock, which also stamps changes of offers."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return now


async def insert_model(connection: Connection, model: TrainedModel, *, notes: str, at: datetime) -> int:
    """Store a model with its metrics and return its id; it is in use once the transaction commits."""
    model_id: int = await connection.fetchval(
        _MODEL, at, model.recommender, model.version, model.bundle, model.checksum, list(model.feature_names),
        model.scores.accuracy,
    )  # fmt: skip
    await connection.execute(_METRICS, at, model.scores.accuracy, model.scores.precision, model.labels, notes)
    return model_id


async def insert_training(connection: Connection, training: TrainingRow) -> int:
    """Store a training, notify listeners, delete the oldest trainings and models, and return the id."""
    training_id: int = await connection.fetchval(
        _TRAINING, training.outcome, training.reason[:1000], training.labels, training.keepers, training.folds,
        training.model_id, training.rivals, training.verdicts, training.started_at, training.finished_at,
    )  # fmt: skip
    await connection.execute(_TRIM[0], KEPT_BUNDLES)
    await connection.execute(_TRIM[1], KEPT_TRAININGS)
    await notify_training(connection, training_id=training_id)
    return training_id


async def notify_training(connection: Connection, *, training_id: int) -> None:
    """Notify listeners of a training when the transaction commits."""
    await notify(connection, TRAINING_CHANNEL, str(training_id))


async def reject_model(connection: Connection, *, model_id: int, reason: str) -> bool:
    """Mark the current model as rejected and remove its predictions; False when there is a newer model.

    The caller holds the lock of all writers of offers.
    """
    if await connection.execute(_REFUSE, model_id, reason[:1000]) != "UPDATE 1":
        return False
    await connection.execute(_FORGET, timeout=STATEMENT_TIMEOUT_S)
    await connection.execute(
        "UPDATE discogs_listing SET predicted_keeper = false WHERE predicted_keeper", timeout=STATEMENT_TIMEOUT_S
    )
    return True


async def store_turns(connection: Connection, listing_ids: Sequence[int]) -> None:
    """Store the order in which offers are shown for a verdict, in place of the old order."""
    await connection.execute(_TURNS, list(listing_ids))


async def read_performance(source: Pool | Connection, *, limit: int = 100) -> bytes:
    """Return the model's held-out accuracy, a fraction, and the newest `limit` trainings, as JSON."""
    return await read_json(source, _PERFORMANCE, limit)
