"""The lock that allows one `alcove serve` per data directory."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from alcove.foundation.cli import CONFLICT, CommandError
from alcove.foundation.settings import give_to_owner
from alcove.main.running_demo import LOCK_FILE


@contextlib.contextmanager
def serve_lock(directory: Path, *, address: str, about: Mapping[str, object] | None = None) -> Iterator[None]:
    """Hold `serve.lock` in the data directory; CommandError, with pid and address, when another process holds it.

    Commands that run beside the server read `about` from the file; it must have no secrets. The kernel releases the
    lock when the process exits, so a killed Alcove leaves nothing to clean up.
    """
    path = directory / LOCK_FILE
    # Unbuffered: nothing is left to write when the file is closed.
    with path.open("ab+", buffering=0) as file:
        give_to_owner(file.fileno(), directory)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError(
                f"Alcove already runs on this data directory ({_holder(path)}): {directory}", code=CONFLICT
            ) from error
        with contextlib.suppress(OSError):
            # On a full disk the lock holds without its text.
            file.truncate(0)
            file.write(json.dumps({"pid": os.getpid(), "address": address, **(about or {})}).encode())
        yield
        file.truncate(0)


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"pid {holder['pid']}, {holder['address']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "starting"
