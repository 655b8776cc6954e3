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
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - likewise

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
        except ConnectorException as error:
            # The database is away or full, which needs no traceback.
            log.warning(
                "worker_failed", error=f"{type(error.__cause__ or error).__name__}: {error.__cause__}", pause=pause
            )
        except Exception:  # a worker loop: restart after any failure
            log.exception("worker_failed", pause=pause)
        if asyncio.get_running_loop().time() - started > MAX_RESTART_PAUSE:
            pause = 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, MAX_RESTART_PAUSE)
