"""A record of the day drawn by hand: tried out, or stored in place of the day's pick."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from alcove.apps.records.errors import Conflict, InvalidRequest, NoCandidate
from alcove.apps.records.model.thermodynamics import Scene, Selection, select_seeded
from alcove.apps.records.service import choosing
from alcove.apps.records.service.choosing import Wish
from alcove.apps.records.store import drawing, picks
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

EARLIEST: Final = date(1970, 1, 1)
"""Drawing looks back from its day, and there is no day before the first one of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A draw with its seed; `pick` is the id under which it was stored, None when it was tried out."""

    day: date
    seed: int
    selection: Selection
    names: Mapping[int, str]
    """Artist and title of every candidate by listing."""
    pick: int | None


async def draw_by_hand(pool: Pool, clock: Clock, *, day: date | None, seed: int | None, store: bool) -> Drawn:
    """Draw a record for a day, today unless given; NoCandidate, and Conflict when another pick came first."""
    now = clock.now()
    wanted = day or now.date()
    if wanted < EARLIEST:
        raise InvalidRequest(f"{wanted} is too early: the first day that can have a pick is {EARLIEST}.")
    moment = now if wanted == now.date() else datetime.combine(wanted, time(), UTC)
    chosen = choosing.fresh_seed() if seed is None else seed
    current = await picks.current(pool, today=wanted)
    selection = await choosing.draw(pool, today=wanted, now=moment, seed=chosen, compute=_compute)
    if selection is None:
        raise NoCandidate(choosing.NOTHING_TO_DRAW)
    pick = None
    if store:
        wish = Wish(wanted, current.id if current else None)
        pick = await choosing.settle(pool, wish, pick=choosing.as_pick(selection, seed=chosen))
        if pick is None:
            raise Conflict("Another record was picked meanwhile; that one stays.")
    names = await drawing.names(pool, [terms.listing_id for terms in selection.table])
    return Drawn(day=wanted, seed=chosen, selection=selection, names=names, pick=pick)


async def _compute(scene: Scene, seed: int) -> Selection | None:
    return await asyncio.to_thread(select_seeded, scene, seed)
