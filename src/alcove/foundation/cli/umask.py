"""Umask: files of Alcove are private; files that a command exports have the permissions of the caller's umask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

PRIVATE_UMASK: Final = 0o077

_caller_umask: ContextVar[int | None] = ContextVar("callers_umask", default=None)


def keep_files_private() -> None:
    """Make new files of this process and its children unreadable for other users; remember the caller's umask."""
    _caller_umask.set(os.umask(PRIVATE_UMASK))


@contextmanager
def callers_umask() -> Iterator[None]:
    """Create files in the block with the caller's umask."""
    umask = _caller_umask.get()
    previous = os.umask(PRIVATE_UMASK if umask is None else umask)
    try:
        yield
    finally:
        os.umask(previous)
