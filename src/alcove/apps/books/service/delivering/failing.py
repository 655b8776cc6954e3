"""Why a book cannot be had, in words for its reader; no path of the server is among them."""

import errno
from typing import Final

NO_SPACE: Final = "There is no space left for the book."
LIBRARY: Final = "The library's folder"
STAGING: Final = "The folder for unfinished files"

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_MISSING: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


class BookFailed(Exception):
    """The book cannot be had; the text tells its reader why."""


def reason_of(error: OSError, *, folder: str) -> str:
    """Return why a file could not be kept in a folder, which is named for people."""
    if error.errno in _FULL:
        return NO_SPACE
    if error.errno in _CLOSED:
        return f"{folder} is not writable."
    if error.errno in _MISSING:
        return f"{folder} is missing."
    if error.errno == errno.ENAMETOOLONG:
        return "The file's name is too long."
    if error.errno == errno.EFBIG:
        return "The file is too large for its folder."
    return f"{folder} cannot be used."
