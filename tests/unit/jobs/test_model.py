"""Rules of the job queue."""

import dataclasses

import pytest

from alcove.foundation.jobs import Interrupted, Job, JobRun, StopReason, Task
from alcove.foundation.jobs.model import MAX_RETRY_WAIT


async def nothing(*_: object) -> None:
    """Do nothing."""


def test_retry_waits_double_and_end() -> None:
    """With five attempts there are four waits, each twice the previous one."""
    task = Task("t", nothing, attempts=5, wait=3.0)
    waits = [task.retry_wait(OSError(), attempt=attempt) for attempt in range(1, 6)]
    assert waits == [3.0, 6.0, 12.0, 24.0, None]


def test_waits_are_bounded() -> None:
    """No wait is longer than an hour, however many attempts a task has."""
    task = Task("t", nothing, attempts=100, wait=2.0)
    assert task.retry_wait(OSError(), attempt=90) == MAX_RETRY_WAIT


def test_fatal_errors_are_not_retried() -> None:
    """Subclasses of a fatal exception are fatal, other errors are not."""
    task = Task("t", nothing, fatal=(LookupError,))
    assert task.retry_wait(KeyError("x"), attempt=1) is None
    assert task.retry_wait(OSError(), attempt=1) == 2.0


@pytest.mark.parametrize("reason", list(StopReason))
def test_checkpoint_interrupts_with_its_reason(reason: StopReason) -> None:
    """A checkpoint raises Interrupted with the reason, if there is one."""
    run = JobRun(1, 1, lambda: None)
    run.checkpoint()
    assert not run.should_stop()
    stopping = JobRun(1, 1, lambda: reason)
    assert stopping.should_stop()
    with pytest.raises(Interrupted, match=reason.value):
        stopping.checkpoint()


def test_jobs_are_frozen() -> None:
    """A job is immutable, and the default arguments are not shared."""
    job = Job("t")
    with pytest.raises(dataclasses.FrozenInstanceError):
        job.task = "other"  # type: ignore[misc] # the point of the test
    assert job.args is not Job("t").args
