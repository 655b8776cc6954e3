"""The worker: fetches jobs, runs their tasks, notices dead workers, and starts over when it fails."""

import asyncio
import contextlib
from collections.abc import Sequence

from alcove.foundation.jobs.model import HEARTBEAT, POLL, STALLED, Queue, Task
from alcove.foundation.telemetry import get_logger

LONGEST_PAUSE = 30.0

log = get_logger("alcove.jobs")


async def run_worker(
    dsn: str,
    tasks: Sequence[Task],
    *,
    queues: Sequence[Queue],
    stop: asyncio.Event,
    grace: float = 10.0,
    heartbeat: float = HEARTBEAT,
    stalled: float = STALLED,
    poll: float = POLL,
) -> None:
    """Run jobs of `queues` until `stop` is set, reconnecting when the database goes away.

    Running jobs learn of the stop at once through `JobRun.should_stop`; those not done after `grace` seconds
    are cancelled and put back. A worker silent for `stalled` seconds is dead and its jobs continue elsewhere.
    Jobs start when they are notified of; every `poll` seconds the worker looks for those it missed.
    """
    from alcove.foundation.jobs.engine import Engine  # noqa: PLC0415 - Procrastinate costs 30 MB; api never needs it

    pause = 1.0
    while not stop.is_set():
        engine = Engine(
            dsn,
            tasks,
            queues=queues,
            grace=grace,
            heartbeat=heartbeat,
            stalled=stalled,
            poll=poll,
        )
        started = asyncio.get_running_loop().time()
        try:
            await engine.run(stop)
        except Exception:  # a worker loop: any failure means starting over, never the end
            log.exception("worker_failed", pause=pause)
        if asyncio.get_running_loop().time() - started > LONGEST_PAUSE:
            pause = 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)
