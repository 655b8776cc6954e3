"""What a running book tells the queue about itself."""

from alcove.apps.books.delivery import LeaseLost
from alcove.apps.books.downloads.jobs.response_plan import RemoteFile
from alcove.apps.books.model.media import format_size
from alcove.apps.books.queue import Lease, Throttle, claims, percent
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.books.fetch")


class ProgressReporter:
    """Writes progress and messages of one run; Lost when the book is no longer this run's."""

    def __init__(self, pool: Pool, lease: Lease, *, clock: Clock, interval: float) -> None:
        self._pool = pool
        self._ticket = lease
        self._clock = clock
        self._throttle = Throttle(interval)

    async def begin(self, noted: RemoteFile, *, done: int) -> None:
        """Say that bytes flow, and keep what is needed to go on with them."""
        progress = percent(done, noted.length)
        message = _message(done, noted.length)
        if not await claims.start_transfer(self._pool, self._ticket, part=noted, progress=progress, message=message):
            raise LeaseLost
        self._throttle.due(progress, now=self._clock.monotonic())

    async def advance(self, done: int, *, total: int | None) -> None:
        """Say how far the transfer is, now and then; a database that is away for a while stops no transfer."""
        progress = percent(done, total)
        if not self._throttle.due(progress, now=self._clock.monotonic()):
            return
        try:
            mine = await claims.set_progress(self._pool, self._ticket, progress=progress, message=_message(done, total))
        except DATABASE_LOST as error:
            log.warning("progress_not_told", book=self._ticket.id, error=type(error).__name__)
            return
        if not mine:
            raise LeaseLost

    async def processing(self) -> None:
        """Say that all bytes are here."""
        if not await claims.set_progress(self._pool, self._ticket, progress=100.0, message="Processing"):
            raise LeaseLost

    async def say(self, message: str) -> None:
        """Say what is going on."""
        if not await claims.set_message(self._pool, self._ticket, message=message):
            raise LeaseLost


def _message(done: int, total: int | None) -> str:
    return "Downloading" if total else f"Downloading, {format_size(done)} so far"
