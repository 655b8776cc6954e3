"""Training and predicting: computed in a process apart, stored at once or not at all."""

import dataclasses
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.model.taste import parcels
from alcove.apps.records.model.taste.learnt import BundleRefused, Learnt, NotLearnt, Plan
from alcove.apps.records.store import catalogue, learning, models
from alcove.apps.records.store.models import ModelRow, TrainingRow
from alcove.foundation.database import Connection, transaction
from alcove.foundation.jobs import ApartDied, JobRun
from alcove.foundation.telemetry import get_logger

TRAIN_ATTEMPTS: Final = 3
ASKED_FROM: Final = 10_000
"""How many unjudged offers, at most, those to ask about are chosen from."""
JUDGED_BESIDE: Final = 1_000
TURNS: Final = 200
CORRUPTED: Final = "the stored bundle is not what its checksum says"

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
        learnt = await _learn(surroundings, attempt.plan)
        job.checkpoint()
        if isinstance(learnt, Learnt):
            await _activate(surroundings, job, attempt=attempt, learnt=learnt)
        else:
            await _keep_old(surroundings, attempt=attempt, why=learnt)
    except ApartDied as death:
        if job.attempt < TRAIN_ATTEMPTS:
            raise
        await _fail(surroundings, attempt=attempt, reason=str(death))
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as fault:
        # A fault of the computing itself would come again with every try: it is told, and the old model stays.
        log.exception("training_failed")
        await _fail(surroundings, attempt=attempt, reason=f"{type(fault).__name__}: {fault}")


async def predict(surroundings: Surroundings, job: JobRun) -> None:
    """Predict the offers that are new or have changed, and order those worth asking about."""
    model = await learning.current_model(surroundings.pool)
    if model is not None:
        await _predict_outdated(surroundings, job, model=model)
    await _take_turns(surroundings, bundle=model.bundle if model else None)


@dataclass(slots=True)
class Checked:
    """Remembers which model this process has found usable."""

    passed: int = 0


async def check_model(surroundings: Surroundings, checked: Checked) -> None:
    """Load the newest model once; one that cannot be used is refused, and its predictions are taken back."""
    newest = await learning.newest_model(surroundings.pool)
    if newest is None or newest.recommender is None or newest.refused:
        return
    if newest.id == checked.passed and newest.intact:
        return
    reason = await _fault_of_current(surroundings) if newest.intact else CORRUPTED
    if not reason:
        checked.passed = newest.id
        return
    log.error("model_refused", model=newest.id, reason=reason, advice="run `alcove records train`")
    async with transaction(surroundings.pool) as connection:
        await catalogue.one_writer(connection)
        await models.refuse(connection, model_id=newest.id, reason=reason)


async def _fault_of_current(surroundings: Surroundings) -> str:
    model = await learning.current_model(surroundings.pool)
    if model is not None:
        try:
            await surroundings.apart.run(parcels.check, model.bundle, model.checksum)
        except BundleRefused as refused:
            return str(refused) or CORRUPTED
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    plan: Plan
    verdicts: str
    started_at: datetime

    @classmethod
    async def begin(cls, surroundings: Surroundings) -> "_Attempt":
        settings = surroundings.settings
        plan = Plan(recommender=settings.ml_recommender, minimum=settings.ml_min_samples)
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


async def _learn(surroundings: Surroundings, plan: Plan) -> Learnt | NotLearnt:
    async with aclosing(learning.verdicts(surroundings.pool)) as batches:
        judged = [batch async for batch in batches]
    return await surroundings.apart.run(parcels.learn, judged, plan)


async def _activate(surroundings: Surroundings, job: JobRun, *, attempt: _Attempt, learnt: Learnt) -> None:
    """Predict everything with the new model first, then put both in use in one transaction."""
    async with surroundings.pool.acquire() as connection:
        read_at = await models.database_time(connection)
        await models.open_staging(connection)
        try:
            await _stage(surroundings, job, connection=connection, bundle=learnt.bundle, model_id=None)
            async with connection.transaction():
                await catalogue.one_writer(connection)
                model_id = await _store(surroundings, connection, attempt=attempt, learnt=learnt)
                await models.apply_staged(connection, model_id=model_id, read_at=read_at)
        finally:
            await models.close_staging(connection)
    log.info(
        "model_trained", model=model_id, recommender=learnt.recommender, accuracy=round(learnt.scores.accuracy, 4),
        labels=learnt.labels,
    )  # fmt: skip
    await _take_turns(surroundings, bundle=learnt.bundle)


async def _store(surroundings: Surroundings, connection: Connection, *, attempt: _Attempt, learnt: Learnt) -> int:
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


def _notes(learnt: Learnt) -> str:
    scores = learnt.scores
    oob = "" if learnt.oob is None else f", out-of-bag {learnt.oob:.4f}"
    return (
        f"{learnt.recommender} {learnt.version}: recall {scores.recall:.4f}, F1 {scores.f1:.4f}{oob}; "
        f"{learnt.keepers} kept, {learnt.labels - learnt.keepers} skipped; held out in {learnt.folds} folds"
    )


async def _keep_old(surroundings: Surroundings, *, attempt: _Attempt, why: NotLearnt) -> None:
    log.info("nothing_learnt", reason=why.reason, labels=why.labels)
    now = surroundings.clock.now()
    row = attempt.row("kept", reason=why.reason, labels=why.labels, keepers=why.keepers, now=now)
    async with transaction(surroundings.pool) as connection:
        await models.add_training(connection, row)


async def _fail(surroundings: Surroundings, *, attempt: _Attempt, reason: str) -> None:
    row = attempt.row("failed", reason=reason, labels=0, keepers=0, now=surroundings.clock.now())
    async with transaction(surroundings.pool) as connection:
        await models.add_training(connection, row)


async def _predict_outdated(surroundings: Surroundings, job: JobRun, *, model: learning.Model) -> None:
    async with surroundings.pool.acquire() as connection:
        read_at = await models.database_time(connection)
        await models.open_staging(connection)
        try:
            await _stage(surroundings, job, connection=connection, bundle=model.bundle, model_id=model.id)
            async with connection.transaction():
                await catalogue.one_writer(connection)
                await models.apply_staged(connection, model_id=model.id, read_at=read_at)
        except BundleRefused as refused:
            log.warning("predictions_not_made", model=model.id, reason=str(refused))
        finally:
            await models.close_staging(connection)


async def _stage(
    surroundings: Surroundings, job: JobRun, *, connection: Connection, bundle: bytes, model_id: int | None
) -> None:
    async with aclosing(learning.outdated(surroundings.pool, model_id=model_id)) as batches:
        async for batch in batches:
            job.checkpoint()
            await models.stage(connection, await surroundings.apart.run(parcels.predict, bundle, batch))


async def _take_turns(surroundings: Surroundings, *, bundle: bytes | None) -> None:
    open_ones = await learning.open_sample(surroundings.pool, limit=ASKED_FROM)
    judged = await learning.judged_sample(surroundings.pool, limit=JUDGED_BESIDE)
    try:
        turns = await surroundings.apart.run(parcels.order_to_ask, bundle, open_ones, judged, TURNS, 0)
    except BundleRefused:
        return
    async with transaction(surroundings.pool) as connection:
        await models.store_turns(connection, turns)
