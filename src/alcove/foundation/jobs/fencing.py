"""Fencing: only the worker that owns a job may end it; and the retry strategy of tasks."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import PsycopgConnector, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job as ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy

from alcove.foundation.jobs import store
from alcove.foundation.jobs.model import Task
from alcove.foundation.jobs.slots import QueueSlots
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.jobs")


class Requeue(Exception):
    """Makes the retry strategy requeue an interrupted job at once."""


class FencedJobManager(JobManager):
    """Procrastinate's job manager, with fencing: a job is ended only by the worker that still owns it.

    Workers are registered together with their queues.
    """

    connector: PsycopgConnector

    def __init__(self, connector: PsycopgConnector, *, slots: QueueSlots) -> None:
        super().__init__(connector)
        self._slots = slots

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> ProcrastinateJob | None:  # noqa: ARG002 - Procrastinate's signature
        """Fetch a job from a queue with a free slot; fetch again when a slot was released meanwhile."""
        while True:
            released, available = self._slots.released, self._slots.available_queues()
            job = await super().fetch_job(queues=available, worker_id=worker_id) if available else None
            if job is not None:
                self._slots.acquire(job.queue)
                return job
            if self._slots.released == released:
                return None

    async def register_worker(self) -> int:
        """Register a worker with its queues and return its id."""
        row = await self.connector.execute_query_one_async(store.REGISTER, queues=self._slots.names)
        return int(row["worker_id"])

    async def finish_job(self, job: ProcrastinateJob, status: Status, delete_job: bool) -> None:  # noqa: ARG002, FBT001 - Procrastinate's signature
        """Finish `job`, unless another worker has taken it over."""
        try:
            await self._end_owned(store.FINISH, job, status=status.value)
        finally:
            self._slots.release(job.queue)

    async def retry_job(  # noqa: PLR0917 - Procrastinate's signature
        self,
        job: ProcrastinateJob,
        retry_at: datetime | None = None,
        priority: int | None = None,  # noqa: ARG002 - Procrastinate's signature
        queue: str | None = None,  # noqa: ARG002
        lock: str | None = None,  # noqa: ARG002
    ) -> None:
        """Requeue `job` for `retry_at`, or at once and without counting the attempt when that is None."""
        try:
            if retry_at is None:
                await self.connector.execute_query_async(store.REQUEUE, job_id=job.id, worker_id=job.worker_id)
            else:
                await self._end_owned(store.RETRY, job, retry_at=retry_at)
        finally:
            self._slots.release(job.queue)

    async def _end_owned(self, sql: Any, job: ProcrastinateJob, **values: object) -> None:
        rows = await self.connector.execute_query_all_async(sql, job_id=job.id, worker_id=job.worker_id, **values)
        if not rows:
            log.warning("job_taken_over", job=job.id, task=job.task_name)


class TaskRetryStrategy(BaseRetryStrategy):
    """The retry strategy of one task."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def get_retry_decision(self, *, exception: BaseException, job: ProcrastinateJob) -> RetryDecision | None:
        """Requeue interrupted jobs at once and failed ones after their wait; give up on all others."""
        if isinstance(exception, Requeue):
            return RetryDecision()
        if isinstance(exception, JobAborted):
            return None
        wait = self._task.retry_wait(exception, attempt=job.attempts + 1)
        if wait is None:
            return None
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait))
