"""What the two services do beyond the features that they serve: wait for an end, or for the process to leave."""

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
"""Seconds that a caller of the recommender service waits for a training."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDeps(HttpDeps):
    """The dependencies of the two services; `stopping` ends what their callers wait for."""

    stopping: asyncio.Event
    select: daily_pick.SelectFunction


async def train_and_report(pool: Pool, hub: Hub, *, settings: RecordsSettings, stopping: asyncio.Event) -> TrainReply:
    """Ask for a training, wait for it, and say how the model stands then."""
    found = await run_until_stopping(
        taste.train_and_wait(pool, hub, settings=settings, max_wait=TRAIN_TIMEOUT_S), stopping
    )
    if found is None:
        return TrainReply(success=True, message="The verdicts are stored; the training goes on in the background.")
    return _build_reply(found)


def _build_reply(found: taste.TasteModels) -> TrainReply:
    accuracy = found.current.accuracy if found.current else 0.0
    newest = found.trainings[0] if found.trainings else None
    if newest is not None and newest.outcome == "failed":
        return TrainReply(success=False, accuracy=accuracy, error=f"The training failed: {newest.reason}.")
    if newest is None or newest.outcome == "kept" or found.current is None:
        why = newest.reason if newest else "nothing has been learnt yet"
        return TrainReply(
            success=True, accuracy=accuracy, message=f"The verdicts are stored. No new model was learnt: {why}."
        )
    learnt = f"{found.current.recommender} has learnt from {newest.labels} verdicts, {newest.keepers} of them kept."
    return TrainReply(success=True, accuracy=accuracy, message=learnt)


async def propose_pick(
    pool: Pool, *, now: datetime, refresh: bool, select: daily_pick.SelectFunction
) -> SelectReply | bytes:
    """Return today's stored record unless `refresh`, else one drawn for somebody else and not stored; NoCandidate."""
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
    """Return what `work` returns; None, and `work` cancelled, when the process is told to leave first."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
