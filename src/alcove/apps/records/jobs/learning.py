"""Training: computed in a process apart, stored at once together with its predictions, or not at all."""

import dataclasses
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import msgspec

from alcove.apps.records.jobs.predicting import compute, reading_time, stage
from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.model.taste import learning as taste
from alcove.apps.records.model.taste.values import NotTrained, TrainedModel, TrainingPlan
from alcove.apps.records.service.learning import ask_for_predictions
from alcove.apps.records.store import catalogue, learning, models
from alcove.apps.records.store.models import ModelRow, TrainingRow
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import ApartDied, JobRun
from alcove.foundation.telemetry import get_logger

TRAIN_ATTEMPTS: Final = 3
FAULTS: Final = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)
"""What the computing may end with; it would end so with every try."""

log = get_logger("alcove.records.learning")


async def train(surroundings: Surroundings, job: JobRun) -> None:
    """Learn from all verdicts and predict all offers; the old model stays when nothing can be learnt."""
    attempt = await _Attempt.begin(surroundings)
    known = await learning.learnt_already(surroundings.pool, verdicts=attempt.verdicts)
    if known is not None:
        async with transaction(surroundings.pool) as connection:
            await models.tell(connection, training_id=known)
        return
    try:
        await _train(surroundings, job, attempt=attempt)
    except ApartDied as death:
        if job.attempt < TRAIN_ATTEMPTS:
            raise
        log.warning("training_failed", reason=str(death))
        await _fail(surroundings, attempt=attempt, reason=str(death))
    except FAULTS as fault:
        log.exception("training_failed")
        await _fail(surroundings, attempt=attempt, reason=f"{type(fault).__name__}: {fault}")


async def _train(surroundings: Surroundings, job: JobRun, *, attempt: "_Attempt") -> None:
    learnt = await _learn(surroundings, job, plan=attempt.plan)
    if isinstance(learnt, TrainedModel):
        await _activate(surroundings, job, attempt=attempt, learnt=learnt)
    else:
        await _keep_old(surroundings, attempt=attempt, why=learnt)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    plan: TrainingPlan
    verdicts: str
    started_at: datetime

    @classmethod
    async def begin(cls, surroundings: Surroundings) -> "_Attempt":
        settings = surroundings.settings
        plan = TrainingPlan(recommender=settings.ml_recommender, minimum=settings.ml_min_samples)
        digest = await learning.digest(surroundings.pool)
        return cls(
            plan=plan,
            verdicts=f"{digest}/{plan.recommender}/{plan.minimum}",
            started_at=surroundings.clock.now(),
        )

    def row(self, outcome: str, *, reason: str, labels: int, keepers: int, now: datetime) -> TrainingRow:
        return TrainingRow(
            outcome=outcome, reason=reason, labels=labels, keepers=keepers, verdicts=self.verdicts,
            started_at=self.started_at, finished_at=now,
        )  # fmt: skip


async def _learn(surroundings: Surroundings, job: JobRun, *, plan: TrainingPlan) -> TrainedModel | NotTrained:
    async with aclosing(learning.verdicts(surroundings.pool)) as batches:
        judged = [batch async for batch in batches]
    return await compute(surroundings, partial(taste.learn, judged, plan), job=job)


async def _activate(surroundings: Surroundings, job: JobRun, *, attempt: _Attempt, learnt: TrainedModel) -> None:
    """Predict everything with the new model first, then put both in use in one transaction."""
    async with surroundings.pool.acquire() as connection, models.staging(connection):
        read_at = await reading_time(surroundings)
        await stage(surroundings, job, connection=connection, bundle=learnt.bundle, model_id=None)
        async with connection.transaction():
            await catalogue.one_writer(connection)
            model_id = await _store(surroundings, connection, attempt=attempt, learnt=learnt)
            await models.apply_staged(connection, model_id=model_id, read_at=read_at)
            # It predicts what has changed meanwhile, and chooses what to ask about next.
            await ask_for_predictions(connection)
    log.info(
        "model_trained", model=model_id, recommender=learnt.recommender, accuracy=round(learnt.scores.accuracy, 4),
        labels=learnt.labels,
    )  # fmt: skip


async def _store(surroundings: Surroundings, connection: Connection, *, attempt: _Attempt, learnt: TrainedModel) -> int:
    now = surroundings.clock.now()
    model = ModelRow(
        recommender=learnt.recommender, version=learnt.version, bundle=learnt.bundle, checksum=learnt.checksum,
        feature_names=learnt.feature_names, accuracy=learnt.scores.accuracy, precision=learnt.scores.precision,
        notes=_notes(learnt),
    )  # fmt: skip
    model_id = await models.add_model(connection, model, labels=learnt.labels, at=now)
    row = attempt.row("trained", reason="", labels=learnt.labels, keepers=learnt.keepers, now=now)
    rivals = msgspec.json.encode(learnt.rivals).decode()
    training = dataclasses.replace(row, folds=learnt.folds, rivals=rivals)
    await models.add_training(connection, training, model_id=model_id)
    return model_id


def _notes(learnt: TrainedModel) -> str:
    scores = learnt.scores
    oob = "" if learnt.oob is None else f", out-of-bag {learnt.oob:.4f}"
    return (
        f"{learnt.version}: recall {scores.recall:.4f}, F1 {scores.f1:.4f}{oob}; "
        f"{learnt.keepers} kept, {learnt.labels - learnt.keepers} skipped; held out in {learnt.folds} folds"
    )


async def _keep_old(surroundings: Surroundings, *, attempt: _Attempt, why: NotTrained) -> None:
    log.info("nothing_learnt", reason=why.reason, labels=why.labels)
    now = surroundings.clock.now()
    row = attempt.row("kept", reason=why.reason, labels=why.labels, keepers=why.keepers, now=now)
    async with transaction(surroundings.pool) as connection:
        await models.add_training(connection, row)
        await ask_for_predictions(connection)


async def _fail(surroundings: Surroundings, *, attempt: _Attempt, reason: str) -> None:
    row = attempt.row("failed", reason=reason, labels=0, keepers=0, now=surroundings.clock.now())
    async with transaction(surroundings.pool) as connection:
        await models.add_training(connection, row)
