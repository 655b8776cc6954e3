"""The tasks of the record of the day: once per day, and on request."""

from datetime import date
from functools import partial
from typing import Final, cast

from alcove.apps.records.daily_pick import store
from alcove.apps.records.daily_pick.model import select_seeded
from alcove.apps.records.daily_pick.service import picks
from alcove.apps.records.daily_pick.service.picks import PickRequest
from alcove.apps.records.daily_pick.service.worker_selection import PICK_TASK, QUEUE
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import NoCandidate
from alcove.foundation.jobs import Task
from alcove.foundation.telemetry import get_logger

DAILY_TASK: Final = "records.pick-daily"
EVERY_FIVE_MINUTES: Final = "*/5 * * * *"
"""Includes midnight UTC; the other times are for a worker that was not running then, and for the first offers."""
MAX_ATTEMPTS: Final = 3

log = get_logger("alcove.records.daily_pick")


def build_tasks(deps: WorkerDeps) -> list[Task]:
    """Return the tasks of the record of the day."""
    return [
        Task(
            name=PICK_TASK,
            run=lambda _job, args: pick(
                deps, today=cast("str", args["today"]), expected=cast("int | None", args["expected"])
            ),
            queue=QUEUE,
            attempts=3,
            wait=0.5,
        ),
        Task(name=DAILY_TASK, run=lambda _job, _: pick_daily(deps), queue=QUEUE, cron=EVERY_FIVE_MINUTES),
    ]


async def pick(deps: WorkerDeps, *, today: str, expected: int | None) -> None:
    """Select a record for `today` in place of the pick `expected`, unless another pick was stored first."""
    request = PickRequest(date.fromisoformat(today), expected)
    error = await _select_and_store(deps, request)
    if error:
        await picks.notify_failure(deps.pool, request, error=error)


async def pick_daily(deps: WorkerDeps) -> None:
    """Select today's record if there is none yet, or if it is sold, and an offer is eligible."""
    today = deps.clock.now().date()
    sold = await store.find_sold_pick(deps.pool, today=today)
    await _select_and_store(deps, PickRequest(today, sold))


async def _select_and_store(deps: WorkerDeps, request: PickRequest) -> str:
    """Select and store a pick, again if the offer is sold meanwhile; return the reason of a failure, else nothing."""
    pool, today = deps.pool, request.today
    select = partial(deps.selection_executor.run, select_seeded)
    for _ in range(MAX_ATTEMPTS):
        current = await store.find_current_pick(pool, today=today)
        if current.id != request.expected:
            return ""
        seed = picks.generate_seed()
        selection = await picks.select_candidate(pool, today=today, now=deps.clock.now(), seed=seed, select=select)
        if selection is None:
            return picks.NO_ELIGIBLE_OFFER
        try:
            stored = await picks.store_pick(pool, request, pick=selection)
        except NoCandidate:
            continue
        if stored is not None:
            log.info("picked", day=today.isoformat(), pick=stored, listing=selection.listing_id, seed=seed)
        return ""
    return "Every selected offer was sold meanwhile."
