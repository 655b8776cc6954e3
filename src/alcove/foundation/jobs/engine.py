"""One run of a Procrastinate worker: register tasks, run jobs, send heartbeats, rescue orphaned jobs."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason, JobContext
from procrastinate.worker import Worker
from psycopg.conninfo import conninfo_to_dict

from alcove.foundation.database import is_away
from alcove.foundation.jobs import store
from alcove.foundation.jobs.fencing import FencedJobManager, Requeue, TaskRetryStrategy
from alcove.foundation.jobs.library_logs import configure_library_logs
from alcove.foundation.jobs.model import CRASH_LIMIT, DEFAULT_QUEUE, JSON, Interrupted, JobRun, Queue, StopReason, Task
from alcove.foundation.jobs.schema import MIGRATIONS
from alcove.foundation.jobs.slots import QueueSlots
from alcove.foundation.telemetry import JOBS, get_logger

RETENTION_DAYS = 7
CLEANUP_QUEUE = Queue(DEFAULT_QUEUE, concurrency=1)

log = get_logger("alcove.jobs")


class QueueWorker(Worker):
    """Procrastinate's worker with a method that triggers a fetch."""

    def wake(self) -> None:
        """Fetch jobs now instead of at the next poll."""
        self._new_job_event.set()


class Engine:
    """A worker from its registration to its graceful shutdown."""

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
        configure_library_logs()
        self._connector = PsycopgConnector(
            conninfo=dsn,
            min_size=1,
            max_size=4,
            timeout=5.0,
            kwargs={"application_name": "alcove-worker", "options": _options(dsn)},
        )
        self._app = App(connector=self._connector)
        self._slots = QueueSlots([CLEANUP_QUEUE, *queues])
        self._app.job_manager = FencedJobManager(self._connector, slots=self._slots)
        self._stop: asyncio.Event | None = None
        self._ended = asyncio.Event()
        self._heartbeat = heartbeat
        self._stalled = stalled
        self._running: dict[int, asyncio.Task[Any]] = {}
        self._taken_over: set[int] = set()
        self._orphan_candidates: set[int] = set()
        self._unknown_at_last_beat: set[int] = set()
        for task in (*tasks, Task(name="jobs.clean", run=self._delete_old_jobs, cron="17 * * * *")):
            self._register(task)
        self._worker = QueueWorker(
            app=self._app,
            queues=self._slots.available_queues(),
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
        """Run jobs until `stop` is set; raise when the database fails."""
        self._stop = stop
        async with self._app.open_async():
            background = [asyncio.create_task(self._wait_for_stop(stop)), asyncio.create_task(self._send_heartbeats())]
            try:
                await self._worker.run()  # type: ignore[no-untyped-call] # Procrastinate has no types here
            finally:
                self._ended.set()
                for task in background:
                    task.cancel()
                await asyncio.gather(*background, return_exceptions=True)

    async def _wait_for_stop(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._worker.stop()  # type: ignore[no-untyped-call] # Procrastinate has no types here

    def _register(self, task: Task) -> None:
        async def run(context: JobContext, /, **args: Any) -> None:
            await self._run_task(task, context, args=args)

        periodic = task.cron is not None
        registered = self._app.task(
            name=task.name,
            queue=task.queue,
            pass_context=True,
            retry=TaskRetryStrategy(task),
            lock=task.name if periodic else None,
            queueing_lock=task.name if periodic else None,
        )(run)
        if task.cron is not None:
            # Procrastinate's types require a parameter `timestamp`; here it is one of `args`.
            self._app.periodic(cron=task.cron)(registered)  # type: ignore[arg-type]

    async def _run_task(self, task: Task, context: JobContext, *, args: dict[str, JSON]) -> None:
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
            # Without a reason the event loop cancelled the task: the process is shutting down.
            reason = run.stop_reason() or StopReason.SHUTDOWN
            outcome = f"stopped: {reason}"
            raise (JobAborted() if reason is StopReason.CANCELLED else Requeue()) from stopped
        except Exception as failure:
            outcome, error = "failed", failure
            raise
        finally:
            self._running.pop(job_id, None)
            self._taken_over.discard(job_id)
            seconds = round(time.perf_counter() - started, 3)
            JOBS.labels(task.name, outcome).observe(seconds)
            ended = log.bind(task=task.name, job=job_id, attempt=run.attempt, outcome=outcome, seconds=seconds)
            if error is None:
                ended.info("job_ended")
            elif is_away(error):
                # It is retried; its traceback would say nothing about it.
                ended.warning("job_ended", error=f"{type(error).__name__}: {error}")
            else:
                ended.error("job_ended", exc_info=error)

    def _stop_reason(self, context: JobContext) -> Callable[[], StopReason | None]:
        def reason() -> StopReason | None:
            if context.job.id in self._taken_over:
                return StopReason.TAKEN_OVER
            if context.abort_reason() is AbortReason.USER_REQUEST:
                return StopReason.CANCELLED
            if self._stop is not None and self._stop.is_set():
                return StopReason.SHUTDOWN
            return None

        return reason

    async def _delete_old_jobs(self, _run: JobRun, _args: object) -> None:
        await self._connector.execute_query_async(store.DELETE_OLD, days=RETENTION_DAYS)

    async def _send_heartbeats(self) -> None:
        """Send heartbeats, and reconcile and rescue jobs at each, also while running jobs finish at shutdown."""
        # Check the event too: psycopg's pool swallows a cancellation that coincides with a lost connection.
        while not self._ended.is_set():
            await self._run_heartbeat()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._heartbeat)

    async def _run_heartbeat(self) -> None:
        try:
            await self._beat()
        except Exception as error:  # noqa: BLE001 - a worker loop: the next heartbeat tries again
            log.warning("heartbeat_failed", error=f"{type(error).__name__}: {error}")

    async def _beat(self) -> None:
        worker_id = self._worker.worker_id
        if worker_id is not None:
            await self._app.job_manager.update_heartbeat(worker_id)
            await self._reconcile(worker_id)
        rescued = await self._connector.execute_query_all_async(
            store.RESCUE,
            limit=CRASH_LIMIT,
            stalled=self._stalled,
            worker_id=worker_id or 0,
            orphans=sorted(self._orphan_candidates) if worker_id is not None else [],
        )
        for row in rescued:
            log.warning("job_rescued", job=row["id"], task=row["task"], status=row["status"])

    async def _reconcile(self, worker_id: int) -> None:
        """Cancel jobs that this worker no longer owns; find jobs that it owns in the database but does not run."""
        before = set(self._running)
        rows = await self._connector.execute_query_all_async(store.RUNNING_JOBS, worker_id=worker_id)
        owned = {row["id"] for row in rows}
        for job_id in (before & set(self._running)) - owned:
            self._taken_over.add(job_id)
            self._running[job_id].cancel()
        self._update_orphan_candidates(owned - before - set(self._running))

    def _update_orphan_candidates(self, unknown: set[int]) -> None:
        """Keep jobs that were unknown at the last heartbeat too: a job that was just fetched is not an orphan."""
        self._orphan_candidates = unknown & self._unknown_at_last_beat
        self._unknown_at_last_beat = unknown


def _options(dsn: str) -> str:
    """Return connection options with a search path for Procrastinate's tables, without `public`."""
    options = conninfo_to_dict(dsn).get("options") or ""
    return f"{options} -c search_path={MIGRATIONS.schema},pg_temp".strip()
