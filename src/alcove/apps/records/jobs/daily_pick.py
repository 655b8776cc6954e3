"""Draws the record of the day: at midnight UTC, at a worker's start, and whenever somebody asks."""

from datetime import date
from functools import partial
from typing import Final

from alcove.apps.records.errors import NoCandidate
from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.model.thermodynamics import select_seeded
from alcove.apps.records.service import daily_pick
from alcove.apps.records.service.daily_pick import PickRequest
from alcove.apps.records.store import picks
from alcove.foundation.telemetry import get_logger

DAILY: Final = "records.pick-daily"
EVERY_FIVE_MINUTES: Final = "*/5 * * * *"
"""Midnight UTC is among these; the others are for a worker that slept through it, and for the first offers ever."""
MOST_DRAWS: Final = 3

log = get_logger("alcove.records.picking")


async def pick(surroundings: Surroundings, *, today: str, expected: int | None) -> None:
    """Draw a record for `today` in place of the one with the id `expected`, unless another pick was first."""
    request = PickRequest(date.fromisoformat(today), expected)
    why = await _pick(surroundings, request)
    if why:
        await daily_pick.reject(surroundings.pool, request, why=why)


async def pick_daily(surroundings: Surroundings) -> None:
    """Draw today's record if there is none yet and something can be drawn."""
    await _pick(surroundings, PickRequest(surroundings.clock.now().date(), None))


async def _pick(surroundings: Surroundings, request: PickRequest) -> str:
    """Draw and store, again when the offer is sold meanwhile; return why nothing could be drawn."""
    pool, today = surroundings.pool, request.today
    compute = partial(surroundings.drawing.run, select_seeded)
    for _ in range(MOST_DRAWS):
        current = await picks.current(pool, today=today)
        if current.id != request.expected:
            return ""
        seed = daily_pick.fresh_seed()
        selection = await daily_pick.draw(pool, today=today, now=surroundings.clock.now(), seed=seed, compute=compute)
        if selection is None:
            return daily_pick.NOTHING_TO_DRAW
        try:
            stored = await daily_pick.store_pick(pool, request, pick=selection)
        except NoCandidate:
            continue
        if stored is not None:
            log.info("picked", day=today.isoformat(), pick=stored, listing=selection.listing_id, seed=seed)
        return ""
    return "Every offer that was drawn was sold meanwhile."
