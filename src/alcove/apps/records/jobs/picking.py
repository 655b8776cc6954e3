"""Draws the record of the day: at midnight UTC, at a worker's start, and whenever somebody asks."""

from datetime import date
from typing import Final

from alcove.apps.records.errors import NoCandidate
from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.model.thermodynamics import select_seeded
from alcove.apps.records.service import choosing
from alcove.apps.records.service.choosing import Wish
from alcove.apps.records.store import picks
from alcove.foundation.telemetry import get_logger

DAILY: Final = "records.pick-daily"
EVERY_FIVE_MINUTES: Final = "*/5 * * * *"
"""Midnight UTC is among these; the others are for a worker that slept through it, and for the first offers ever."""
MOST_DRAWS: Final = 3

log = get_logger("alcove.records.picking")


async def pick(surroundings: Surroundings, *, today: str, expected: int | None) -> None:
    """Draw a record for `today` in place of the one with the id `expected`, unless another pick was first."""
    wish = Wish(date.fromisoformat(today), expected)
    why = await _pick(surroundings, wish)
    if why:
        await choosing.refuse(surroundings.pool, wish, why=why)


async def pick_daily(surroundings: Surroundings) -> None:
    """Draw today's record if there is none yet and something can be drawn."""
    await _pick(surroundings, Wish(surroundings.clock.now().date(), None))


async def _pick(surroundings: Surroundings, wish: Wish) -> str:
    """Draw and store, again when the offer is sold meanwhile; return why nothing could be drawn."""
    for _ in range(MOST_DRAWS):
        if not await _is_wanted(surroundings, wish):
            return ""
        seed = choosing.fresh_seed()
        selection = await choosing.draw(
            surroundings.pool,
            today=wish.today,
            now=surroundings.clock.now(),
            seed=seed,
            compute=lambda scene, seed: surroundings.drawing.run(select_seeded, scene, seed),
        )
        if selection is None:
            return choosing.NOTHING_TO_DRAW
        try:
            stored = await choosing.settle(surroundings.pool, wish, pick=choosing.as_pick(selection, seed=seed))
        except NoCandidate:
            continue
        if stored is not None:
            log.info("picked", day=wish.today.isoformat(), pick=stored, listing=selection.listing_id, seed=seed)
        return ""
    return "Every offer that was drawn was sold meanwhile."


async def _is_wanted(surroundings: Surroundings, wish: Wish) -> bool:
    current = await picks.current(surroundings.pool, today=wish.today)
    return (current.id if current else None) == wish.expected
