"""Training in another process; the model and its predictions are stored in one transaction.

Every worker also checks whether it can load the current model.
"""

from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata
from typing import Any, Final

import msgspec

from alcove.apps.records import catalogue
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.jobs.predictions import read_snapshot_time, run_cancellable, stage_predictions
from alcove.apps.records.taste.model import entry_points
from alcove.apps.records.taste.model.values import BUNDLE_FORMAT, BundleRejected, TrainedModel, TrainingOptions
from alcove.apps.records.taste.service.training import request_predictions, request_training
from alcove.apps.records.taste.store import models, training_data
from alcove.apps.records.taste.store.models import TrainingRow
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import JobRun, ProcessDied
from alcove.foundation.telemetry import get_logger

TRAIN_ATTEMPTS: Final = 3
TRAINING_ERRORS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Errors of the training that a retry would not avoid."""
CHECKSUM_MISMATCH: Final = "the stored bundle is not what its checksum says"

log = get_logger("alcove.records.learning")


async def train(deps: WorkerDeps, job: JobRun) -> None:
    """Train a model on all verdicts and predict all offers; without a new model the old one stays."""
    settings = deps.settings
    plan = TrainingOptions(recommender=settings.ml_recommender, minimum=settings.ml_min_samples)
    verdicts = f"{await training_data.compute_verdicts_digest(deps.pool)}/{plan.recommender}/{plan.minimum}"
    now = deps.clock.now()
    attempt = TrainingRow(outcome="failed", verdicts=verdicts, started_at=now, finished_at=now)
    training_id = await training_data.find_valid_training(deps.pool, verdicts=verdicts)
    if training_id is not None:
        async with transaction(deps.pool) as connection:
            await models.notify_training(connection, training_id=training_id)
        return
    try:
        await _train_model(deps, job, plan=plan, attempt=attempt)
    except ProcessDied as error:
        if job.attempt < TRAIN_ATTEMPTS:
            raise
        log.warning("training_failed", reason=str(error))
        await _store_failure(deps, attempt, reason=str(error))
    except TRAINING_ERRORS as error:
        log.exception("training_failed")
        await _store_failure(deps, attempt, reason=f"{type(error).__name__}: {error}")


async def _train_model(deps: WorkerDeps, job: JobRun, *, plan: TrainingOptions, attempt: TrainingRow) -> None:
    async with aclosing(training_data.stream_verdicts(deps.pool)) as batches:
        judged = [batch async for batch in batches]
    outcome = await run_cancellable(deps, partial(entry_points.learn, judged, plan), job=job)
    attempt = replace(attempt, labels=outcome.labels, keepers=outcome.keepers)
    if isinstance(outcome, TrainedModel):
        await _store_model(deps, job, attempt=attempt, model=outcome)
        return
    log.info("no_model_trained", reason=outcome.reason, labels=outcome.labels)
    async with transaction(deps.pool) as connection:
        await _store_training(deps, connection, attempt=attempt, outcome="kept", reason=outcome.reason)
        await request_predictions(connection)


async def _store_model(deps: WorkerDeps, job: JobRun, *, attempt: TrainingRow, model: TrainedModel) -> None:
    """Predict all offers with the new model, then store the model and its predictions in one transaction."""
    async with deps.pool.acquire() as connection, models.prediction_staging(connection):
        snapshot_at = await read_snapshot_time(deps)
        await stage_predictions(deps, job, connection=connection, bundle=model.bundle, model_id=None)
        async with connection.transaction():
            await catalogue.lock_for_writing(connection)
            model_id = await models.insert_model(connection, model, notes=_describe_scores(model), at=deps.clock.now())
            rivals = msgspec.json.encode(model.rivals).decode()
            row = replace(attempt, folds=model.folds, rivals=rivals, model_id=model_id)
            await _store_training(deps, connection, attempt=row, outcome="trained")
            await models.apply_staged_predictions(connection, model_id=model_id, read_at=snapshot_at)
            # This predicts what has changed meanwhile, and ranks the unjudged offers again.
            await request_predictions(connection)
    log.info(
        "model_trained", model=model_id, recommender=model.recommender, accuracy=round(model.scores.accuracy, 4),
        labels=model.labels,
    )  # fmt: skip


def _describe_scores(model: TrainedModel) -> str:
    scores = model.scores
    oob = "" if model.oob is None else f", out-of-bag {model.oob:.4f}"
    return (
        f"{model.version}: recall {scores.recall:.4f}, F1 {scores.f1:.4f}{oob}; "
        f"{model.keepers} kept, {model.labels - model.keepers} skipped; held out in {model.folds} folds"
    )


async def _store_failure(deps: WorkerDeps, attempt: TrainingRow, *, reason: str) -> None:
    async with transaction(deps.pool) as connection:
        await _store_training(deps, connection, attempt=attempt, outcome="failed", reason=reason)


async def _store_training(deps: WorkerDeps, connection: Connection, *, attempt: TrainingRow, **changes: Any) -> None:
    await models.insert_training(connection, replace(attempt, finished_at=deps.clock.now(), **changes))


@dataclass(slots=True)
class CheckedModel:
    """The model that this process has checked; 0 when there is none."""

    model_id: int | None = None


async def check_model(deps: WorkerDeps, checked: CheckedModel) -> None:
    """Load the newest model once; reject one that cannot be loaded, with its predictions."""
    newest = await training_data.find_newest_model(deps.pool)
    if newest is None or newest.recommender is None:
        if checked.model_id is None:
            await _request_first_training(deps)
        checked.model_id = 0
        return
    if newest.refused or (newest.id == checked.model_id and newest.intact):
        return
    reason = await _find_model_error(deps, newest)
    if reason:
        await _reject_model(deps, newest, reason=reason)
    else:
        checked.model_id = newest.id


async def _request_first_training(deps: WorkerDeps) -> None:
    """Request the first training of a database that has verdicts but no training."""
    async with transaction(deps.pool) as connection:
        if await training_data.has_verdicts_without_training(connection):
            await request_training(connection)


async def _find_model_error(deps: WorkerDeps, newest: training_data.NewestModel) -> str:
    model = await training_data.find_current_model(deps.pool) if newest.intact else None
    if model is None:
        return CHECKSUM_MISMATCH
    try:
        await deps.model_executor.run(entry_points.check, model.bundle, model.checksum)
    except BundleRejected as error:
        return str(error) or CHECKSUM_MISMATCH
    return ""


async def _reject_model(deps: WorkerDeps, newest: training_data.NewestModel, *, reason: str) -> None:
    log.error("model_refused", model=newest.id, reason=reason, advice="run `alcove records train`")
    async with catalogue.write_transaction(deps.pool) as connection:
        is_rejected = await models.reject_model(connection, model_id=newest.id, reason=reason)
        if is_rejected and newest.intact and not _is_current_version(newest.version):
            # Alcove has been updated, and the model is intact but too old: train it again.
            await request_training(connection)


def _is_current_version(version: str) -> bool:
    installed = f"(scikit-learn {metadata.version('scikit-learn')}, skops {metadata.version('skops')})"
    return version.endswith(f" {BUNDLE_FORMAT} {installed}")
