"""The bytes of a book, from the first of its locations that gives a good file."""

import asyncio
import math
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
from alcove.apps.books.delivery import DownloadFailed, check_free_space, run_in_thread, run_to_completion
from alcove.apps.books.downloads.jobs.deps import JobDeps
from alcove.apps.books.downloads.jobs.partial_file import PartialFile
from alcove.apps.books.downloads.jobs.progress import ProgressReporter
from alcove.apps.books.downloads.jobs.response_plan import RemoteFile, ResponsePlan, RetryTransfer, plan_response
from alcove.apps.books.downloads.model import InvalidBookFile, detect_format, is_web_page
from alcove.apps.books.model.book import Location
from alcove.apps.books.queue import ClaimedDownload, claims
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import SourceInfo
from alcove.foundation.fetch import (
    Breaker,
    CircuitOpen,
    Client,
    FetchError,
    Policy,
    RateLimited,
    RateLimiterDown,
    StreamedResponse,
    TimedOut,
    TooLarge,
    Unreachable,
)
from alcove.foundation.ratelimit import PacedLimiter, PostgresLimitStore, RefusalPolicy, ResponseInfo
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

BUFFER_SIZE: Final = 1024 * 1024
"""Bytes kept in memory at most before they are written."""
FLUSH_INTERVAL: Final = 0.25
"""Seconds that bytes wait in memory at most."""
MIN_PROGRESS: Final = 64 * 1024
"""Bytes by which a broken try was not in vain; it does not count."""
MAX_DELAY: Final = 60.0
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
    """Fetches one book."""

    deps: JobDeps
    claimed: ClaimedDownload
    info: SourceInfo
    settings: BooksSettings
    folder: Path
    reporter: ProgressReporter

    async def fetch(self, locations: Sequence[Location]) -> DownloadedFile:
        """Return the file of the first location that gives one; BookFailed says why the last did not."""
        noted = msgspec.convert(self.claimed.part, RemoteFile)
        failed = DownloadFailed("The book is gone at the source.")
        # The location that an interrupted run was loading from may have most of the file here.
        for location in sorted(locations, key=lambda place: place.url != noted.url):
            try:
                return await self._from(location, noted=noted)
            except DownloadFailed as error:
                log.info("location_failed", book=self.claimed.lease.id, host=_host(location.url), reason=str(error))
                failed = error
        raise failed

    async def _from(self, location: Location, *, noted: RemoteFile) -> DownloadedFile:
        names = ["sha256", *(name for name in ("sha1", "md5") if getattr(location, name))]
        async with self._client(location) as client, PartialFile(self.folder, digests=names) as part:
            if noted.url != location.url or noted.boot != _boot_id() or not noted.validator:
                noted = RemoteFile(url=location.url, boot=_boot_id())
                await part.restart()
            await self._claim(_host(location.url))
            await self._tries(client, location, part=part, noted=noted)
            return await self._verified(location, part)

    @asynccontextmanager
    async def _client(self, location: Location) -> AsyncIterator[Client]:
        contact = self.settings.contact
        policy = Policy(
            name=f"books-{self.info.name}",
            base_url=location.url,
            user_agent=f"Alcove/{__version__}" + (f" (+{contact})" if contact else ""),
            timeout=self.deps.timeouts,
            # Tries are counted here, where the bytes that have arrived are known.
            retries=0,
            retry_statuses=frozenset(),
            breaker=Breaker(failures=1_000_000),
            max_connections=2,
            hosts=frozenset(self.info.hosts),
            allow_private=frozenset({_host(location.url)} if location.allow_private else ()),
        )
        limiter = PacedLimiter(
            PostgresLimitStore(self.deps.pool),
            f"books-{self.info.name}",
            gap=self.info.gap,
            clock=self.deps.clock,
            max_wait=math.inf,
            # A transfer waits by rules of its own.
            refusals=RefusalPolicy(backoff_steps=(), raise_on_refusal=True),
        )
        async with self.deps.client(policy, limiter) as client:
            yield client

    async def _claim(self, host: str) -> None:
        """Wait until few enough others load from the host."""
        is_told = False
        while not await self._claim_once(host):
            if not is_told:
                await self.reporter.say(f"Waiting for {host}")
                is_told = True
            await self.deps.clock.sleep(1.0)

    async def _claim_once(self, host: str) -> bool:
        async with self.deps.pool.acquire() as connection, connection.transaction():
            return await claims.claim_host(connection, self.claimed.lease, host=host)

    async def _tries(self, client: Client, location: Location, *, part: PartialFile, noted: RemoteFile) -> None:
        rooms = (self.folder, self.settings.ingest(self.deps.data_dir))
        failures = 0
        while True:
            before = part.size
            one = _Attempt(
                location=location, part=part, noted=noted, reporter=self.reporter, settings=self.settings, rooms=rooms
            )
            try:
                await one.run(client)
            except RetryTransfer as again:
                noted = RemoteFile(url=location.url, boot=_boot_id()) if again.afresh else one.noted
                failures = 1 if part.size - before >= MIN_PROGRESS and not again.afresh else failures + 1
                if failures >= self.settings.max_retry:
                    raise DownloadFailed(str(again)) from again
                if again.afresh:
                    await part.restart()
                await self._pause(again, failures=failures)
            else:
                return

    async def _pause(self, again: RetryTransfer, *, failures: int) -> None:
        pause = backoff(self.settings.default_sleep, MAX_DELAY, jitter=JITTER, rng=self.deps.rng)(failures)
        if again.after is not None and again.after > pause:
            pause = again.after
            await self.reporter.say(f"The source asks to wait for {pause:.0f} s")
        await self.deps.clock.sleep(pause)

    async def _verified(self, location: Location, part: PartialFile) -> DownloadedFile:
        """Return the file if it is what it should be."""
        for name in ("sha256", "sha1", "md5"):
            wanted = getattr(location, name).strip().lower()
            if _HASH.fullmatch(wanted) and part.digest(name).hex() != wanted:
                await part.restart()
                raise DownloadFailed("The file's checksum is wrong.")
        declared = location.format or self.claimed.book.format
        try:
            found = await run_in_thread(lambda _: _detect_format(part.path, size=part.size, declared=declared))
        except InvalidBookFile as error:
            await part.restart()
            raise DownloadFailed(str(error)) from error
        return DownloadedFile(path=part.path, format=found, size=part.size, sha256=part.digest("sha256"))


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """One request and its body."""

    location: Location
    part: PartialFile
    noted: RemoteFile
    """What is known of the file by now."""
    reporter: ProgressReporter
    settings: BooksSettings
    rooms: Sequence[Path]
    """Folders that need room for the file."""

    @property
    def host(self) -> str:
        return _host(self.location.url)

    async def run(self, client: Client) -> None:
        """Load what is missing; Again or BookFailed when that does not work."""
        most = self.settings.max_file_size_mb * MEGABYTE
        try:
            async with client.stream(
                "GET", self.location.url, headers=self._headers(), max_bytes=max(0, most - self.part.size)
            ) as answer:
                await self._read(answer)
        except RateLimited as error:
            raise RetryTransfer(f"{self.host} wants fewer requests.", after=error.after or None) from error
        except TimedOut as error:
            raise RetryTransfer(f"{self.host} timed out.") from error
        except (Unreachable, CircuitOpen, RateLimiterDown) as error:
            raise RetryTransfer(f"{self.host} cannot be reached.") from error
        except TooLarge as error:
            raise DownloadFailed(f"The file is larger than {self.settings.max_file_size_mb} MB.") from error
        except FetchError as error:
            log.warning("location_refused", host=self.host, kind=error.kind, error=str(error))
            raise DownloadFailed(f"{self.host} cannot be asked for the book.") from error

    def _headers(self) -> dict[str, str]:
        headers = {**self.location.headers, "Accept-Encoding": "identity"}
        if self.part.size and self.noted.validator:
            headers |= {"Range": f"bytes={self.part.size}-", "If-Range": self.noted.validator}
        return headers

    async def _read(self, answer: StreamedResponse) -> None:
        info = ResponseInfo(answer.status, answer.headers)
        found = plan_response(info, have=self.part.size, noted=self.noted, host=self.host)
        if found.finished:
            return
        if found.start != self.part.size:
            await self.part.restart()
        total = found.total
        self.noted = replace(
            self.noted,
            length=total,
            etag=info.header("ETag") or self.noted.etag,
            modified=info.header("Last-Modified") or self.noted.modified,
        )
        missing = (total or 0) - self.part.size
        await run_in_thread(lambda _: check_free_space(*self.rooms, size=missing))
        await self.reporter.begin(self.noted, done=self.part.size)
        await self._body(answer, found)
        if total is not None and self.part.size != total:
            raise RetryTransfer(f"{self.host} broke off.", afresh=self.part.size > total)

    async def _body(self, answer: StreamedResponse, found: ResponsePlan) -> None:
        loop = asyncio.get_running_loop()
        writer = _BackgroundWriter(self.part)
        kept, size, flushed = [], 0, loop.time()
        is_first = found.start == 0
        try:
            async for chunk in answer.chunks:
                if is_first and chunk:
                    self._look(chunk, media_type=answer.headers.get("content-type", ""))
                    is_first = False
                kept.append(chunk)
                size += len(chunk)
                if size >= BUFFER_SIZE or loop.time() - flushed >= FLUSH_INTERVAL:
                    await writer.add(kept)
                    await self.reporter.advance(self.part.size, total=found.total)
                    kept, size, flushed = [], 0, loop.time()
        except FetchError:
            # What came before the end is good.
            await writer.add(kept)
            raise
        else:
            await writer.add(kept)
        finally:
            await writer.settle()

    def _look(self, head: bytes, *, media_type: str) -> None:
        """Stop early when a web page comes instead of a book."""
        if self.location.format.lower() not in _PAGES and is_web_page(head[:4096], media_type=media_type):
            raise DownloadFailed("Not a book file: the source sent a web page.")


class _BackgroundWriter:
    """Writes in a thread while the next bytes are read."""

    def __init__(self, part: PartialFile) -> None:
        self._part = part
        self._writing: asyncio.Task[None] | None = None

    async def add(self, pieces: Sequence[bytes]) -> None:
        """Begin to write, after what was added before is written."""
        await self.settle()
        self._writing = asyncio.create_task(self._part.write(pieces))

    async def settle(self) -> None:
        """Wait until everything is written."""
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
    """Return what names this start of the machine, '' where it does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
