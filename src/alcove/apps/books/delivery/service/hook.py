"""The program of the owner's that sees every file before it is delivered."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery.service.disk_io import DownloadFailed
from alcove.apps.books.model.book import Book
from alcove.foundation.telemetry import get_logger

TIMEOUT: Final = 300.0
"""Seconds that the program gets."""
MAX_REASON: Final = 100
"""Letters of its complaint that a reader sees."""
MAX_OUTPUT: Final = 4000
"""Bytes of its output that are kept."""
OUTPUT_GRACE: Final = 0.5
"""Seconds that output may still come once the program has ended: what it left running may hold the pipes."""

log = get_logger("alcove.books.hook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A program and what it is run with."""

    script: Path
    environ: Mapping[str, str]
    longest: float = TIMEOUT
    umask: int = 0o022


def hook_problem(script: Path) -> str:
    """Return why a program cannot be run, '' when it can."""
    if not script.is_file():
        return "The hook script is missing."
    if not os.access(script, os.X_OK):
        return "The hook script is not executable."
    return ""


async def run_hook(hook: Hook, file: Path, *, book: Book, destination: Path) -> None:
    """Run the program on a file, which it may change in place or delete; BookFailed when it fails.

    It runs in a process group of its own, which is killed when its time is up or the caller is cancelled.
    """
    trouble = hook_problem(hook.script)
    if trouble:
        raise DownloadFailed(trouble)
    environ = {**hook.environ, **_hook_environ(book, destination)}
    async with _start_hook([str(hook.script), str(file)], hook=hook, environ=environ, folder=file.parent) as running:
        try:
            status = await asyncio.wait_for(running.process.wait(), hook.longest)
        except TimeoutError as error:
            raise DownloadFailed(f"The hook script took longer than {hook.longest:g} s.") from error
        said, complained = await running.words()
    log.info("hook_ended", book=book.id, status=status, stdout=said[:MAX_OUTPUT], stderr=complained[:MAX_OUTPUT])
    if status != 0:
        reason = " ".join(complained.split())[:MAX_REASON] or f"status {status}"
        raise DownloadFailed(f"The hook script failed: {reason}")


def _hook_environ(book: Book, destination: Path) -> dict[str, str]:
    described = {
        "BOOK_ID": book.id,
        "BOOK_TITLE": book.title,
        "BOOK_AUTHOR": book.author,
        "BOOK_FORMAT": book.format,
        "BOOK_SOURCE": book.source,
        "BOOK_DEST": str(destination),
    }
    return {name: value.replace("\0", "").encode(errors="replace").decode() for name, value in described.items()}


@dataclass(frozen=True, slots=True)
class _HookProcess:
    process: asyncio.subprocess.Process
    readers: tuple[asyncio.Task[bytes], ...]

    async def words(self) -> list[str]:
        """Return what came out of both pipes."""
        await asyncio.wait(self.readers, timeout=OUTPUT_GRACE)
        found = []
        for reader in self.readers:
            reader.cancel()
            found.append(await reader)
        return [words.decode(errors="replace") for words in found]


@asynccontextmanager
async def _start_hook(
    command: list[str], *, hook: Hook, environ: Mapping[str, str], folder: Path
) -> AsyncIterator[_HookProcess]:
    # Pipes of our own: asyncio's would keep us waiting for what the program left running.
    async with contextlib.AsyncExitStack() as stack:
        pipes = [await _open_pipe(stack) for _ in range(2)]
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=pipes[0][1],
                stderr=pipes[1][1],
                cwd=folder,
                env=environ,
                umask=hook.umask,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise DownloadFailed("The hook script cannot be run.") from error
        finally:
            for _, end in pipes:
                os.close(end)
        readers = tuple(asyncio.create_task(_read(reader)) for reader, _ in pipes)
        try:
            yield _HookProcess(process, readers)
        finally:
            await _kill(process)
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)


async def _open_pipe(stack: contextlib.AsyncExitStack) -> tuple[asyncio.StreamReader, int]:
    """Return what reads a pipe, and its other end."""
    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
    )
    stack.callback(transport.close)
    return reader, writing


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Return the first bytes of a pipe and swallow the rest, until it ends or the caller has heard enough."""
    kept = b""
    with contextlib.suppress(asyncio.CancelledError):
        while piece := await reader.read(65536):
            kept = (kept + piece)[:MAX_OUTPUT]
    return kept


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
