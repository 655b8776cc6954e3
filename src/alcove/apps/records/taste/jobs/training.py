"""Training: computed in a process apart, stored at once together with its predictions, or not at all.

Every worker also checks whether the model in use can be used.
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
from alcove.apps.records.taste.model import entry_points as taste
from alcove.apps.records.taste.model.values import BundleRejected, TrainedModel, TrainingOptions
from alcove.apps.records.taste.service.training import request_predictions, request_training
from alcove.apps.records.taste.store import models
from alcove.apps.records.taste.store import training_data as learning
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
"""What the computing may end with; it would end so with every try."""
CHECKSUM_MISMATCH: Final = "the stored bundle is not what its checksum says"

log = get_logger("alcove.records.learning")


async def train(deps: WorkerDeps, job: JobRun) -> None:
    """Learn from all verdicts and predict all offers; the old model stays when nothing can be learnt."""
    settings = deps.settings
    plan = TrainingOptions(recommender=settings.ml_recommender, minimum=settings.ml_min_samples)
    verdicts = f"{await learning.compute_verdicts_digest(deps.pool)}/{plan.recommender}/{plan.minimum}"
    now = deps.clock.now()
    attempt = TrainingRow(outcome="failed", verdicts=verdicts, started_at=now, finished_at=now)
    known = await learning.find_valid_training(deps.pool, verdicts=verdicts)
    if known is not None:
        async with transaction(deps.pool) as connection:
            await models.notify_training(connection, training_id=known)
        return
    try:
        await _train_model(deps, job, plan=plan, attempt=attempt)
    except ProcessDied as death:
        if job.attempt < TRAIN_ATTEMPTS:
            raise
        log.warning("training_failed", reason=str(death))
        await _store_failure(deps, attempt, reason=str(death))
    except TRAINING_ERRORS as fault:
        log.exception("training_failed")
        await _store_failure(deps, attempt, reason=f"{type(fault).__name__}: {fault}")


async def _train_model(deps: WorkerDeps, job: JobRun, *, plan: TrainingOptions, attempt: TrainingRow) -> None:
    async with aclosing(learning.stream_verdicts(deps.pool)) as batches:
        judged = [batch async for batch in batches]
    learnt = await run_cancellable(deps, partial(taste.learn, judged, plan), job=job)
    attempt = replace(attempt, labels=learnt.labels, keepers=learnt.keepers)
    if isinstance(learnt, TrainedModel):
        await _store_model(deps, job, attempt=attempt, model=learnt)
        return
    log.info("nothing_learnt", reason=learnt.reason, labels=learnt.labels)
    async with transaction(deps.pool) as connection:
        await _store_training(deps, connection, attempt=attempt, outcome="kept", reason=learnt.reason)
        await request_predictions(connection)


async def _store_model(deps: WorkerDeps, job: JobRun, *, attempt: TrainingRow, model: TrainedModel) -> None:
    """Predict everything with the new model first, then put both in use in one transaction."""
    async with deps.pool.acquire() as connection, models.prediction_staging(connection):
        read_at = await read_snapshot_time(deps)
        await stage_predictions(deps, job, connection=connection, bundle=model.bundle, model_id=None)
        async with connection.transaction():
            await catalogue.lock_for_writing(connection)
            model_id = await models.insert_model(connection, model, notes=_describe_scores(model), at=deps.clock.now())
            rivals = msgspec.json.encode(model.rivals).decode()
            row = replace(attempt, folds=model.folds, rivals=rivals, model_id=model_id)
            await _store_training(deps, connection, attempt=row, outcome="trained")
            await models.apply_staged_predictions(connection, model_id=model_id, read_at=read_at)
            # It predicts what has changed meanwhile, and chooses what to ask about next.
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
    """Remembers which model this process has found usable; 0: it has seen that there is none."""

    passed: int | None = None


async def check_model(deps: WorkerDeps, checked: CheckedModel) -> None:
    """Load the newest model once; one that cannot be used is refused, and its predictions are taken back."""
    newest = await learning.find_newest_model(deps.pool)
    if newest is None or newest.recommender is None:
        if checked.passed is None:
            await _request_first_training(deps)
        checked.passed = 0
        return
    if newest.refused or (newest.id == checked.passed and newest.intact):
        return
    reason = await _find_model_error(deps, newest)
    if reason:
        await _reject_model(deps, newest, reason=reason)
    else:
        checked.passed = newest.id


async def _request_first_training(deps: WorkerDeps) -> None:
    """Ask for the first training where verdicts were given before there was anything that learns from them."""
    async with transaction(deps.pool) as connection:
        if await learning.has_verdicts_without_training(connection):
            await request_training(connection)


async def _find_model_error(deps: WorkerDeps, newest: learning.NewestModel) -> str:
    model = await learning.find_current_model(deps.pool) if newest.intact else None
    if model is None:
        return CHECKSUM_MISMATCH
    try:
        await deps.model_executor.run(taste.check, model.bundle, model.checksum)
    except BundleRejected as refused:
        return str(refused) or CHECKSUM_MISMATCH
    return ""


async def _reject_model(deps: WorkerDeps, newest: learning.NewestModel, *, reason: str) -> None:
    log.error("model_refused", model=newest.id, reason=reason, advice="run `alcove records train`")
    async with catalogue.write_transaction(deps.pool) as connection:
        refused = await models.reject_model(connection, model_id=newest.id, reason=reason)
        if refused and newest.intact and not _matches_installed_libraries(newest.version):
            # Alcove has been updated, and its own model is all there: it is made again.
            await request_training(connection)


def _matches_installed_libraries(version: str) -> bool:
    ours = f"(scikit-learn {metadata.version('scikit-learn')}, skops {metadata.version('skops')})"
    return version.endswith(ours)
