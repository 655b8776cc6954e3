"""One book from the queue to the library."""

import asyncio
import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Final

from alcove.apps.books.jobs.answers import GONE
from alcove.apps.books.jobs.deps import JobDeps
from alcove.apps.books.jobs.part import remove
from alcove.apps.books.jobs.progress import ProgressReporter
from alcove.apps.books.jobs.transfer import JITTER, LONGEST_PAUSE, Arrived, Transfer
from alcove.apps.books.model.book import Location
from alcove.apps.books.model.naming import name_of
from alcove.apps.books.service.delivering import BookFailed, Parcel, Way, clean_up, deliver, recover
from alcove.apps.books.service.delivering.delivery import consumed, naming_for, target_of
from alcove.apps.books.service.delivering.disk_work import STAGING, in_thread, reason_of
from alcove.apps.books.service.delivering.folders import Target
from alcove.apps.books.service.delivering.hook import Hook, run_hook
from alcove.apps.books.service.delivering.publish import sha256_of
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Source, Unavailable
from alcove.apps.books.store import taking
from alcove.apps.books.store.files import Content
from alcove.apps.books.store.taking import Taken, Ticket
from alcove.foundation.retry import backoff, retry

MOST_RUNS: Final = 20
"""Starts after which a book is given up that brings its workers down."""


def staging_of(settings: BooksSettings, ticket: Ticket, *, data_dir: Path) -> Path:
    """Return the folder of a book's unfinished file."""
    return settings.staging(data_dir) / f"{ticket.id}-{ticket.generation}"


async def tidy_up(deps: JobDeps, ticket: Ticket) -> None:
    """Remove what a book left that nobody waits for any more."""
    if await taking.is_wanted(deps.pool, book_id=ticket.id, generation=ticket.generation):
        return
    settings = await deps.preferences.current()
    await clean_up(deps.pool, ticket)
    await remove(staging_of(settings, ticket, data_dir=deps.data_dir))


class Fetching:
    """The steps of one run."""

    def __init__(self, deps: JobDeps, taken: Taken, *, settings: BooksSettings) -> None:
        self._deps = deps
        self._taken = taken
        self._settings = settings
        self._folder = staging_of(settings, taken.ticket, data_dir=deps.data_dir)
        self._way = Way(pool=deps.pool, settings=settings, data_dir=deps.data_dir, rng=deps.rng)
        self._reporter = ProgressReporter(
            deps.pool, taken.ticket, clock=deps.clock, interval=settings.download_progress_update_interval
        )

    async def run(self) -> None:
        """Fetch and deliver the book; BookFailed says why it cannot be had, Lost that nobody wants it any more."""
        taken = self._taken
        if taken.ticket.run > MOST_RUNS:
            raise BookFailed("Fetching the book was interrupted too often.")
        if await recover(self._way, taken.ticket, book=taken.book, staging=self._folder) is None:
            arrived = await self._in_time()
            await self._reporter.processing()
            await self._deliver(arrived)
        await remove(self._folder)

    async def _in_time(self) -> Arrived:
        seconds = self._settings.download_timeout
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._fetch()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise BookFailed(f"Timed out: the book was not here after {seconds} s.") from error

    async def _fetch(self) -> Arrived:
        source = (await self._deps.sources.current()).by_name(self._taken.source)
        if source is None:
            raise BookFailed(f"The catalogue {self._taken.display_name} is not set up any more.")
        locations = await self._locations(source)
        if not locations:
            raise BookFailed(GONE)
        transfer = Transfer(
            self._deps, self._taken, facts=source.facts, settings=self._settings, folder=self._folder,
            reporter=self._reporter,
        )  # fmt: skip
        return await transfer.fetch(locations)

    async def _locations(self, source: Source) -> list[Location]:
        wait = backoff(self._settings.default_sleep, LONGEST_PAUSE, jitter=JITTER, rng=self._deps.rng)
        try:
            found = await retry(
                lambda: source.resolve(self._taken.ticket.id),
                on=Unavailable,
                attempts=self._settings.max_retry,
                wait=wait,
                sleep=self._deps.clock.sleep,
            )
        except Unavailable as error:
            raise BookFailed(f"{source.facts.display_name}: {error}") from error
        return list(found)

    async def _deliver(self, arrived: Arrived) -> None:
        book = replace(self._taken.book, format=arrived.format, size=arrived.size)
        parcel = Parcel(
            ticket=self._taken.ticket, book=book, file=arrived.path,
            content=Content(size=arrived.size, sha256=arrived.sha256),
        )  # fmt: skip
        target = await target_of(self._way, book)
        if self._settings.custom_script is not None:
            changed = await self._hooked(parcel, target, script=self._settings.custom_script)
            if changed is None:
                await consumed(self._way, parcel)
                return
            parcel = changed
        await deliver(self._way, parcel, target=target)

    async def _hooked(self, parcel: Parcel, target: Target, *, script: Path) -> Parcel | None:
        """Let the owner's script see the file under its last name; None when it kept it."""
        name = name_of(parcel.book, naming_for(parcel.book, self._settings)).numbered(1)
        named = self._folder / name
        await in_thread(lambda _: parcel.file.rename(named))
        hook = Hook(script=script, environ=self._deps.hook_environ, umask=int(self._settings.umask, 8))
        await run_hook(hook, named, book=parcel.book, destination=target.folder)
        try:
            return await in_thread(lambda stop: _again(parcel, named, stop=stop))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BookFailed(reason_of(error, folder=STAGING)) from error


def _again(parcel: Parcel, file: Path, *, stop: threading.Event) -> Parcel:
    """Return a parcel with what the file is by now; FileNotFoundError when it is gone."""
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise BookFailed("The hook script left something that is no file.")
    content = Content(size=found.st_size, sha256=sha256_of(file, stop=stop))
    return replace(parcel, file=file, content=content, book=replace(parcel.book, size=found.st_size))
