"""The record of the day: chosen once a UTC day, replaced on demand, voted on."""

import math
from datetime import date

from alcove.apps.records.errors import InvalidRequest, NoCandidate, NotFound
from alcove.apps.records.store import dashboard as reads
from alcove.apps.records.store import picks
from alcove.foundation.database import Pool, transaction

FALLBACK = "fallback_highest_score"
LOWEST, HIGHEST = 1, 5


async def dashboard(pool: Pool, *, today: date) -> bytes:
    """Return the dashboard, choosing today's record first when none is stored and one can be."""
    while (body := await reads.dashboard(pool, today=today)) is None:
        await _choose(pool, today=today)
    return body


async def _choose(pool: Pool, *, today: date) -> None:
    async with transaction(pool) as connection:
        await picks.one_picker(connection)
        candidate = await picks.best_candidate(connection)
        if candidate is not None:
            await picks.store_pick(connection, today=today, candidate=candidate, method=FALLBACK)


async def replace(pool: Pool, *, today: date) -> None:
    """Choose another record for today in place of the current one; without a candidate the old one stays."""
    async with transaction(pool) as connection:
        await picks.one_picker(connection)
        current = await picks.current_listing(connection, today=today)
        candidate = await picks.best_candidate(connection, other_than=current)
        candidate = candidate or await picks.best_candidate(connection)
        if candidate is None:
            raise NoCandidate("No offer can be the record of the day yet: none has a price and a positive score.")
        await picks.drop_pick(connection, today=today)
        await picks.store_pick(connection, today=today, candidate=candidate, method=FALLBACK)


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
