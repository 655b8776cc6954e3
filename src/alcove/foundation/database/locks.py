"""Locks that the kernel frees when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alcove.foundation.database.account import Account
from alcove.foundation.database.errors import ClusterBusy

_POLL = 0.02


def open_lock(path: Path, account: Account) -> int:
    """Open a lock file, made for `account` when it is new; the descriptor closes on exec."""
    with suppress(FileExistsError):
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        account.own(made)
        return made
    return os.open(path, os.O_RDWR | os.O_CLOEXEC)


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take or convert a lock without waiting and tell whether that worked."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def exclusive(path: Path, account: Account, *, timeout: float) -> Iterator[int]:
    """Hold an exclusive lock for the block and give its descriptor; ClusterBusy when the time is up."""
    descriptor = open_lock(path, account)
    try:
        deadline = time.monotonic() + timeout
        while not try_lock(descriptor):
            if time.monotonic() > deadline:
                raise ClusterBusy(
                    f"another process has been starting or stopping PostgreSQL for {timeout:g} s: it holds {path}"
                )
            time.sleep(_POLL)
        yield descriptor
    finally:
        os.close(descriptor)
