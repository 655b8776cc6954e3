"""What the two services do beyond the features that they serve: wait for an end, or for the process to leave."""

import asyncio
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from alcove.apps.records import daily_pick, taste
from alcove.apps.records.deps import HttpDeps
from alcove.apps.records.errors import NoCandidate
from alcove.apps.records.services.schemas import DrawReply, TrainingReply
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Hub

SERVICE_PATIENCE: Final = 30.0
"""Seconds that a caller of the recommender service waits for a training."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDeps(HttpDeps):
    """The dependencies of the two services; `stopping` ends what their callers wait for."""

    stopping: asyncio.Event
    compute: daily_pick.Compute


async def train_for_service(
    pool: Pool, hub: Hub, *, settings: RecordsSettings, stopping: asyncio.Event
) -> TrainingReply:
    """Ask for a training, wait for it, and say how the model stands then."""
    found = await unless_stopping(taste.train(pool, hub, settings=settings, patience=SERVICE_PATIENCE), stopping)
    if found is None:
        return TrainingReply(success=True, message="The verdicts are stored; the training goes on in the background.")
    return _reply(found)


def _reply(found: taste.TasteModels) -> TrainingReply:
    accuracy = found.current.accuracy if found.current else 0.0
    newest = found.trainings[0] if found.trainings else None
    if newest is not None and newest.outcome == "failed":
        return TrainingReply(success=False, accuracy=accuracy, error=f"The training failed: {newest.reason}.")
    if newest is None or newest.outcome == "kept" or found.current is None:
        why = newest.reason if newest else "nothing has been learnt yet"
        return TrainingReply(
            success=True, accuracy=accuracy, message=f"The verdicts are stored. No new model was learnt: {why}."
        )
    learnt = f"{found.current.recommender} has learnt from {newest.labels} verdicts, {newest.keepers} of them kept."
    return TrainingReply(success=True, accuracy=accuracy, message=learnt)


async def propose(pool: Pool, *, now: datetime, refresh: bool, compute: daily_pick.Compute) -> DrawReply | bytes:
    """Return today's stored record unless `refresh`, else one drawn for somebody else and not stored; NoCandidate."""
    stored = None if refresh else await daily_pick.pick_of(pool, today=now.date())
    if stored is not None:
        return stored
    seed = daily_pick.fresh_seed()
    selection = await daily_pick.draw(pool, today=now.date(), now=now, seed=seed, compute=compute)
    if selection is None:
        raise NoCandidate(daily_pick.NOTHING_TO_DRAW)
    terms = asdict(selection)
    breakdown = daily_pick.Breakdown(
        **{name: terms[name] for name in daily_pick.Breakdown.__struct_fields__ if name != "error"}
    )
    return DrawReply(success=True, listing_id=selection.listing_id, breakdown=breakdown, seed=seed)


async def unless_stopping(work: Coroutine[Any, Any, T], stopping: asyncio.Event) -> T | None:
    """Return what `work` returns; None, and `work` cancelled, when the process is told to leave first."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
