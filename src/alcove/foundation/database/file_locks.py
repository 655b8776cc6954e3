"""File locks (flock), which the kernel releases when their holder exits for any reason."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alcove.foundation.database.errors import ClusterBusy
from alcove.foundation.database.system_account import SystemAccount

_POLL = 0.02


def open_lock(path: Path, account: SystemAccount) -> int:
    """Open a lock file, created with `account` as owner; the descriptor closes on exec."""
    with suppress(FileExistsError):
        created = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        account.chown(created)
        return created
    return os.open(path, os.O_RDWR | os.O_CLOEXEC)


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take or convert a lock without waiting; return whether that succeeded."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def hold_exclusive(path: Path, account: SystemAccount, *, timeout: float) -> Iterator[int]:
    """Hold an exclusive lock during the block and yield its descriptor; ClusterBusy after `timeout` seconds."""
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
