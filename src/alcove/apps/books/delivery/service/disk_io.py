"""File operations in threads that are always waited for, with error messages for users that contain no path."""

import asyncio
import errno
import os
import stat
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")


class WorkStopped(Exception):
    """Raised by work whose stop event was set."""


async def run_in_thread(work: Callable[[threading.Event], T]) -> T:
    """Run `work` in a thread; when the caller is cancelled, the event is set and the thread waited for."""
    stop = threading.Event()
    return await run_to_completion(asyncio.to_thread(work, stop), on_cancel=stop.set)


async def run_to_completion(work: Awaitable[T], *, on_cancel: Callable[[], object] = lambda: None) -> T:
    """Wait until `work` ends, also when the caller is cancelled: then `on_cancel` is called first."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        on_cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            # Nobody needs the result any more, but asyncio wants the exception to be retrieved.
            task.exception()
        raise


NO_SPACE: Final = "There is no space left for the book."
LIBRARY_LABEL: Final = "The library's folder"
STAGING_LABEL: Final = "The folder for unfinished files"

_NO_SPACE_ERRORS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_PERMISSION_ERRORS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_MISSING_ERRORS: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


class DownloadFailed(Exception):
    """The download fails; the text tells users why."""


def describe_os_error(error: OSError, *, folder: str) -> str:
    """Return for users why a file could not be written; `folder` is the folder's label."""
    if error.errno in _NO_SPACE_ERRORS:
        return NO_SPACE
    if error.errno in _PERMISSION_ERRORS:
        return f"{folder} is not writable."
    if error.errno in _MISSING_ERRORS:
        return f"{folder} is missing."
    if error.errno == errno.ENAMETOOLONG:
        return "The file's name is too long."
    if error.errno == errno.EFBIG:
        return "The file is too large for its folder."
    return f"{folder} cannot be used."


async def run_on_disk(work: Callable[[threading.Event], T], *, folder: str = LIBRARY_LABEL) -> T:
    """Run file operations in a thread; DownloadFailed tells users what is wrong with the folder."""
    try:
        return await run_in_thread(work)
    except OSError as error:
        if folder == LIBRARY_LABEL and isinstance(error, FileExistsError):
            # The caller tries the next name.
            raise
        raise DownloadFailed(describe_os_error(error, folder=folder)) from error


def stat_regular_file(path: Path) -> os.stat_result | None:
    """Return the stat result of a path, None when it is no regular file; links are not followed."""
    try:
        stats = path.lstat()
    except (OSError, ValueError):
        return None
    return stats if stat.S_ISREG(stats.st_mode) else None
