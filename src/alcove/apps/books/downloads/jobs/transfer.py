"""Transfers a book's file from the first of its locations that serves a valid one."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from alcove import __version__
from alcove.apps.books.delivery import (
    DownloadFailed,
    FolderUnavailable,
    check_free_space,
    run_in_thread,
    run_to_completion,
)
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.partial_file import PartialFile
from alcove.apps.books.downloads.jobs.progress import ProgressReporter
from alcove.apps.books.downloads.jobs.response_plan import (
    NOT_FOUND_MESSAGE,
    RemoteFile,
    ResponsePlan,
    RetryTransfer,
    SourceHeld,
    TransientFailure,
    plan_response,
)
from alcove.apps.books.downloads.jobs.time_limit import TimeLimit, UntimedLimiter
from alcove.apps.books.downloads.model import InvalidBookFile, detect_format, is_web_page
from alcove.apps.books.model.book import Location
from alcove.apps.books.model.media import format_size
from alcove.apps.books.queue import ClaimedDownload, claims
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import SourceInfo
from alcove.foundation.fetch import (
    CircuitOpen,
    Client,
    FetchError,
    InvalidResponse,
    Policy,
    RateLimited,
    RateLimiterDown,
    StreamedResponse,
    TimedOut,
    TooLarge,
    Unreachable,
    private_server,
)
from alcove.foundation.ratelimit import PacedLimiter, PostgresLimitStore, RefusalPolicy, ResponseInfo
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

BUFFER_SIZE: Final = 1024 * 1024
"""Bytes buffered in memory before they are written."""
FLUSH_INTERVAL: Final = 0.25
"""Seconds after which buffered bytes are written."""
MIN_PROGRESS: Final = 64 * 1024
"""Bytes after which a broken attempt does not count as a failure."""
MAX_DELAY: Final = 60.0
"""Seconds that a download waits at most in its slot; for longer, the slot is given to another one."""
JITTER: Final = 0.25
MEGABYTE: Final = 1024 * 1024

_HASH: Final = re.compile(r"[0-9a-f]+")
_PAGES: Final = frozenset({"html", "htm", "xhtml"})

log = get_logger("alcove.books.transfer")


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadedFile:
    """A verified file."""

    path: Path
    format: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Transfers the file of one download."""

    deps: JobDeps
    claimed: ClaimedDownload
    info: SourceInfo
    settings: BooksSettings
    folder: Path
    reporter: ProgressReporter
    limit: TimeLimit

    async def fetch(self, locations: Sequence[Location]) -> DownloadedFile:
        """Return the file of the first location that serves a valid one.

        SourceHeld, TransientFailure when a location may serve it later, else DownloadFailed with the last reason.
        """
        remote = msgspec.convert(self.claimed.part, RemoteFile)
        failed, transient = DownloadFailed(NOT_FOUND_MESSAGE), None
        # Most of the file may be here already, from the location that an interrupted run was loading from.
        for location in sorted(locations, key=lambda candidate: candidate.url != remote.url):
            try:
                return await self._fetch_from(location, remote=remote)
            except FolderUnavailable:
                # Another location would not help.
                raise
            except DownloadFailed as error:
                log.info("location_failed", book=self.claimed.lease.id, host=_host(location.url), reason=str(error))
                failed, transient = error, error if isinstance(error, TransientFailure) else transient
        raise transient or failed

    async def _fetch_from(self, location: Location, *, remote: RemoteFile) -> DownloadedFile:
        names = ["sha256", *(name for name in ("sha1", "md5") if getattr(location, name))]
        async with self._client(location) as client, self._open_part(names) as part:
            if remote.url != location.url or remote.boot != _boot_id() or not remote.validator:
                remote = RemoteFile(url=location.url, boot=_boot_id())
                await part.restart()
            await self._wait_for_host(_host(location.url))
            await self._fetch_with_retries(client, location, part=part, remote=remote)
            return await self._verify(location, part)

    def _open_part(self, digests: Sequence[str]) -> PartialFile:
        return PartialFile(self.folder, digests=digests, reserve_mb=self.settings.alcove_disk_reserve_mb)

    @asynccontextmanager
    async def _client(self, location: Location) -> AsyncIterator[Client]:
        contact = self.settings.contact
        policy = Policy(
            name=f"books-{self.info.name}",
            base_url=location.url,
            user_agent=f"Alcove/{__version__}" + (f" (+{contact})" if contact else ""),
            timeout=self.deps.timeouts,
            # Retries are counted here, where the received bytes are known.
            retries=0,
            retry_statuses=frozenset(),
            breaker=None,
            max_connections=2,
            hosts=frozenset(self.info.hosts),
            allow_private=frozenset({private_server(location.url)} if location.allow_private else ()),
        )
        limiter = PacedLimiter(
            PostgresLimitStore(self.deps.pool),
            f"books-{self.info.name}",
            gap=self.info.gap,
            clock=self.deps.clock,
            max_wait=MAX_DELAY,
            # Transfers have their own rules for waiting.
            refusals=RefusalPolicy(backoff_steps=(), raise_on_refusal=True),
        )
        async with self.deps.client(policy, UntimedLimiter(limiter, self.limit)) as client:
            yield client

    async def _wait_for_host(self, host: str) -> None:
        """Wait until few enough other transfers load from the host."""
        is_reported = False
        while not await self._claim_host(host):
            if not is_reported:
                await self.reporter.report_message(f"Waiting for {host}")
                is_reported = True
            with self.limit.pause():
                await self.deps.clock.sleep(1.0)

    async def _claim_host(self, host: str) -> bool:
        async with self.deps.pool.acquire() as connection, connection.transaction():
            return await claims.claim_host(connection, self.claimed.lease, host=host)

    async def _fetch_with_retries(
        self, client: Client, location: Location, *, part: PartialFile, remote: RemoteFile
    ) -> None:
        folders = (self.folder, self.settings.ingest(self.deps.data_dir))
        failures = 0
        while True:
            before = part.size
            attempt = _Attempt(
                location=location,
                part=part,
                remote=remote,
                reporter=self.reporter,
                settings=self.settings,
                folders=folders,
            )
            try:
                await attempt.run(client)
            except RetryTransfer as retry:
                if retry.after is not None and retry.after > MAX_DELAY:
                    raise SourceHeld(f"{self.info.display_name} asks to wait: {retry}", seconds=retry.after) from retry
                remote = RemoteFile(url=location.url, boot=_boot_id()) if retry.restart else attempt.remote
                failures = 1 if part.size - before >= MIN_PROGRESS and not retry.restart else failures + 1
                if failures >= self.settings.max_retry:
                    raise TransientFailure(str(retry)) from retry
                if retry.restart:
                    await part.restart()
                await self._pause(retry, failures=failures)
            else:
                return

    async def _pause(self, retry: RetryTransfer, *, failures: int) -> None:
        pause = backoff(self.settings.default_sleep, MAX_DELAY, jitter=JITTER, rng=self.deps.rng)(failures)
        if retry.after is not None and retry.after > pause:
            pause = retry.after
            await self.reporter.report_message(f"The source asks to wait for {pause:.0f} s")
        with self.limit.pause():
            await self.deps.clock.sleep(pause)

    async def _verify(self, location: Location, part: PartialFile) -> DownloadedFile:
        """Return the file when its checksum and its format are right; DownloadFailed."""
        for name in ("sha256", "sha1", "md5"):
            expected = getattr(location, name).strip().lower()
            if _HASH.fullmatch(expected) and part.digest(name).hex() != expected:
                await part.restart()
                raise DownloadFailed("The file's checksum is wrong.")
        declared = location.format or self.claimed.book.format
        try:
            format_ = await run_in_thread(lambda _: _detect_format(part.path, size=part.size, declared=declared))
        except InvalidBookFile as error:
            await part.restart()
            raise DownloadFailed(str(error)) from error
        return DownloadedFile(path=part.path, format=format_, size=part.size, sha256=part.digest("sha256"))


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """One request and its response body."""

    location: Location
    part: PartialFile
    remote: RemoteFile
    """What is known of the remote file so far."""
    reporter: ProgressReporter
    settings: BooksSettings
    folders: Sequence[Path]
    """Folders that need free space for the file."""

    @property
    def host(self) -> str:
        return _host(self.location.url)

    async def run(self, client: Client) -> None:
        """Load the missing bytes; RetryTransfer or DownloadFailed."""
        limit = self.settings.max_file_size_mb * MEGABYTE
        try:
            async with client.stream(
                "GET", self.location.url, headers=self._headers(), max_bytes=max(0, limit - self.part.size)
            ) as response:
                await self._read(response)
        except RateLimited as error:
            raise RetryTransfer(f"{self.host} asks for fewer requests.", after=error.after or None) from error
        except InvalidResponse as error:
            raise RetryTransfer(f"{error}.", restart=True) from error
        except (TimedOut, Unreachable, CircuitOpen, RateLimiterDown) as error:
            raise RetryTransfer(f"{error}.") from error
        except TooLarge as error:
            raise DownloadFailed(f"The file is larger than {self.settings.max_file_size_mb} MB.") from error
        except FetchError as error:
            log.warning("location_refused", host=self.host, kind=error.kind, error=str(error))
            raise DownloadFailed(f"{error}.") from error

    def _headers(self) -> dict[str, str]:
        headers = {**self.location.headers, "Accept-Encoding": "identity"}
        if self.part.size and self.remote.validator:
            headers |= {"Range": f"bytes={self.part.size}-", "If-Range": self.remote.validator}
        return headers

    async def _read(self, response: StreamedResponse) -> None:
        info = ResponseInfo(response.status, response.headers)
        plan = plan_response(info, received=self.part.size, remote=self.remote, host=self.host)
        if plan.finished:
            return
        if plan.start != self.part.size:
            await self.part.restart()
        total = plan.total
        self.remote = replace(
            self.remote,
            length=total,
            etag=info.header("ETag") or self.remote.etag,
            modified=info.header("Last-Modified") or self.remote.modified,
        )
        missing = (total or 0) - self.part.size
        reserve = self.settings.alcove_disk_reserve_mb
        await self.reporter.start(self.remote, done=self.part.size)
        await run_in_thread(lambda _: check_free_space(*self.folders, size=missing, reserve_mb=reserve))
        await self._read_body(response, plan)
        if total is not None and self.part.size != total:
            sent = f"{format_size(self.part.size)} instead of {format_size(total)}"
            raise RetryTransfer(f"{self.host} sent {sent}.", restart=self.part.size > total)
        if not self.part.size:
            raise RetryTransfer(f"{self.host} sent an empty file.", restart=True)

    async def _read_body(self, response: StreamedResponse, plan: ResponsePlan) -> None:
        loop = asyncio.get_running_loop()
        writer = _BackgroundWriter(self.part)
        buffer, size, flushed = [], 0, loop.time()
        is_first = plan.start == 0
        try:
            async for chunk in response.chunks:
                if is_first and chunk:
                    self._reject_web_page(chunk, media_type=response.headers.get("content-type", ""))
                    is_first = False
                buffer.append(chunk)
                size += len(chunk)
                if size >= BUFFER_SIZE or loop.time() - flushed >= FLUSH_INTERVAL:
                    await writer.add(buffer)
                    await self.reporter.report(self.part.size, total=plan.total)
                    buffer, size, flushed = [], 0, loop.time()
        except FetchError:
            # The bytes received before the error are valid.
            await writer.add(buffer)
            raise
        else:
            await writer.add(buffer)
        finally:
            await writer.flush()

    def _reject_web_page(self, head: bytes, *, media_type: str) -> None:
        """Raise DownloadFailed at once when the source sends a web page instead of a book."""
        if self.location.format.lower() not in _PAGES and is_web_page(head[:4096], media_type=media_type):
            raise DownloadFailed("Not a book file: the source sent a web page.")


class _BackgroundWriter:
    """Writes chunks in a thread while the next ones are received."""

    def __init__(self, part: PartialFile) -> None:
        self._part = part
        self._writing: asyncio.Task[None] | None = None

    async def add(self, chunks: Sequence[bytes]) -> None:
        """Start to write chunks, after those added before are written."""
        await self.flush()
        self._writing = asyncio.create_task(self._part.write(chunks))

    async def flush(self) -> None:
        """Wait until all chunks are written."""
        writing, self._writing = self._writing, None
        if writing is not None:
            await run_to_completion(writing)


def _detect_format(path: Path, *, size: int, declared: str) -> str:
    with path.open("rb") as file:
        return detect_format(file, size=size, declared=declared)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=1)
def _boot_id() -> str:
    """Return the boot id of the machine, '' where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
