"""Follows scrapes to their end; where no worker is alive this process becomes one for so long."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from alcove.foundation.jobs import worker_alive
from alcove.main.commands.records.office import At
from alcove.main.commands.records.showing import Board
from alcove.main.commands.watching import Standin, first_of, signals, told_of

SCRAPING = "scraping"
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(slots=True)
class Followed:
    """How following ended: `interrupted` before the scrapes did, `here` when this process did the work."""

    interrupted: bool = False
    here: bool = False
    alive: bool = False


async def follow(at: At, run_ids: Sequence[int], *, board: Board) -> Followed:
    """Show the scrapes until all have ended or a signal tells to leave."""
    stop, outcome = asyncio.Event(), Followed()
    with signals(stop):
        async with (
            told_of(at.desk.told()) as changed,
            Standin(at.resources, queue=SCRAPING, slots=len(run_ids)) as standin,
        ):
            left = set(run_ids)
            while left and not stop.is_set():
                await standin.step_in()
                changed.clear()
                for run_id in sorted(left):
                    status = await at.desk.run(run_id)
                    board.show(status, where="here" if standin.working else "on a running worker")
                    left -= {run_id} if status.state in ENDED else set()
                if left:
                    await first_of(changed, stop)
            outcome.interrupted, outcome.here = bool(left), standin.working
    outcome.alive = not outcome.here and await worker_alive(at.resources.pool, queue=SCRAPING)
    return outcome
