"""Jobs, queues and tasks, and the rules of retries."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from alcove.foundation.database import is_away

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

DEFAULT_QUEUE = "default"
MAX_RETRY_WAIT = 3600.0
MAX_AWAY_WAIT = 15.0
"""Seconds between two attempts while the database is away or its disk is full."""
CRASH_LIMIT = 20
HEARTBEAT = 2.0
"""Seconds between two heartbeats of a worker."""
POLL = 2.0
"""Seconds between two polls for jobs whose notification was missed."""
STALLED = 5 * HEARTBEAT
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are rescued."""


class Interrupted(Exception):
    """Raised by a task at a safe point when it should stop."""


class StopReason(StrEnum):
    """Why a running job should stop."""

    CANCELLED = "cancelled"
    SHUTDOWN = "shutdown"
    TAKEN_OVER = "taken over"


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; one worker process runs up to `concurrency` of its jobs at a time."""

    name: str
    concurrency: int = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Job:
    """A job to defer.

    Jobs with the same `lock` never run at the same time; of those with the same `queueing_lock` only one waits.
    """

    task: str
    args: Mapping[str, JSON] = field(default_factory=dict)
    queue: str = DEFAULT_QUEUE
    lock: str | None = None
    queueing_lock: str | None = None
    priority: int = 0
    run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job, as its task sees it; `attempt` counts from 1."""

    job_id: int
    attempt: int
    stop_reason: Callable[[], StopReason | None]

    def should_stop(self) -> bool:
        """Return whether the job was cancelled, taken over, or its worker is shutting down."""
        return self.stop_reason() is not None

    def checkpoint(self) -> None:
        """Raise Interrupted when the job should stop; call it between two committed steps."""
        reason = self.stop_reason()
        if reason is not None:
            raise Interrupted(reason)


@dataclass(frozen=True, slots=True)
class Task:
    """What the worker runs for jobs of one name.

    A failed job is retried after `wait`, 2 x `wait`, 4 x `wait` ... seconds, up to `attempts` starts, or for ever when
    the database was away or its disk full. The exceptions in `fatal` are not retried. `cron` (five fields, or six with
    seconds) makes the task periodic: one job per tick for all workers, never two at once. A graceful stop does not
    count as an attempt.
    """

    name: str
    run: Callable[[JobRun, Mapping[str, JSON]], Awaitable[None]]
    queue: str = DEFAULT_QUEUE
    attempts: int = 5
    wait: float = 2.0
    fatal: tuple[type[Exception], ...] = ()
    cron: str | None = None

    def retry_wait(self, error: BaseException, *, attempt: int) -> float | None:
        """Return the seconds to wait before the next attempt, or None when there is none."""
        if isinstance(error, self.fatal):
            return None
        if is_away(error):
            return float(min(self.wait * 2 ** min(attempt - 1, 10), MAX_AWAY_WAIT))
        if attempt >= self.attempts:
            return None
        return float(min(self.wait * 2 ** (attempt - 1), MAX_RETRY_WAIT))


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """The number of jobs by state; `heartbeat_age` is None when no worker is registered.

    `workers` counts all registered workers, dead ones included.
    """

    waiting: int
    running: int
    failed: int
    workers: int
    heartbeat_age: float | None

    @property
    def worker_alive(self) -> bool:
        """Whether a worker of any queue is alive."""
        return self.heartbeat_age is not None and self.heartbeat_age < STALLED
