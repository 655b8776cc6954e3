"""The job queue: defer jobs in the caller's transaction, and run them in a worker."""

from alcove.foundation.jobs.model import (
    DEFAULT_QUEUE,
    JSON,
    STALLED,
    Interrupted,
    Job,
    JobRun,
    Queue,
    QueueStatus,
    StopReason,
    Task,
)
from alcove.foundation.jobs.process_executor import ProcessDied, ProcessExecutor
from alcove.foundation.jobs.schema import MIGRATIONS
from alcove.foundation.jobs.store import cancel, defer, find_live, is_live, queue_status, worker_alive
from alcove.foundation.jobs.worker import run_worker

__all__ = [
    "DEFAULT_QUEUE",
    "JSON",
    "MIGRATIONS",
    "STALLED",
    "Interrupted",
    "Job",
    "JobRun",
    "ProcessDied",
    "ProcessExecutor",
    "Queue",
    "QueueStatus",
    "StopReason",
    "Task",
    "cancel",
    "defer",
    "find_live",
    "is_live",
    "queue_status",
    "run_worker",
    "worker_alive",
]
