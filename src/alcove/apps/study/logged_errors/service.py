"""Record the errors that this process logs, and list and resolve those of all processes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alcove.apps.study.logged_errors import store
from alcove.apps.study.logged_errors.model import KEPT_FOR, FailureGroup, group_error
from alcove.apps.study.report_queue import ReportQueue
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError
from alcove.foundation.telemetry import LoggedError, observe_reports


class ErrorNotFound(AppError):
    """There is no error with this fingerprint."""

    status = 404
    code = "NOT_FOUND"


class ErrorRecorder:
    """Groups the errors that this process logs, and stores them in the background."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self.queue: ReportQueue[FailureGroup] = ReportQueue(
            self.store, merge=FailureGroup.add, name="logged-errors", limit=200
        )

    def add(self, logged: LoggedError) -> None:
        """Take an error, without waiting."""
        group = group_error(logged, now=self._clock.now())
        self.queue.add(group.fingerprint, group)

    async def store(self, groups: Sequence[FailureGroup]) -> None:
        """Store errors; DATABASE_LOST."""
        await store.add_errors(self._pool, groups)


class ErrorList:
    """The errors of all processes, for operators."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def list(self, *, with_resolved: bool, limit: int) -> Sequence[Mapping[str, Any]]:
        """Return errors without their samples, those that were seen last first."""
        return await store.list_errors(self._pool, with_resolved=with_resolved, limit=limit)

    async def find(self, fingerprint: str) -> Mapping[str, Any]:
        """Return an error with a sample; ErrorNotFound."""
        found = await store.find_error(self._pool, fingerprint)
        if found is None:
            raise _not_found(fingerprint)
        return found

    async def resolve(self, fingerprint: str) -> None:
        """Mark an error as resolved until it comes back; ErrorNotFound."""
        if not await store.resolve_error(self._pool, fingerprint, now=self._clock.now()):
            raise _not_found(fingerprint)

    async def forget(self, checkpoint: Callable[[], None] = lambda: None) -> None:
        """Remove errors that were not seen for long, and the oldest of too many, in batches."""
        while await store.forget_errors(self._pool, before=self._clock.now() - KEPT_FOR):
            checkpoint()


def open_error_recorder(deps: Deps) -> None:
    """Record the errors that this process logs until it has stopped."""
    recorder = ErrorRecorder(deps.pool, clock=deps.clock)
    if recorder.queue.start(deps):
        deps.exit_stack.callback(observe_reports(errors=recorder.add))


def _not_found(fingerprint: str) -> ErrorNotFound:
    return ErrorNotFound(f"There is no error {fingerprint[:50]}.")
