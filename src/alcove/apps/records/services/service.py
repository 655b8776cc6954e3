"""Use cases of the services: train and wait, propose a pick, stop waiting when the process stops."""

import asyncio
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from alcove.apps.records import daily_pick, taste
from alcove.apps.records.deps import HttpDeps
from alcove.apps.records.errors import NoCandidate
from alcove.apps.records.services.schemas import SelectReply, TrainReply
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Hub

TRAIN_TIMEOUT_S: Final = 30.0
"""Seconds that a caller waits for a training."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDeps(HttpDeps):
    """The dependencies of the services."""

    select: daily_pick.SelectFunction


async def train_and_report(pool: Pool, hub: Hub, *, settings: RecordsSettings, stopping: asyncio.Event) -> TrainReply:
    """Train with all verdicts, wait for the end, and return the result."""
    models = await run_until_stopping(
        taste.train_and_wait(pool, hub, settings=settings, max_wait=TRAIN_TIMEOUT_S), stopping
    )
    if models is None:
        return TrainReply(success=True, message="The verdicts are stored; the training continues in the background.")
    return _build_reply(models)


def _build_reply(models: taste.TasteModels) -> TrainReply:
    accuracy = models.current.accuracy if models.current else 0.0
    newest = models.trainings[0] if models.trainings else None
    if newest is not None and newest.outcome == "failed":
        return TrainReply(success=False, accuracy=accuracy, error=f"The training failed: {newest.reason}.")
    if newest is None or newest.outcome == "kept" or models.current is None:
        reason = newest.reason if newest else "there has been no training yet"
        return TrainReply(
            success=True, accuracy=accuracy, message=f"The verdicts are stored. No new model was trained: {reason}."
        )
    message = f"{models.current.recommender} was trained on {newest.labels} verdicts, {newest.keepers} of them kept."
    return TrainReply(success=True, accuracy=accuracy, message=message)


async def propose_pick(
    pool: Pool, *, now: datetime, refresh: bool, select: daily_pick.SelectFunction
) -> SelectReply | bytes:
    """Return today's pick unless `refresh`, else a selected record that is not stored; NoCandidate."""
    stored = None if refresh else await daily_pick.read_pick_with_terms(pool, today=now.date())
    if stored is not None:
        return stored
    seed = daily_pick.generate_seed()
    selection = await daily_pick.select_candidate(pool, today=now.date(), now=now, seed=seed, select=select)
    if selection is None:
        raise NoCandidate(daily_pick.NO_ELIGIBLE_OFFER)
    terms = asdict(selection)
    breakdown = daily_pick.Breakdown(
        **{name: terms[name] for name in daily_pick.Breakdown.__struct_fields__ if name != "error"}
    )
    return SelectReply(success=True, listing_id=selection.listing_id, breakdown=breakdown, seed=seed)


async def run_until_stopping(work: Coroutine[Any, Any, T], stopping: asyncio.Event) -> T | None:
    """Return the result of `work`; cancel it and return None when the process stops first."""
    task, stop = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        stop.cancel()
        task.cancel()
        await asyncio.gather(task, stop, return_exceptions=True)
