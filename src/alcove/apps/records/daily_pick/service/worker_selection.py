"""A SelectionStrategy that lets a worker select the record of the day."""

import asyncio
from typing import Final

import msgspec

from alcove.apps.records.daily_pick import store
from alcove.apps.records.daily_pick.service.picks import PickOutcome, PickRequest
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import Job, defer, is_live, worker_alive
from alcove.foundation.realtime import Hub, Notification, Subscription

PICK_TASK: Final = "records.pick"
QUEUE: Final = "learning"
_RECHECK_S = 1.0


class WorkerSelection:
    """Defers a job and waits up to `budget` seconds for the notification of a worker."""

    def __init__(self, pool: Pool, hub: Hub, *, budget: float) -> None:
        self._pool = pool
        self._hub = hub
        self._budget = budget

    async def select(self, request: PickRequest, /) -> str | None:
        """Select and store a pick; return the reason of a failure."""
        if not await worker_alive(self._pool, queue=QUEUE):
            return "No worker is running."
        async with self._hub.subscribe(store.PICK_CHANNEL) as changes:
            job_id = await self._defer(request)
            try:
                async with asyncio.timeout(self._budget):
                    return await self._wait(request, changes=changes, job_id=job_id)
            except TimeoutError:
                return f"The worker has not picked within {self._budget:g} s."

    async def _defer(self, request: PickRequest) -> int | None:
        """Defer the job and return its id; None when the same request is queued already."""
        args = {"today": request.today.isoformat(), "expected": request.expected}
        job = Job(task=PICK_TASK, args=args, queue=QUEUE, lock=PICK_TASK, queueing_lock=f"{PICK_TASK}:{request}")
        async with transaction(self._pool) as connection:
            return await defer(connection, job)

    async def _wait(self, request: PickRequest, *, changes: Subscription, job_id: int | None) -> str | None:
        while True:
            # In this order: a job that has ended has committed its pick.
            live = job_id is None or await is_live(self._pool, job_id)
            current = await store.find_current_pick(self._pool, today=request.today)
            if current.id not in (None, request.expected):
                return None
            if live:
                change = await changes.wait(within=_RECHECK_S)
            else:
                # The notification of its error may still be on its way.
                change = await changes.wait(within=_RECHECK_S, about=lambda change: bool(_parse_error(change, request)))
            error = _parse_error(change, request)
            if error or not live:
                return error or "The worker could not pick; its log says why."


def _parse_error(change: Notification | None, request: PickRequest) -> str:
    """Return the error of the request in a notification; empty for another one, or for none."""
    # A missed notification has no payload.
    outcome = msgspec.json.decode(change.payload, type=PickOutcome) if change and change.payload else PickOutcome("")
    return outcome.error if outcome.request == str(request) else ""
