"""Reports the progress of a running download to the queue."""

from alcove.apps.books.delivery import LeaseLost
from alcove.apps.books.downloads.jobs.response_plan import RemoteFile
from alcove.apps.books.downloads.jobs.staged_file import StagedFile
from alcove.apps.books.model.media import format_size
from alcove.apps.books.queue import Lease, Throttle, TransferSpeed, claims, percent
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.books.fetch")


class ProgressReporter:
    """Writes progress and messages of one run; LeaseLost when another run holds the download."""

    def __init__(self, pool: Pool, lease: Lease, *, clock: Clock, interval: float) -> None:
        self._pool = pool
        self._lease = lease
        self._clock = clock
        self._throttle = Throttle(interval)
        self._speed = TransferSpeed()

    async def start(self, remote: RemoteFile, *, done: int) -> None:
        """Report that the transfer started, and store what a later run needs to resume it."""
        progress = percent(done, remote.length)
        message = _message(done, remote.length)
        is_held = await claims.start_transfer(
            self._pool, self._lease, part=remote, progress=progress, message=message, received=done,
            total=remote.length,
        )  # fmt: skip
        if not is_held:
            raise LeaseLost
        now = self._clock.monotonic()
        self._throttle.due(progress, now=now)
        self._speed = TransferSpeed()
        self._speed.measure(done, now=now)

    async def report(self, done: int, *, total: int | None) -> None:
        """Report the transferred bytes, at most once per interval; a lost database does not stop the transfer."""
        progress, now = percent(done, total), self._clock.monotonic()
        if not self._throttle.due(progress, now=now):
            return
        try:
            is_held = await claims.set_progress(
                self._pool, self._lease, progress=progress, message=_message(done, total), received=done, total=total,
                speed=self._speed.measure(done, now=now),
            )  # fmt: skip
        except DATABASE_LOST as error:
            log.warning("progress_not_reported", book=self._lease.id, error=type(error).__name__)
            return
        if not is_held:
            raise LeaseLost

    async def report_processing(self, staged: StagedFile) -> None:
        """Report that all bytes have been received, and store where they are."""
        part = staged.to_part()
        if not await claims.finish_transfer(self._pool, self._lease, part=part, message="Processing", size=staged.size):
            raise LeaseLost

    async def report_message(self, message: str) -> None:
        """Show a message with the download."""
        if not await claims.set_message(self._pool, self._lease, message=message):
            raise LeaseLost


def _message(done: int, total: int | None) -> str:
    return "Downloading" if total else f"Downloading, {format_size(done)} so far"
