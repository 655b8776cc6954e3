"""The worker: runs jobs until it is stopped, and restarts after a failure."""

import asyncio
import contextlib
from collections.abc import Sequence

from alcove.foundation.jobs.model import HEARTBEAT, POLL, STALLED, Queue, Task
from alcove.foundation.telemetry import get_logger

MAX_RESTART_PAUSE = 15.0

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
    """Run the jobs of `queues` until `stop` is set; reconnect when the database connection is lost.

    Running jobs see the stop at once in `JobRun.should_stop`; after `grace` seconds they are cancelled and requeued.
    A worker without a heartbeat for `stalled` seconds counts as dead, and other workers take over its jobs.
    """
    from alcove.foundation.jobs.engine import Engine  # noqa: PLC0415 - Procrastinate costs 30 MB; api never needs it
    from alcove.foundation.jobs.library_logs import find_lost_connection  # noqa: PLC0415 - as above

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
        except Exception as error:  # a worker loop: restart after any failure
            reason = find_lost_connection(error)
            if reason is None:
                log.exception("worker_failed", pause=pause)
            else:
                log.warning("worker_failed", pause=pause, error=f"{type(reason).__name__}: {reason}")
        if asyncio.get_running_loop().time() - started > MAX_RESTART_PAUSE:
            pause = 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, MAX_RESTART_PAUSE)
