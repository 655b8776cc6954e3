"""One run of a download: resolve the file's location, transfer it, and deliver it into the library's folder."""

import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery import (
    STAGING_LABEL,
    Content,
    DeliveredFile,
    DeliveryDeps,
    DownloadFailed,
    FinishedFile,
    Hook,
    LeaseLost,
    Target,
    build_file_name,
    choose_naming,
    choose_target,
    clean_up,
    complete_consumed,
    deliver,
    describe_os_error,
    files,
    hash_file,
    resume_delivery,
    run_hook,
    run_in_thread,
    run_to_completion,
    stat_regular_file,
)
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.partial_file import remove_staging_folder
from alcove.apps.books.downloads.jobs.progress import ProgressReporter
from alcove.apps.books.downloads.jobs.response_plan import NOT_FOUND_MESSAGE, SourceHeld, TransientFailure
from alcove.apps.books.downloads.jobs.staged_file import StagedFile, find_staged_file
from alcove.apps.books.downloads.jobs.time_limit import TimeLimit
from alcove.apps.books.downloads.jobs.transfer import JITTER, MAX_DELAY, DownloadedFile, Transfer
from alcove.apps.books.model.book import Location
from alcove.apps.books.model.media import format_size
from alcove.apps.books.notifications import notify_delivered
from alcove.apps.books.queue import ClaimedDownload, Lease, claims
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Source, SourceUnavailable
from alcove.foundation.database import transaction
from alcove.foundation.retry import backoff, retry

MAX_RUNS: Final = 20
"""Runs after which a download fails, because every run ended with the death of its worker."""


def staging_folder(settings: BooksSettings, lease: Lease, *, data_dir: Path) -> Path:
    """Return the staging folder of a download."""
    return settings.staging(data_dir) / f"{lease.id}-{lease.generation}"


async def clean_up_download(deps: JobDeps, lease: Lease) -> None:
    """Remove the files of a download that was cancelled or has ended."""
    if await claims.is_pending(deps.pool, book_id=lease.id, generation=lease.generation):
        return
    settings = await deps.preferences.current()
    await clean_up(deps.pool, lease)
    await remove_staging_folder(staging_folder(settings, lease, data_dir=deps.data_dir))


class DownloadRun:
    """Runs the steps of one download."""

    def __init__(self, deps: JobDeps, claimed: ClaimedDownload, *, settings: BooksSettings) -> None:
        self._deps = deps
        self._claimed = claimed
        self._settings = settings
        self._folder = staging_folder(settings, claimed.lease, data_dir=deps.data_dir)
        self._delivery_deps = DeliveryDeps(pool=deps.pool, settings=settings, data_dir=deps.data_dir, rng=deps.rng)
        self._reporter = ProgressReporter(
            deps.pool, claimed.lease, clock=deps.clock, interval=settings.download_progress_update_interval
        )

    async def run(self) -> None:
        """Fetch and deliver the book.

        SourceHeld or TransientFailure when it can be fetched later, DownloadFailed with the reason, LeaseLost when the
        download was cancelled.
        """
        claimed = self._claimed
        if claimed.crashes >= MAX_RUNS:
            raise DownloadFailed("The download was interrupted too often.")
        if not await resume_delivery(self._delivery_deps, claimed.lease, book=claimed.book, staging=self._folder):
            staged = await find_staged_file(claimed.part, self._folder) or _describe_file(await self._fetch())
            await self._reporter.report_processing(staged)
            await self._deliver(staged)
        await remove_staging_folder(self._folder)

    async def _fetch(self) -> DownloadedFile:
        source = (await self._deps.sources.current()).by_name(self._claimed.source)
        if source is None:
            raise DownloadFailed(f"The catalogue {self._claimed.display_name} is no longer configured.")
        locations = await self._resolve(source)
        if not locations:
            raise DownloadFailed(NOT_FOUND_MESSAGE)
        # The clock starts here, with the download's turn, and stands still while it waits for others.
        seconds = self._settings.download_timeout
        limit = TimeLimit(seconds)
        transfer = Transfer(
            deps=self._deps, claimed=self._claimed, info=source.info, settings=self._settings, folder=self._folder,
            reporter=self._reporter, limit=limit,
        )  # fmt: skip
        try:
            async with limit:
                return await transfer.fetch(locations)
        except TimeoutError as error:
            if not limit.expired:
                raise
            raise TransientFailure(f"The download timed out after {seconds} s.") from error

    async def _resolve(self, source: Source) -> list[Location]:
        try:
            found = await retry(
                lambda: source.resolve(self._claimed.fetch_id),
                on=_is_retried_at_once,
                attempts=self._settings.max_retry,
                wait=backoff(self._settings.default_sleep, MAX_DELAY, jitter=JITTER, rng=self._deps.rng),
                sleep=self._deps.clock.sleep,
            )
        except SourceUnavailable as error:
            reason = f"{source.info.display_name}: {error}."
            if error.after:
                raise SourceHeld(reason, seconds=error.after) from error
            raise TransientFailure(reason) from error
        return list(found)

    async def _deliver(self, staged: StagedFile) -> None:
        book = replace(self._claimed.book, format=staged.format, size=staged.size)
        finished = FinishedFile(
            lease=self._claimed.lease, book=book, file=self._folder / staged.name,
            content=Content(size=staged.size, sha256=staged.sha256),
        )  # fmt: skip
        present = None if self._claimed.again else await self._find_same_file(finished.content)
        if present is not None:
            await run_to_completion(self._complete_without_file(finished, present=present))
            return
        target = await choose_target(self._delivery_deps, book)
        if substitute := await self._describe_substitute():
            target = replace(target, note=" ".join(filter(None, (target.note, substitute))))
        if self._settings.custom_script is not None and not staged.is_hook_done:
            changed = await self._run_hook(finished, target, script=self._settings.custom_script)
            if changed is None:
                await complete_consumed(self._delivery_deps, finished)
                return
            finished = changed
            await self._store(finished)
        await deliver(self._delivery_deps, finished, target=target)

    async def _store(self, finished: FinishedFile) -> None:
        """Store the file that the hook script has left, so that the script runs once."""
        content = finished.content
        staged = StagedFile(
            name=finished.file.name, format=finished.book.format, size=content.size, sha256=content.sha256,
            is_hook_done=True,
        )  # fmt: skip
        if not await claims.store_part(self._deps.pool, self._claimed.lease, part=staged.to_part()):
            raise LeaseLost

    async def _describe_substitute(self) -> str:
        """Return which source has stepped in, '' when the book came from its own."""
        if not self._claimed.is_substitute:
            return ""
        source = (await self._deps.sources.current()).by_name(self._claimed.source)
        name = source.info.display_name if source else self._claimed.source
        return f"From {name}, because {self._claimed.display_name} was not available."

    async def _find_same_file(self, content: Content) -> DeliveredFile | None:
        """Return a delivered file with this content that is still in its folder."""
        candidates = await files.find_by_content(self._deps.pool, content)
        return await run_in_thread(lambda _: next((file for file in candidates if _has_size(file, content)), None))

    async def _complete_without_file(self, finished: FinishedFile, *, present: DeliveredFile) -> None:
        """Complete the download with the file that the library has already; LeaseLost."""
        async with transaction(self._deps.pool) as connection:
            if not await claims.lock(connection, finished.lease):
                raise LeaseLost
            message = f"The library has this file already, as {present.name}."
            await claims.complete(
                connection, finished.lease, message=message, path=present.path, name=present.name, book=finished.book,
                size_text=format_size(finished.content.size),
            )  # fmt: skip
            await notify_delivered(
                connection, key=finished.lease.download, title=finished.book.title, message=message,
                owner=await claims.find_owner(connection, finished.lease),
            )  # fmt: skip

    async def _run_hook(self, finished: FinishedFile, target: Target, *, script: Path) -> FinishedFile | None:
        """Run the hook script on the file under its final name; None when the script removed the file."""
        name = build_file_name(finished.book, choose_naming(finished.book, self._settings)).with_number(1)
        path = self._folder / name
        await run_in_thread(lambda _: finished.file.rename(path))
        hook = Hook(script=script, environ=self._deps.hook_environ, umask=int(self._settings.umask, 8))
        await run_hook(hook, path, book=finished.book, destination=target.folder)
        try:
            return await run_in_thread(lambda stop: _reread_file(finished, path, stop=stop))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DownloadFailed(describe_os_error(error, folder=STAGING_LABEL)) from error


def _describe_file(downloaded: DownloadedFile) -> StagedFile:
    return StagedFile(
        name=downloaded.path.name, format=downloaded.format, size=downloaded.size, sha256=downloaded.sha256
    )  # fmt: skip


def _has_size(file: DeliveredFile, content: Content) -> bool:
    found = stat_regular_file(Path(file.path))
    return found is not None and found.st_size == content.size


def _is_retried_at_once(error: BaseException) -> bool:
    return isinstance(error, SourceUnavailable) and not error.after


def _reread_file(finished: FinishedFile, file: Path, *, stop: threading.Event) -> FinishedFile:
    """Return `finished` with the file's current size and hash; FileNotFoundError when it was removed."""
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise DownloadFailed("The hook script left something that is not a file.")
    content = Content(size=found.st_size, sha256=hash_file(file, stop=stop))
    return replace(finished, file=file, content=content, book=replace(finished.book, size=found.st_size))
