"""The record of the day: drawn once a UTC day, replaced on demand, drawn by hand, voted on."""

import asyncio
import math
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final, Protocol, TypeAlias

import msgspec

from alcove.apps.records.daily_pick import store as picks
from alcove.apps.records.daily_pick.model import Pick, Selection, SelectionInput, list_eligible, select_seeded
from alcove.apps.records.errors import Conflict, InvalidRequest, NoCandidate, NotFound
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction

FALLBACK_METHOD: Final = "fallback_highest_score"
NO_ELIGIBLE_OFFER: Final = "No offer for sale has a price and a score above 0.5."
NO_POSITIVE_OFFER: Final = "No offer can be the record of the day yet: none has a price and a positive score."
MIN_DAY: Final = date(1970, 1, 1)
"""Drawing looks back from its day, and there is no day before the first one of the calendar."""
SEED_BITS: Final = 32
MIN_RATING, MAX_RATING = 1, 5

SelectFunction: TypeAlias = Callable[[SelectionInput, int], Awaitable[Selection | None]]
"""Runs `select_seeded` somewhere else than in this event loop."""


@dataclass(frozen=True, slots=True)
class PickRequest:
    """A pick wanted for a day in place of the one with the id `expected`; None: the day has none yet."""

    today: date
    expected: int | None

    def __str__(self) -> str:
        return f"{self.today}/{self.expected or ''}"


class PickOutcome(msgspec.Struct, frozen=True):
    """What is notified when a request has been dealt with; `error` says why there is no new pick."""

    request: str
    error: str = ""


class SelectionStrategy(Protocol):
    """A way to have a record of the day drawn."""

    async def select(self, request: PickRequest, /) -> str | None:
        """Have the pick stored and return None, also when somebody else was first; else why there is none."""
        ...


async def read_dashboard(pool: Pool, *, today: date, strategy: SelectionStrategy) -> bytes:
    """Return the dashboard, picking today's record first when none is stored and one can be."""
    while (body := await picks.read_dashboard(pool, today=today)) is None:
        # The last offer may have been sold since the dashboard was read.
        with suppress(NoCandidate):
            await _select_or_fall_back(pool, PickRequest(today, None), strategy=strategy)
    return body


async def replace_pick(pool: Pool, *, today: date, strategy: SelectionStrategy) -> None:
    """Pick another record for today in place of the current one; without a candidate the old one stays."""
    current = await picks.find_current_pick(pool, today=today)
    if await picks.find_best_offer(pool) is None:
        raise NoCandidate(NO_POSITIVE_OFFER)
    await _select_or_fall_back(pool, PickRequest(today, current.id), strategy=strategy)


async def _select_or_fall_back(pool: Pool, request: PickRequest, *, strategy: SelectionStrategy) -> None:
    why = await strategy.select(request)
    if why is not None:
        await pick_best_score(pool, request, why=why)


async def pick_best_score(pool: Pool, request: PickRequest, *, why: str) -> None:
    """Store the offer with the best score, and why it was not drawn; NoCandidate when there is none."""
    current = await picks.find_current_pick(pool, today=request.today)
    best = await _find_best(pool, today=request.today, current=current.listing_id)
    pick = Pick(
        listing_id=best.listing_id, model_score=best.score, entropy_measure=0.0, system_temperature=0.0,
        selection_method=FALLBACK_METHOD, error=why,
    )  # fmt: skip
    await store_pick(pool, request, pick=pick)


async def _find_best(pool: Pool, *, today: date, current: int | None) -> picks.BestOffer:
    candidates = list_eligible(await picks.list_candidates(pool, today=today), current=current)
    if candidates:
        return picks.BestOffer(candidates[0].subject.listing_id, candidates[0].subject.score)
    best = await picks.find_best_offer(pool, excluding=current) or await picks.find_best_offer(pool)
    if best is None:
        raise NoCandidate(NO_POSITIVE_OFFER)
    return best


def generate_seed() -> int:
    """Return a seed that nobody can guess."""
    return secrets.randbits(SEED_BITS)


async def select_candidate(
    pool: Pool, *, today: date, now: datetime, seed: int, select: SelectFunction
) -> Selection | None:
    """Draw a record for `today` and store nothing; None when no offer is eligible."""
    scene = await picks.read_selection_input(pool, today=today, now=now)
    current = await picks.find_current_pick(pool, today=today)
    candidates = tuple(list_eligible(scene.candidates, current=current.listing_id))
    return await select(replace(scene, candidates=candidates), seed) if candidates else None


async def store_pick(pool: Pool, request: PickRequest, *, pick: Pick) -> int | None:
    """Store a pick as requested and return its id; None when another pick was first.

    NoCandidate when the offer cannot be bought any more; then the old pick stays.
    """
    async with transaction(pool) as connection:
        await picks.lock_for_picking(connection)
        current = await picks.find_current_pick(connection, today=request.today)
        if current.id != request.expected:
            return None
        await picks.delete_pick(connection, today=request.today)
        stored = await picks.insert_pick(connection, today=request.today, pick=pick)
        if stored is None:
            raise NoCandidate("The offer that was picked is no longer for sale.")
        await picks.notify_pick(connection, msgspec.json.encode(PickOutcome(str(request))).decode())
        return stored


async def notify_failure(pool: Pool, request: PickRequest, *, why: str) -> None:
    """Tell those who wait that there is no new pick."""
    async with transaction(pool) as connection:
        await picks.notify_pick(connection, msgspec.json.encode(PickOutcome(str(request), why)).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualPick:
    """A draw by hand; `pick` is the id under which it was stored, None when it was tried out."""

    day: date
    selection: Selection
    names: Mapping[int, str]
    """Artist and title of every candidate by listing."""
    pick: int | None


async def pick_manually(pool: Pool, clock: Clock, *, day: date | None, seed: int | None, store: bool) -> ManualPick:
    """Draw a record for a day, today unless given; NoCandidate, and Conflict when another pick came first."""
    now = clock.now()
    wanted = day or now.date()
    if wanted < MIN_DAY:
        raise InvalidRequest(f"{wanted} is too early: the first day that can have a pick is {MIN_DAY}.")
    moment = now if wanted == now.date() else datetime.combine(wanted, time(), UTC)
    chosen = generate_seed() if seed is None else seed
    current = await picks.find_current_pick(pool, today=wanted)
    selection = await select_candidate(pool, today=wanted, now=moment, seed=chosen, select=_select_in_thread)
    if selection is None:
        raise NoCandidate(NO_ELIGIBLE_OFFER)
    pick = await store_pick(pool, PickRequest(wanted, current.id), pick=selection) if store else None
    if store and pick is None:
        raise Conflict("Another record was picked meanwhile; that one stays.")
    names = await picks.read_names(pool, [terms.listing_id for terms in selection.table])
    return ManualPick(day=wanted, selection=selection, names=names, pick=pick)


async def _select_in_thread(scene: SelectionInput, seed: int) -> Selection | None:
    return await asyncio.to_thread(select_seeded, scene, seed)


async def add_vote(pool: Pool, *, pick_id: int, desirability: str | float, novelty: str | float) -> None:
    """Add a vote to a pick; both ratings are numbers from 1 to 5."""
    ratings = {
        "desirability": _parse_rating("desirability", desirability),
        "novelty": _parse_rating("novelty", novelty),
    }
    async with transaction(pool) as connection:
        if not await picks.insert_vote(connection, pick_id=pick_id, **ratings):
            raise NotFound(f"There is no record of the day with id {pick_id}.")


def _parse_rating(name: str, given: str | float) -> float:
    text = str(given)
    try:
        # Python reads 0_4 and digits of other scripts as numbers, too; a form means neither.
        rating = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        rating = math.nan
    if not MIN_RATING <= rating <= MAX_RATING:
        raise InvalidRequest(f"{name} must be a number from {MIN_RATING} to {MAX_RATING}.")
    return rating
