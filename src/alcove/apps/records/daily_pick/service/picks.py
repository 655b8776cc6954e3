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
from alcove.apps.records.daily_pick.model import Pick, Scene, Selection, eligible, select_seeded
from alcove.apps.records.errors import Conflict, InvalidRequest, NoCandidate, NotFound
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction

FALLBACK: Final = "fallback_highest_score"
NOTHING_TO_DRAW: Final = "No offer for sale has a price and a score above 0.5."
NOTHING_TO_PICK: Final = "No offer can be the record of the day yet: none has a price and a positive score."
EARLIEST: Final = date(1970, 1, 1)
"""Drawing looks back from its day, and there is no day before the first one of the calendar."""
SEED_BITS: Final = 32
LOWEST, HIGHEST = 1, 5

Compute: TypeAlias = Callable[[Scene, int], Awaitable[Selection | None]]
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


async def dashboard(pool: Pool, *, today: date, strategy: SelectionStrategy) -> bytes:
    """Return the dashboard, picking today's record first when none is stored and one can be."""
    while (body := await picks.dashboard(pool, today=today)) is None:
        # The last offer may have been sold since the dashboard was read.
        with suppress(NoCandidate):
            await _pick(pool, PickRequest(today, None), strategy=strategy)
    return body


async def replace_pick(pool: Pool, *, today: date, strategy: SelectionStrategy) -> None:
    """Pick another record for today in place of the current one; without a candidate the old one stays."""
    current = await picks.current(pool, today=today)
    if await picks.best_positive(pool) is None:
        raise NoCandidate(NOTHING_TO_PICK)
    await _pick(pool, PickRequest(today, current.id), strategy=strategy)


async def _pick(pool: Pool, request: PickRequest, *, strategy: SelectionStrategy) -> None:
    why = await strategy.select(request)
    if why is not None:
        await fall_back(pool, request, why=why)


async def fall_back(pool: Pool, request: PickRequest, *, why: str) -> None:
    """Store the offer with the best score, and why it was not drawn; NoCandidate when there is none."""
    current = await picks.current(pool, today=request.today)
    best = await _best(pool, today=request.today, current=current.listing_id)
    pick = Pick(
        listing_id=best.listing_id, model_score=best.score, entropy_measure=0.0, system_temperature=0.0,
        selection_method=FALLBACK, error=why,
    )  # fmt: skip
    await store_pick(pool, request, pick=pick)


async def _best(pool: Pool, *, today: date, current: int | None) -> picks.Best:
    candidates = eligible(await picks.candidates(pool, today=today), current=current)
    if candidates:
        return picks.Best(candidates[0].subject.listing_id, candidates[0].subject.score)
    best = await picks.best_positive(pool, other_than=current) or await picks.best_positive(pool)
    if best is None:
        raise NoCandidate(NOTHING_TO_PICK)
    return best


def fresh_seed() -> int:
    """Return a seed that nobody can guess."""
    return secrets.randbits(SEED_BITS)


async def draw(pool: Pool, *, today: date, now: datetime, seed: int, compute: Compute) -> Selection | None:
    """Draw a record for `today` and store nothing; None when no offer is eligible."""
    scene = await picks.scene(pool, today=today, now=now)
    current = await picks.current(pool, today=today)
    candidates = tuple(eligible(scene.candidates, current=current.listing_id))
    return await compute(replace(scene, candidates=candidates), seed) if candidates else None


async def store_pick(pool: Pool, request: PickRequest, *, pick: Pick) -> int | None:
    """Store a pick as requested and return its id; None when another pick was first.

    NoCandidate when the offer cannot be bought any more; then the old pick stays.
    """
    async with transaction(pool) as connection:
        await picks.one_picker(connection)
        current = await picks.current(connection, today=request.today)
        if current.id != request.expected:
            return None
        await picks.drop_pick(connection, today=request.today)
        stored = await picks.store_pick(connection, today=request.today, pick=pick)
        if stored is None:
            raise NoCandidate("The offer that was picked is no longer for sale.")
        await picks.tell(connection, msgspec.json.encode(PickOutcome(str(request))).decode())
        return stored


async def reject(pool: Pool, request: PickRequest, *, why: str) -> None:
    """Tell those who wait that there is no new pick."""
    async with transaction(pool) as connection:
        await picks.tell(connection, msgspec.json.encode(PickOutcome(str(request), why)).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualDraw:
    """A draw by hand; `pick` is the id under which it was stored, None when it was tried out."""

    day: date
    selection: Selection
    names: Mapping[int, str]
    """Artist and title of every candidate by listing."""
    pick: int | None


async def draw_by_hand(pool: Pool, clock: Clock, *, day: date | None, seed: int | None, store: bool) -> ManualDraw:
    """Draw a record for a day, today unless given; NoCandidate, and Conflict when another pick came first."""
    now = clock.now()
    wanted = day or now.date()
    if wanted < EARLIEST:
        raise InvalidRequest(f"{wanted} is too early: the first day that can have a pick is {EARLIEST}.")
    moment = now if wanted == now.date() else datetime.combine(wanted, time(), UTC)
    chosen = fresh_seed() if seed is None else seed
    current = await picks.current(pool, today=wanted)
    selection = await draw(pool, today=wanted, now=moment, seed=chosen, compute=_compute_in_thread)
    if selection is None:
        raise NoCandidate(NOTHING_TO_DRAW)
    pick = await store_pick(pool, PickRequest(wanted, current.id), pick=selection) if store else None
    if store and pick is None:
        raise Conflict("Another record was picked meanwhile; that one stays.")
    names = await picks.names(pool, [terms.listing_id for terms in selection.table])
    return ManualDraw(day=wanted, selection=selection, names=names, pick=pick)


async def _compute_in_thread(scene: Scene, seed: int) -> Selection | None:
    return await asyncio.to_thread(select_seeded, scene, seed)


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
