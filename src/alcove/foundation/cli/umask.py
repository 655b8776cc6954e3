"""Files that Alcove makes are for its owner alone; what a command writes for its caller follows the caller's umask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PRIVATE = 0o077

_callers: ContextVar[int | None] = ContextVar("callers_umask", default=None)


def keep_files_private() -> None:
    """Close everything that this process and its children make from now on to other users."""
    _callers.set(os.umask(PRIVATE))


@contextmanager
def callers_umask() -> Iterator[None]:
    """Let new files in the block have the permissions that the caller's umask gives."""
    mask = _callers.get()
    before = os.umask(PRIVATE if mask is None else mask)
    try:
        yield
    finally:
        os.umask(before)
