"""Work with files, done in a thread and never left behind, and why it fails in words for the book's reader.

No path of the server is among these words.
"""

import asyncio
import errno
import threading
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

T = TypeVar("T")


class WorkStopped(Exception):
    """Raised by work that was told to stop."""


async def run_in_thread(work: Callable[[threading.Event], T]) -> T:
    """Run `work` in a thread; when the caller is cancelled it is told by the event, and waited for."""
    stop = threading.Event()
    return await run_to_completion(asyncio.to_thread(work, stop), on_cancel=stop.set)


async def run_to_completion(work: Awaitable[T], *, on_cancel: Callable[[], object] = lambda: None) -> T:
    """Wait for `work` to its end, also when the caller is cancelled: then `on_cancel` is called first."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        on_cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            # What became of it no longer interests anybody, but must be looked at.
            task.exception()
        raise


NO_SPACE: Final = "There is no space left for the book."
LIBRARY_LABEL: Final = "The library's folder"
STAGING_LABEL: Final = "The folder for unfinished files"

_NO_SPACE_ERRORS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_PERMISSION_ERRORS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_MISSING_ERRORS: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


class DownloadFailed(Exception):
    """The book cannot be had; the text tells its reader why."""


def describe_os_error(error: OSError, *, folder: str) -> str:
    """Return why a file could not be kept in a folder, which is named for people."""
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
    """Do something with files in a thread; BookFailed says in words for a reader what goes wrong with the folder."""
    try:
        return await run_in_thread(work)
    except OSError as error:
        if folder == LIBRARY_LABEL and isinstance(error, FileExistsError):
            # Where a name is taken, the caller tries the next one.
            raise
        raise DownloadFailed(describe_os_error(error, folder=folder)) from error
