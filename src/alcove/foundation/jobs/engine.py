"""One life of a Procrastinate worker: tasks registered, jobs watched, heartbeats sent, orphans rescued."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason, JobContext
from procrastinate.worker import Worker
from psycopg.conninfo import conninfo_to_dict

from alcove.foundation.jobs import store
from alcove.foundation.jobs.model import CRASH_LIMIT, DEFAULT_QUEUE, JSON, Interrupted, JobRun, Queue, StopReason, Task
from alcove.foundation.jobs.owning import OwnedJobs, PutBack, Retry
from alcove.foundation.jobs.schema import SCHEMA
from alcove.foundation.jobs.slots import QueueSlots
from alcove.foundation.telemetry import JOBS, get_logger

KEEP_DAYS = 7
CLEANING = Queue(DEFAULT_QUEUE, concurrency=1)

log = get_logger("alcove.jobs")


class QueueWorker(Worker):
    """Procrastinate's worker, which can be told that a queue has room again."""

    def wake(self) -> None:
        """Look for jobs at once instead of at the next poll."""
        self._new_job_event.set()


class Engine:
    """A worker from its registration to its graceful end."""

    def __init__(
        self,
        dsn: str,
        tasks: Sequence[Task],
        *,
        queues: Sequence[Queue],
        grace: float,
        heartbeat: float,
        stalled: float,
        poll: float,
    ) -> None:
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        # The outcome of each job is logged here already, with its traceback.
        logging.getLogger("procrastinate.worker").setLevel(logging.CRITICAL)
        logging.getLogger("procrastinate.worker.worker").setLevel(logging.WARNING)
        self._connector = PsycopgConnector(
            conninfo=dsn,
            min_size=1,
            max_size=4,
            timeout=5.0,
            kwargs={"application_name": "alcove-worker", "options": _options(dsn)},
        )
        self._app = App(connector=self._connector)
        self._slots = QueueSlots([CLEANING, *queues])
        self._app.job_manager = OwnedJobs(self._connector, slots=self._slots)
        self._stop: asyncio.Event | None = None
        self._over = asyncio.Event()
        self._heartbeat = heartbeat
        self._stalled = stalled
        self._running: dict[int, asyncio.Task[Any]] = {}
        self._taken: set[int] = set()
        self._suspects: set[int] = set()
        self._unknown_before: set[int] = set()
        for task in (*tasks, Task(name="jobs.clean", run=self._clean, cron="17 * * * *")):
            self._register(task)
        self._worker = QueueWorker(
            app=self._app,
            queues=self._slots.with_room(),
            concurrency=self._slots.total,
            shutdown_graceful_timeout=grace,
            fetch_job_polling_interval=poll,
            abort_job_polling_interval=poll,
            update_heartbeat_interval=heartbeat,
            stalled_worker_timeout=stalled,
            install_signal_handlers=False,
        )
        self._slots.on_release = self._worker.wake

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set or the database fails."""
        self._stop = stop
        async with self._app.open_async():
            side = [asyncio.create_task(self._wait_for_stop(stop)), asyncio.create_task(self._care())]
            try:
                await self._worker.run()  # type: ignore[no-untyped-call] # Procrastinate leaves it bare
            finally:
                self._over.set()
                for each in side:
                    each.cancel()
                await asyncio.gather(*side, return_exceptions=True)

    async def _wait_for_stop(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._worker.stop()  # type: ignore[no-untyped-call] # Procrastinate leaves it bare

    def _register(self, task: Task) -> None:
        async def run(context: JobContext, /, **args: Any) -> None:
            await self._run(task, context, args=args)

        periodic = task.cron is not None
        registered = self._app.task(
            name=task.name,
            queue=task.queue,
            pass_context=True,
            retry=Retry(task),
            lock=task.name if periodic else None,
            queueing_lock=task.name if periodic else None,
        )(run)
        if task.cron is not None:
            # Procrastinate's types want a parameter `timestamp`; ours arrives among the arguments.
            self._app.periodic(cron=task.cron)(registered)  # type: ignore[arg-type]

    async def _run(self, task: Task, context: JobContext, *, args: dict[str, JSON]) -> None:
        job_id = context.job.id or 0
        run = JobRun(job_id, context.job.attempts + 1, self._stop_reason(context))
        current = asyncio.current_task()
        assert current is not None
        self._running[job_id] = current
        started = time.perf_counter()
        outcome, error = "succeeded", None
        try:
            await task.run(run, args)
        except (Interrupted, asyncio.CancelledError) as stopped:
            # Without a reason the cancellation comes from the event loop itself: the process is leaving.
            reason = run.stop_reason() or StopReason.SHUTDOWN
            outcome = f"stopped: {reason}"
            raise (JobAborted() if reason is StopReason.CANCELLED else PutBack()) from stopped
        except Exception as failure:
            outcome, error = "failed", failure
            raise
        finally:
            self._running.pop(job_id, None)
            self._taken.discard(job_id)
            seconds = round(time.perf_counter() - started, 3)
            JOBS.labels(task.name, outcome).observe(seconds)
            level = log.info if error is None else log.error
            level(
                "job_ended",
                task=task.name,
                job=job_id,
                attempt=run.attempt,
                outcome=outcome,
                seconds=seconds,
                exc_info=error,
            )

    def _stop_reason(self, context: JobContext) -> Callable[[], StopReason | None]:
        def reason() -> StopReason | None:
            if context.job.id in self._taken:
                return StopReason.TAKEN_OVER
            if context.abort_reason() is AbortReason.USER_REQUEST:
                return StopReason.CANCELLED
            if self._stop is not None and self._stop.is_set():
                return StopReason.SHUTDOWN
            return None

        return reason

    async def _clean(self, _run: JobRun, _args: object) -> None:
        await self._connector.execute_query_async(store.CLEAN, days=KEEP_DAYS)

    async def _care(self) -> None:
        """Beat, compare and rescue at each heartbeat, also while running jobs finish at shutdown."""
        # The event as well as the cancellation, because psycopg's pool swallows one that meets a lost connection.
        while not self._over.is_set():
            await self._guarded(self._tick)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), self._heartbeat)

    async def _guarded(self, action: Callable[[], Awaitable[None]]) -> None:
        try:
            await action()
        except Exception as error:  # noqa: BLE001 - a worker loop: the next beat tries again
            log.warning("job_care_failed", error=f"{type(error).__name__}: {error}")

    async def _tick(self) -> None:
        worker_id = self._worker.worker_id
        if worker_id is not None:
            await self._app.job_manager.update_heartbeat(worker_id)
            await self._compare(worker_id)
        rescued = await self._connector.execute_query_all_async(
            store.RESCUE,
            limit=CRASH_LIMIT,
            stalled=self._stalled,
            worker_id=worker_id or 0,
            forgotten=sorted(self._suspects) if worker_id is not None else [],
        )
        for row in rescued:
            log.warning("job_rescued", job=row["id"], task=row["task"], status=row["status"])

    async def _compare(self, worker_id: int) -> None:
        """Find jobs the database says this worker runs and it does not, and the other way round."""
        before = set(self._running)
        rows = await self._connector.execute_query_all_async(store.OWNED, worker_id=worker_id)
        owned = {row["id"] for row in rows}
        for job_id in (before & set(self._running)) - owned:
            self._taken.add(job_id)
            self._running[job_id].cancel()
        self._forget(owned - before - set(self._running))

    def _forget(self, unknown: set[int]) -> None:
        """Keep as suspects what was unknown at the last beat too: a job just fetched is not forgotten."""
        self._suspects = unknown & self._unknown_before
        self._unknown_before = unknown


def _options(dsn: str) -> str:
    """Return the start options of a connection that finds Procrastinate's tables, and nothing in `public`."""
    asked = conninfo_to_dict(dsn).get("options") or ""
    return f"{asked} -c search_path={SCHEMA.schema},pg_temp".strip()
