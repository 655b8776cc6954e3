"""The hook script: a program of the owner's that runs on every file before it is delivered."""

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
"""Seconds after which the script is killed."""
MAX_REASON: Final = 100
"""Characters of its error output that are shown to users."""
MAX_OUTPUT: Final = 4000
"""Bytes of its output that are read."""
OUTPUT_GRACE: Final = 0.5
"""Seconds to wait for output after the script has exited: a process that it left running may hold the pipes open."""

log = get_logger("alcove.books.hook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A script and how it is run."""

    script: Path
    environ: Mapping[str, str]
    timeout: float = TIMEOUT
    umask: int = 0o022


def hook_problem(script: Path) -> str:
    """Return why a script cannot be run, '' when it can."""
    if not script.is_file():
        return "The hook script is missing."
    if not os.access(script, os.X_OK):
        return "The hook script is not executable."
    return ""


async def run_hook(hook: Hook, file: Path, *, book: Book, destination: Path) -> None:
    """Run the script on a file, which it may change in place or delete; DownloadFailed when it fails.

    It runs in its own process group, which is killed after the timeout and when the caller is cancelled.
    """
    problem = hook_problem(hook.script)
    if problem:
        raise DownloadFailed(problem)
    environ = {**hook.environ, **_hook_environ(book, destination)}
    async with _start_hook([str(hook.script), str(file)], hook=hook, environ=environ, folder=file.parent) as started:
        try:
            status = await asyncio.wait_for(started.process.wait(), hook.timeout)
        except TimeoutError as error:
            raise DownloadFailed(f"The hook script took longer than {hook.timeout:g} s.") from error
        stdout, stderr = await started.read_output()
    log.info("hook_ended", book=book.id, status=status, stdout=stdout[:MAX_OUTPUT], stderr=stderr[:MAX_OUTPUT])
    if status != 0:
        reason = " ".join(stderr.split())[:MAX_REASON] or f"status {status}"
        raise DownloadFailed(f"The hook script failed: {reason}")


def _hook_environ(book: Book, destination: Path) -> dict[str, str]:
    variables = {
        "BOOK_ID": book.id,
        "BOOK_TITLE": book.title,
        "BOOK_AUTHOR": book.author,
        "BOOK_FORMAT": book.format,
        "BOOK_SOURCE": book.source,
        "BOOK_DEST": str(destination),
    }
    return {name: value.replace("\0", "").encode(errors="replace").decode() for name, value in variables.items()}


@dataclass(frozen=True, slots=True)
class _HookProcess:
    process: asyncio.subprocess.Process
    readers: tuple[asyncio.Task[bytes], ...]

    async def read_output(self) -> list[str]:
        """Return what the script wrote to stdout and stderr."""
        await asyncio.wait(self.readers, timeout=OUTPUT_GRACE)
        outputs = []
        for reader in self.readers:
            reader.cancel()
            outputs.append(await reader)
        return [output.decode(errors="replace") for output in outputs]


@asynccontextmanager
async def _start_hook(
    command: list[str], *, hook: Hook, environ: Mapping[str, str], folder: Path
) -> AsyncIterator[_HookProcess]:
    # Own pipes: those of asyncio would wait for processes that the script left running.
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
    """Return a reader of a new pipe, and the pipe's write end."""
    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
    )
    stack.callback(transport.close)
    return reader, writing


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Return the first MAX_OUTPUT bytes of a pipe and discard the rest, until it ends or the task is cancelled."""
    output = b""
    with contextlib.suppress(asyncio.CancelledError):
        while chunk := await reader.read(65536):
            output = (output + chunk)[:MAX_OUTPUT]
    return output


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
