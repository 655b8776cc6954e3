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
_MISSING_ERRORS: Final = frozenset({errno.ENOENT, errno.ENOTDIR})
_UNMOUNTED_ERRORS: Final = frozenset({errno.ENODEV})
_UNREACHABLE_ERRORS: Final = frozenset(
    {errno.ENOTCONN, errno.ESTALE, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ETIMEDOUT}
)


_TOO_LONG_ERRORS: Final = frozenset({errno.ENAMETOOLONG})
_NAME_ERRORS: Final = frozenset({errno.EINVAL, errno.EILSEQ})
_TOO_LARGE_ERRORS: Final = frozenset({errno.EFBIG})
_REASONS: Final = {
    _NO_SPACE_ERRORS: NO_SPACE,
    _PERMISSION_ERRORS: "{folder} is not writable.",
    _MISSING_ERRORS: "{folder} is missing.",
    _UNMOUNTED_ERRORS: "{folder} is not mounted as before. Mount it, or put any file into it to use it without.",
    _UNREACHABLE_ERRORS: "{folder} is on a disk or server that is not available.",
    _TOO_LONG_ERRORS: "The file's name is too long.",
    _NAME_ERRORS: "{folder} does not accept the file's name.",
    _TOO_LARGE_ERRORS: "The file is too large for its folder.",
}


class DownloadFailed(Exception):
    """The download fails; the text tells users why."""


class FolderUnavailable(DownloadFailed):
    """A folder cannot be used now; the download waits for it."""


class NameRefused(DownloadFailed):
    """The file system refuses the file's name, and may accept another one."""


def describe_os_error(error: OSError, *, folder: str) -> str:
    """Return for users why a file could not be written; `folder` is the folder's label."""
    for numbers, text in _REASONS.items():
        if error.errno in numbers:
            return text.format(folder=folder)
    return f"{folder} cannot be used."


async def run_on_disk(work: Callable[[threading.Event], T], *, folder: str = LIBRARY_LABEL) -> T:
    """Run file operations in a thread; FolderUnavailable, NameRefused or DownloadFailed say what is wrong."""
    try:
        return await run_in_thread(work)
    except OSError as error:
        if folder == LIBRARY_LABEL and isinstance(error, FileExistsError):
            # The caller tries the next name.
            raise
        raise _to_failure(error, folder=folder) from error


def _to_failure(error: OSError, *, folder: str) -> DownloadFailed:
    reason = describe_os_error(error, folder=folder)
    if error.errno in _TOO_LONG_ERRORS | _NAME_ERRORS:
        return NameRefused(reason)
    return DownloadFailed(reason) if error.errno in _TOO_LARGE_ERRORS else FolderUnavailable(reason)


def stat_regular_file(path: Path) -> os.stat_result | None:
    """Return the stat result of a path, None when it is no regular file; links are not followed."""
    try:
        stats = path.lstat()
    except (OSError, ValueError):
        return None
    return stats if stat.S_ISREG(stats.st_mode) else None
