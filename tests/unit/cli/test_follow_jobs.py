"""Following jobs until they end."""

import asyncio
import os
import signal
from contextlib import nullcontext
from typing import Any, cast

import pytest

from alcove.foundation.cli import ExitCodes, FollowResult, InlineWorker, follow_jobs
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError, BadRequest
from alcove.foundation.realtime import RESYNC, Notification, Subscription

CHANGE = Notification("jobs", "1")


class IdleWorker(InlineWorker):
    """An inline worker that another worker makes unnecessary."""

    async def start_if_needed(self) -> None:
        """Start nothing."""


def _worker() -> IdleWorker:
    return IdleWorker(cast("Deps", None), build_tasks=lambda _: [], queue="jobs", slots=1)


async def test_a_job_is_read_again_after_each_change_until_it_has_ended() -> None:
    """A job that has ended is not shown again; the others are, until all have ended."""
    changes = Subscription(8, overflow=RESYNC)
    states: list[str] = []

    async def show(job_id: str) -> bool:
        states.append(job_id)
        changes.put(CHANGE)
        return states.count(job_id) == len(job_id)

    result = await follow_jobs(["a", "bb"], show=show, changes=nullcontext(changes), worker=_worker())
    assert (states, result) == (["a", "bb", "bb"], FollowResult(interrupted=False, inline=False))


async def test_a_signal_ends_the_loop_before_the_job_has_ended() -> None:
    """SIGINT leaves the job running and is reported in the result."""
    changes = Subscription(8, overflow=RESYNC)

    async def show(_: Any) -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.01)
        return False

    result = await follow_jobs([1], show=show, changes=nullcontext(changes), worker=_worker())
    assert result.interrupted


async def test_a_job_that_ends_while_the_worker_stops_is_not_interrupted() -> None:
    """After a signal, the result says what has ended when the inline worker has stopped, and each job is shown so."""
    changes = Subscription(8, overflow=RESYNC)
    ended: list[str] = []
    shown: list[str] = []

    class FinishingWorker(IdleWorker):
        async def __aexit__(self, *error: object) -> None:
            ended.append("a")

    async def show(job_id: str) -> bool:
        shown.append(job_id)
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.01)
        return job_id in ended

    for job_ids, is_interrupted in ((["a"], False), (["a", "b"], True)):
        ended.clear()
        shown.clear()
        worker = FinishingWorker(cast("Deps", None), build_tasks=lambda _: [], queue="jobs", slots=1)
        result = await follow_jobs(job_ids, show=show, changes=nullcontext(changes), worker=worker)
        assert (result.interrupted, shown) == (is_interrupted, job_ids * 2)


@pytest.mark.parametrize(("error", "code"), [(BadRequest("no"), 2), (AppError("no"), 1)])
def test_errors_have_the_exit_code_of_their_error_code_or_status(error: AppError, code: int) -> None:
    """The error code wins over the status; everything else is a failure."""
    assert ExitCodes(by_code={"invalid_request": 2}, by_status={400: 3}).of_error(error) == code
