"""How a record of the day comes about: drawn by a worker, or whoever else is asked, and stored once."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol, TypeAlias

import msgspec

from alcove.apps.records.errors import NoCandidate
from alcove.apps.records.model.thermodynamics import Scene, Selection, taking_part
from alcove.apps.records.store import drawing, picks
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import Job, defer, is_live, worker_alive
from alcove.foundation.realtime import Hub, Subscription

TASK: Final = "records.pick"
QUEUE: Final = "learning"
FALLBACK: Final = "fallback_highest_score"
NOTHING_TO_DRAW: Final = "No offer for sale has a price and a score above 0.5."
SEED_BITS: Final = 32
_RECHECK = 1.0

Compute: TypeAlias = Callable[[Scene, int], Awaitable[Selection | None]]
"""Runs `select_seeded` somewhere else than in this event loop."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A pick wanted for a day in place of the one with the id `expected`; None: the day has none yet."""

    today: date
    expected: int | None

    def __str__(self) -> str:
        return f"{self.today}/{self.expected or ''}"


class Chooser(Protocol):
    """Whoever can have a record of the day drawn."""

    async def choose(self, wish: Wish, /) -> str | None:
        """Have a pick stored as wished and return None, also when somebody else was first; else why there is none."""
        ...


class Told(msgspec.Struct, frozen=True):
    """What is notified when a wish has been dealt with; `error` says why there is no new pick."""

    wish: str
    error: str = ""


class WorkerChooser:
    """Asks a worker by a job and waits until it tells of the pick, or for `budget` seconds."""

    def __init__(self, pool: Pool, hub: Hub, *, budget: float) -> None:
        self._pool = pool
        self._hub = hub
        self._budget = budget

    async def choose(self, wish: Wish, /) -> str | None:
        """Have a worker pick as wished; otherwise say why there is no new pick."""
        if not await worker_alive(self._pool, queue=QUEUE):
            return "No worker is running."
        async with self._hub.subscribe(picks.CHANNEL) as changes:
            job_id = await self._ask(wish)
            try:
                async with asyncio.timeout(self._budget):
                    return await self._answer(wish, changes=changes, job_id=job_id)
            except TimeoutError:
                return f"The worker has not picked within {self._budget:g} s."

    async def _ask(self, wish: Wish) -> int | None:
        """Defer the job and return its id; None when the same wish waits already."""
        args = {"today": wish.today.isoformat(), "expected": wish.expected}
        job = Job(task=TASK, args=args, queue=QUEUE, lock=TASK, queueing_lock=f"{TASK}:{wish}")
        async with transaction(self._pool) as connection:
            return await defer(connection, job)

    async def _answer(self, wish: Wish, *, changes: Subscription, job_id: int | None) -> str | None:
        while True:
            # In this order: a job that has ended has committed what it did.
            live = job_id is None or await is_live(self._pool, job_id)
            if await _is_settled(self._pool, wish):
                return None
            if not live:
                return "The worker could not pick; its log says why."
            error = await _error_told(changes, wish=wish)
            if error:
                return error


async def _is_settled(pool: Pool, wish: Wish) -> bool:
    current = await picks.current(pool, today=wish.today)
    return current is not None and current.id != wish.expected


async def _error_told(changes: Subscription, *, wish: Wish) -> str:
    """Return the error told about the wish; nothing when there is other news, or after a moment without any."""
    change = await changes.wait(within=_RECHECK)
    # What was missed has no payload to read.
    told_of = msgspec.json.decode(change.payload, type=Told) if change and change.payload else Told("")
    return told_of.error if told_of.wish == str(wish) else ""


def fresh_seed() -> int:
    """Return a seed that nobody can guess."""
    return secrets.randbits(SEED_BITS)


async def draw(pool: Pool, *, today: date, now: datetime, seed: int, compute: Compute) -> Selection | None:
    """Draw a record for `today` and store nothing; None when no offer takes part."""
    sight = await drawing.look(pool, today=today, now=now)
    current = await picks.current(pool, today=today)
    candidates = taking_part(sight.entrants, current=current.listing_id if current else None)
    scene = Scene(candidates=tuple(candidates), reference=sight.reference, past=sight.past)
    return await compute(scene, seed) if candidates else None


def as_pick(selection: Selection, *, seed: int | None) -> picks.Pick:
    """Return a selection as it is stored."""
    return picks.Pick(
        listing_id=selection.listing_id,
        model_score=selection.model_score,
        entropy_measure=selection.entropy_measure,
        system_temperature=selection.system_temperature,
        utility_term=selection.utility_term,
        entropy_term=selection.entropy_term,
        free_energy=selection.free_energy,
        selection_probability=selection.selection_probability,
        total_candidates=selection.total_candidates,
        cluster_count=selection.cluster_count,
        selection_method=selection.selection_method,
        seed=seed,
    )


async def settle(pool: Pool, wish: Wish, *, pick: picks.Pick) -> int | None:
    """Store a pick as wished and return its id; None when another pick was first.

    NoCandidate when the offer cannot be bought any more; then the old pick stays.
    """
    async with transaction(pool) as connection:
        await picks.one_picker(connection)
        current = await picks.current(connection, today=wish.today)
        if (current.id if current else None) != wish.expected:
            return None
        await picks.drop_pick(connection, today=wish.today)
        stored = await picks.store_pick(connection, today=wish.today, pick=pick)
        if stored is None:
            raise NoCandidate("The offer that was picked is no longer for sale.")
        await picks.tell(connection, msgspec.json.encode(Told(str(wish))).decode())
        return stored


async def refuse(pool: Pool, wish: Wish, *, why: str) -> None:
    """Tell those who wait that there is no new pick."""
    async with transaction(pool) as connection:
        await picks.tell(connection, msgspec.json.encode(Told(str(wish), why)).decode())


async def fall_back(pool: Pool, wish: Wish, *, why: str) -> None:
    """Store the offer with the best score as wished, and why it was not drawn; NoCandidate when there is none."""
    current = await picks.current(pool, today=wish.today)
    listing = current.listing_id if current else None
    best = await _best(pool, today=wish.today, current=listing)
    pick = picks.Pick(best.listing_id, best.score, 0.0, 0.0, None, None, None, None, None, None, FALLBACK, error=why)
    await settle(pool, wish, pick=pick)


async def _best(pool: Pool, *, today: date, current: int | None) -> picks.Best:
    candidates = taking_part(await drawing.entrants(pool, today=today), current=current)
    if candidates:
        subject = candidates[0].subject
        return picks.Best(subject.listing_id, subject.score)
    best = await picks.best_positive(pool, other_than=current) or await picks.best_positive(pool)
    if best is None:
        raise NoCandidate("No offer can be the record of the day yet: none has a price and a positive score.")
    return best
