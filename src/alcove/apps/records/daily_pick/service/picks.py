"""The record of the day: read, replaced, selected manually, voted on."""

import asyncio
import math
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final, Protocol, TypeAlias

import msgspec

from alcove.apps.records.daily_pick import store as pick_store
from alcove.apps.records.daily_pick.model import Pick, Selection, SelectionInput, list_eligible, select_seeded
from alcove.apps.records.errors import Conflict, InvalidRequest, NoCandidate, NotFound
from alcove.apps.records.notifications import notify_pick
from alcove.foundation.clock import Clock
from alcove.foundation.database import DISK_FULL, Pool, transaction

FALLBACK_METHOD: Final = "fallback_highest_score"
NO_ELIGIBLE_OFFER: Final = "No offer for sale has a price and a score above 0.5."
NO_POSITIVE_OFFER: Final = "No offer can be the record of the day yet: none has a price and a positive score."
MIN_DAY: Final = date(1970, 1, 1)
"""The first day that may have a pick."""
SEED_BITS: Final = 32
MIN_RATING, MAX_RATING = 1, 5

SelectFunction: TypeAlias = Callable[[SelectionInput, int], Awaitable[Selection | None]]
"""Runs `select_seeded` outside this event loop."""


@dataclass(frozen=True, slots=True)
class PickRequest:
    """A request to pick a record for a day; `expected` is the id of the pick to replace, None if the day has none."""

    today: date
    expected: int | None

    def __str__(self) -> str:
        return f"{self.today}/{self.expected or ''}"


class PickOutcome(msgspec.Struct, frozen=True):
    """The payload of the notification about a request; `error` says why there is no new pick."""

    request: str
    error: str = ""


class SelectionStrategy(Protocol):
    """A way to select the record of the day."""

    async def select(self, request: PickRequest, /) -> str | None:
        """Select and store a pick; return the reason of a failure, None when this or another pick is stored."""
        ...


async def read_dashboard(pool: Pool, *, today: date, strategy: SelectionStrategy) -> bytes:
    """Return the dashboard, picking today's record first when none is stored, or it is sold, and one can be."""
    while (body := await pick_store.read_dashboard(pool, today=today)) is None:
        # The last offer may have been sold after the dashboard was read.
        sold = await pick_store.find_sold_pick(pool, today=today)
        try:
            await _select_or_fall_back(pool, PickRequest(today, sold), strategy=strategy)
        except NoCandidate:
            continue
        except DISK_FULL:
            # The pick cannot be stored; the rest can be read.
            return await pick_store.read_dashboard(pool, today=today, as_stored=True) or b"null"
    return body


async def replace_pick(pool: Pool, *, today: date, strategy: SelectionStrategy) -> None:
    """Replace today's pick; NoCandidate, and then the old one stays."""
    current = await pick_store.find_current_pick(pool, today=today)
    if await pick_store.find_best_offer(pool) is None:
        raise NoCandidate(NO_POSITIVE_OFFER)
    await _select_or_fall_back(pool, PickRequest(today, current.id), strategy=strategy)


async def _select_or_fall_back(pool: Pool, request: PickRequest, *, strategy: SelectionStrategy) -> None:
    error = await strategy.select(request)
    if error is not None:
        await pick_best_score(pool, request, error=error)


async def pick_best_score(pool: Pool, request: PickRequest, *, error: str) -> None:
    """Store the offer with the best score as a fallback, with the reason; NoCandidate."""
    current = await pick_store.find_current_pick(pool, today=request.today)
    best = await _find_best(pool, today=request.today, current=current.listing_id)
    pick = Pick(
        listing_id=best.listing_id, model_score=best.score, entropy_measure=0.0, system_temperature=0.0,
        selection_method=FALLBACK_METHOD, error=error,
    )  # fmt: skip
    await store_pick(pool, request, pick=pick)


async def _find_best(pool: Pool, *, today: date, current: int | None) -> pick_store.BestOffer:
    candidates = list_eligible(await pick_store.list_candidates(pool, today=today), current=current)
    if candidates:
        return pick_store.BestOffer(candidates[0].subject.listing_id, candidates[0].subject.score)
    best = await pick_store.find_best_offer(pool, excluding=current) or await pick_store.find_best_offer(pool)
    if best is None:
        raise NoCandidate(NO_POSITIVE_OFFER)
    return best


def generate_seed() -> int:
    """Return an unpredictable seed."""
    return secrets.randbits(SEED_BITS)


async def select_candidate(
    pool: Pool, *, today: date, now: datetime, seed: int, select: SelectFunction
) -> Selection | None:
    """Select a record for `today` without storing it; None when no offer is eligible."""
    selection_input = await pick_store.read_selection_input(pool, today=today, now=now)
    current = await pick_store.find_current_pick(pool, today=today)
    candidates = tuple(list_eligible(selection_input.candidates, current=current.listing_id))
    return await select(replace(selection_input, candidates=candidates), seed) if candidates else None


async def store_pick(pool: Pool, request: PickRequest, *, pick: Pick) -> int | None:
    """Store a pick as requested and return its id; None when another pick was stored first.

    NoCandidate when the offer is no longer for sale; then the old pick stays.
    """
    async with transaction(pool) as connection:
        await pick_store.lock_for_picking(connection)
        current = await pick_store.find_current_pick(connection, today=request.today)
        if current.id != request.expected:
            return None
        await pick_store.delete_pick(connection, today=request.today)
        pick_id = await pick_store.insert_pick(connection, today=request.today, pick=pick)
        if pick_id is None:
            raise NoCandidate("The offer that was picked is no longer for sale.")
        await pick_store.notify_pick(connection, msgspec.json.encode(PickOutcome(str(request))).decode())
        names = await pick_store.read_names(connection, [pick.listing_id])
        record = names.get(pick.listing_id) or str(pick.listing_id)
        await notify_pick(connection, pick_id=pick_id, day=request.today, record=record)
        return pick_id


async def notify_failure(pool: Pool, request: PickRequest, *, error: str) -> None:
    """Notify listeners that there is no new pick."""
    async with transaction(pool) as connection:
        await pick_store.notify_pick(connection, msgspec.json.encode(PickOutcome(str(request), error)).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualPick:
    """A manual selection; `pick` is its id, None when it was not stored."""

    day: date
    selection: Selection
    names: Mapping[int, str]
    """Artist and title of all candidates by listing id."""
    pick: int | None


async def pick_manually(pool: Pool, clock: Clock, *, day: date | None, seed: int | None, store: bool) -> ManualPick:
    """Select a record for a day, by default today; NoCandidate, and Conflict when another pick was stored first."""
    now = clock.now()
    day = day or now.date()
    if day < MIN_DAY:
        raise InvalidRequest(f"{day} is too early: the first day that can have a pick is {MIN_DAY}.")
    instant = now if day == now.date() else datetime.combine(day, time(), UTC)
    seed = generate_seed() if seed is None else seed
    current = await pick_store.find_current_pick(pool, today=day)
    selection = await select_candidate(pool, today=day, now=instant, seed=seed, select=_select_in_thread)
    if selection is None:
        raise NoCandidate(NO_ELIGIBLE_OFFER)
    pick = await store_pick(pool, PickRequest(day, current.id), pick=selection) if store else None
    if store and pick is None:
        raise Conflict("Another record was picked at the same time and stays.")
    names = await pick_store.read_names(pool, [terms.listing_id for terms in selection.table])
    return ManualPick(day=day, selection=selection, names=names, pick=pick)


async def _select_in_thread(selection_input: SelectionInput, seed: int) -> Selection | None:
    return await asyncio.to_thread(select_seeded, selection_input, seed)


async def add_vote(pool: Pool, *, pick_id: int, desirability: str | float, novelty: str | float) -> None:
    """Add a vote to a pick; both ratings are numbers from 1 to 5."""
    ratings = {
        "desirability": _parse_rating("desirability", desirability),
        "novelty": _parse_rating("novelty", novelty),
    }
    async with transaction(pool) as connection:
        if not await pick_store.insert_vote(connection, pick_id=pick_id, **ratings):
            raise NotFound(f"There is no record of the day with id {pick_id}.")


def _parse_rating(name: str, value: str | float) -> float:
    text = str(value)
    try:
        # float() also accepts 0_4 and digits of other scripts.
        rating = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        rating = math.nan
    if not MIN_RATING <= rating <= MAX_RATING:
        raise InvalidRequest(f"{name} must be a number from {MIN_RATING} to {MAX_RATING}.")
    return rating
