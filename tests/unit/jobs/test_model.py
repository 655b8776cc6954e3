"""Rules of the queue that need no database."""

import dataclasses

import pytest

from alcove.foundation.jobs import Interrupted, Job, JobRun, StopReason, Task
from alcove.foundation.jobs.model import LONGEST_WAIT


async def nothing(*_: object) -> None:
    """Do nothing."""


def test_waits_double_and_end() -> None:
    """With five attempts there are four waits, each twice the one before."""
    task = Task("t", nothing, attempts=5, wait=3.0)
    waits = [task.retry_wait(OSError(), attempt=attempt) for attempt in range(1, 6)]
    assert waits == [3.0, 6.0, 12.0, 24.0, None]


def test_waits_are_bounded() -> None:
    """No wait is longer than an hour, however many attempts a task has."""
    task = Task("t", nothing, attempts=100, wait=2.0)
    assert task.retry_wait(OSError(), attempt=90) == LONGEST_WAIT


def test_fatal_errors_have_no_next_start() -> None:
    """Subclasses of a fatal exception are fatal, other errors are not."""
    task = Task("t", nothing, fatal=(LookupError,))
    assert task.retry_wait(KeyError("x"), attempt=1) is None
    assert task.retry_wait(OSError(), attempt=1) == 2.0


@pytest.mark.parametrize("reason", list(StopReason))
def test_checkpoint_interrupts_with_its_reason(reason: StopReason) -> None:
    """A checkpoint passes while nothing is asked and otherwise raises Interrupted with the reason."""
    run = JobRun(1, 1, lambda: None)
    run.checkpoint()
    assert not run.should_stop()
    stopping = JobRun(1, 1, lambda: reason)
    assert stopping.should_stop()
    with pytest.raises(Interrupted, match=reason.value):
        stopping.checkpoint()


def test_jobs_are_frozen() -> None:
    """A job cannot be changed after it was made, and two default jobs share no arguments."""
    job = Job("t")
    with pytest.raises(dataclasses.FrozenInstanceError):
        job.task = "other"  # type: ignore[misc] # the point of the test
    assert job.args is not Job("t").args
