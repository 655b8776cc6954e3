"""Follows scrapes to their end; where no worker is alive this process becomes one for so long."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from alcove.apps.records.build import build_worker_tasks
from alcove.apps.records.cli.runner import Context
from alcove.apps.records.cli.showing import Board
from alcove.foundation.cli import RECHECK, InlineWorker, stop_on_signals
from alcove.foundation.jobs import worker_alive

SCRAPING = "scraping"
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(slots=True)
class Followed:
    """How following ended: `interrupted` before the scrapes did, `here` when this process did the work."""

    interrupted: bool = False
    here: bool = False
    alive: bool = False


async def follow(context: Context, run_ids: Sequence[int], *, board: Board) -> Followed:
    """Show the scrapes until all have ended or a signal tells to leave."""
    stop, outcome = asyncio.Event(), Followed()
    with stop_on_signals(stop):
        async with (
            context.facade.changes() as changes,
            InlineWorker(context.deps, build_tasks=build_worker_tasks, queue=SCRAPING, slots=len(run_ids)) as worker,
        ):
            left = set(run_ids)
            while left and not stop.is_set():
                await worker.start_if_needed()
                changes.take_all()
                for run_id in sorted(left):
                    status = await context.facade.run(run_id)
                    board.show(status, where="here" if worker.working else "on a running worker")
                    left -= {run_id} if status.state in ENDED else set()
                if left:
                    await changes.wait(within=RECHECK, unless=stop)
            outcome.interrupted, outcome.here = bool(left), worker.working
    outcome.alive = not outcome.here and await worker_alive(context.deps.pool, queue=SCRAPING)
    return outcome
