"""The record of the day: chosen once a UTC day, replaced on demand, voted on."""

import math
from contextlib import suppress
from datetime import date

from alcove.apps.records.errors import InvalidRequest, NoCandidate, NotFound
from alcove.apps.records.service import choosing
from alcove.apps.records.service.choosing import Chooser, Wish
from alcove.apps.records.store import dashboard as reads
from alcove.apps.records.store import picks
from alcove.foundation.database import Pool, transaction

LOWEST, HIGHEST = 1, 5


async def dashboard(pool: Pool, *, today: date, chooser: Chooser) -> bytes:
    """Return the dashboard, choosing today's record first when none is stored and one can be."""
    while (body := await reads.dashboard(pool, today=today)) is None:
        # The last offer may have been sold since the dashboard was read.
        with suppress(NoCandidate):
            await _choose(pool, Wish(today, None), chooser=chooser)
    return body


async def replace(pool: Pool, *, today: date, chooser: Chooser) -> None:
    """Choose another record for today in place of the current one; without a candidate the old one stays."""
    current = await picks.current(pool, today=today)
    if await picks.best_positive(pool) is None:
        raise NoCandidate("No offer can be the record of the day yet: none has a price and a positive score.")
    await _choose(pool, Wish(today, current.id if current else None), chooser=chooser)


async def _choose(pool: Pool, wish: Wish, *, chooser: Chooser) -> None:
    why = await chooser.choose(wish)
    if why is not None:
        await choosing.fall_back(pool, wish, why=why)


async def vote(pool: Pool, *, pick_id: int, desirability: str | float, novelty: str | float) -> None:
    """Add a vote to a pick; both ratings are numbers from 1 to 5."""
    ratings = {"desirability": _rating("desirability", desirability), "novelty": _rating("novelty", novelty)}
    async with transaction(pool) as connection:
        if not await picks.vote(connection, pick_id=pick_id, **ratings):
            raise NotFound(f"There is no record of the day with id {pick_id}.")


def _rating(name: str, given: str | float) -> float:
    text = str(given)
    try:
        # Python reads 0_4 and digits of other scripts as numbers, too; a form means neither.
        rating = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        rating = math.nan
    if not LOWEST <= rating <= HIGHEST:
        raise InvalidRequest(f"{name} must be a number from {LOWEST} to {HIGHEST}.")
    return rating
