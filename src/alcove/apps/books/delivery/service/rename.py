"""Renames complete files to their final names, never replacing another, with and without renameat2 and hard links.

Libraries watch their folder for `close_write` and `moved_to`. Whichever way a file appears, they see one such event on
its final name, with the whole file.
"""

import contextlib
import ctypes
import errno
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_NO_REPLACE: Final = 1


def rename_no_replace(source: Path, target: Path) -> None:
    """Rename a file within its file system; FileExistsError when the name is taken.

    The caller holds the delivery lock of the folder, because some file systems have no rename that checks the name.
    """
    # Network file systems report in many ways what they lack. An error with another reason happens in the last way too.
    for rename in (_rename_atomically, _rename_by_link):
        try:
            return rename(source, target)
        except FileExistsError:
            raise
        except OSError:
            continue
    return _rename_plainly(source, target)


def _rename_atomically(source: Path, target: Path) -> None:
    rename = _renameat2()
    if rename is None:
        raise OSError(errno.ENOSYS, "no renameat2")
    if rename(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _NO_REPLACE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


@lru_cache(maxsize=1)
def _renameat2() -> "ctypes._NamedFuncPointer | None":
    library = ctypes.CDLL(None, use_errno=True)
    found: ctypes._NamedFuncPointer | None = getattr(library, "renameat2", None)
    if found is not None:
        found.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    return found


def _rename_by_link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        # A network file system may have carried out a request that it then repeated.
        if not os.path.samestat(source.lstat(), target.lstat()):
            raise
    finish_link(source, target)


def finish_link(source: Path, target: Path) -> None:
    """Remove the old name of a file that has its final one too, and close the file once as if it had been written.

    A link alone causes no event that a library watches. The file is open before the old name is removed, so that the
    event also comes when this process is killed in between. OSError, without the final name, when it cannot be opened.
    """
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        # The library did not wait for an event and has taken the file.
        return source.unlink()
    except OSError:
        target.unlink()
        raise
    try:
        # The file is published, even if its old name, which libraries ignore, stays.
        with contextlib.suppress(OSError):
            source.unlink()
    finally:
        os.close(descriptor)


def _rename_plainly(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)
