"""Frozen values of the job queue and the rules that need no database."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

DEFAULT_QUEUE = "default"
LONGEST_WAIT = 3600.0
CRASH_LIMIT = 20
HEARTBEAT = 2.0
"""Seconds between two heartbeats of a worker."""
STALLED = 5 * HEARTBEAT
POLL = 2.0
"""Seconds without a heartbeat after which a worker counts as dead everywhere, and its jobs continue elsewhere."""


class Interrupted(Exception):
    """Raised by a task at a safe point, after it was told to stop."""


class StopReason(StrEnum):
    """Why a running job should stop."""

    CANCELLED = "cancelled"
    SHUTDOWN = "shutdown"
    TAKEN_OVER = "taken over"


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, and how many of its jobs one worker process runs at a time."""

    name: str
    concurrency: int = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work to defer: `lock` keeps twins from overlapping, `queueing_lock` from waiting twice."""

    task: str
    args: Mapping[str, JSON] = field(default_factory=dict)
    queue: str = DEFAULT_QUEUE
    lock: str | None = None
    queueing_lock: str | None = None
    priority: int = 0
    run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobRun:
    """One start of a job, as its task sees it; `attempt` counts from 1."""

    job_id: int
    attempt: int
    stop_reason: Callable[[], StopReason | None]

    def should_stop(self) -> bool:
        """Tell whether the job was cancelled or its worker is leaving."""
        return self.stop_reason() is not None

    def checkpoint(self) -> None:
        """Raise Interrupted when the job should stop; call it between two committed steps."""
        reason = self.stop_reason()
        if reason is not None:
            raise Interrupted(reason)


@dataclass(frozen=True, slots=True)
class Task:
    """What the worker does for jobs of one name.

    A failure is tried again after `wait`, 2 x `wait`, 4 x `wait` ... seconds until `attempts` starts are used
    up; the `fatal` exceptions fail at once. `cron` (five fields, a sixth for seconds) makes it periodic:
    one job per tick however many workers run, never two at once. A graceful stop is not an attempt.
    """

    name: str
    run: Callable[[JobRun, Mapping[str, JSON]], Awaitable[None]]
    queue: str = DEFAULT_QUEUE
    attempts: int = 5
    wait: float = 2.0
    fatal: tuple[type[Exception], ...] = ()
    cron: str | None = None

    def retry_wait(self, error: BaseException, *, attempt: int) -> float | None:
        """Return the seconds to wait before the next start, or None when there is no next one."""
        if attempt >= self.attempts or isinstance(error, self.fatal):
            return None
        return float(min(self.wait * 2 ** (attempt - 1), LONGEST_WAIT))


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """What the queue holds now; `heartbeat_age` is None when no worker is registered.

    `workers` counts all that are registered, the dead included; `worker_alive` tells whether one of them is not.
    """

    waiting: int
    running: int
    failed: int
    workers: int
    heartbeat_age: float | None

    @property
    def worker_alive(self) -> bool:
        """Tell whether a worker of any queue is alive."""
        return self.heartbeat_age is not None and self.heartbeat_age < STALLED
