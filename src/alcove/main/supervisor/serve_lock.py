"""One Alcove per data folder."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from alcove.foundation.cli import CONFLICT, CommandError


@contextlib.contextmanager
def serve_lock(place: Path, *, address: str) -> Iterator[None]:
    """Hold `serve.lock` in the data folder; CommandError, naming the holder, when another process does.

    The kernel drops the lock with the process, so a killed Alcove leaves nothing to clean up.
    """
    path = place / "serve.lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError(
                f"Alcove already runs on this data directory ({_holder(path)}): {place}", code=CONFLICT
            ) from error
        file.truncate(0)
        json.dump({"pid": os.getpid(), "address": address}, file)
        file.flush()
        yield
        file.truncate(0)


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"pid {found['pid']}, {found['address']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "just starting"
