"""Is a server alive behind a data folder? What its pid file and its socket say."""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from alcove.foundation.database.errors import SocketPathTooLong

PORT = 5432
# What the strictest of the supported systems leaves for a path, its closing zero apart.
LONGEST_ADDRESS = 103

# No system gives out such a pid.
_NOBODY = 2**30


class State(StrEnum):
    """What a server is doing."""

    STOPPED = "stopped"
    CHANGING = "starting or stopping"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class PidFile:
    """The lines of postmaster.pid that matter here."""

    pid: int
    status: str

    @classmethod
    def read(cls, path: Path) -> "PidFile | None":
        """Read the file, or return None when there is none yet or any more."""
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            return cls(abs(int(lines[0])), lines[7].strip() if len(lines) > 7 else "starting")
        except (FileNotFoundError, ValueError, IndexError):
            return None


def address(folder: Path) -> Path:
    """Return where the server of `folder` listens; SocketPathTooLong when no client could name it."""
    path = folder / f".s.PGSQL.{PORT}"
    if len(os.fsencode(path)) > LONGEST_ADDRESS:
        over = len(os.fsencode(path)) - LONGEST_ADDRESS
        raise SocketPathTooLong(
            f"the data directory's path is {over} characters too long for PostgreSQL's socket: "
            f"{folder.parent}. Choose a shorter one with ALCOVE_DATA_DIR, or set DATABASE_URL to use another PostgreSQL"
        )
    return path


def state(folder: Path) -> State:
    """Find out what the server in `folder`/data is doing."""
    found = PidFile.read(folder / "data" / "postmaster.pid")
    if found is None or not _runs(found.pid, folder / "data"):
        return State.STOPPED
    return State.READY if found.status == "ready" and _answers(folder) else State.CHANGING


def disown_stale_pid(folder: Path) -> None:
    """Keep PostgreSQL from taking an unrelated process for its own after the machine has been restarted.

    Only the pid is replaced: PostgreSQL still looks at the shared memory named in the file before it goes on.
    """
    path = folder / "data" / "postmaster.pid"
    found = PidFile.read(path)
    if found is None or _runs(found.pid, folder / "data"):
        return
    with suppress(FileNotFoundError):
        _, _, rest = path.read_bytes().partition(b"\n")
        with path.open("r+b") as file:
            file.write(str(_NOBODY).encode() + b"\n" + rest)
            file.truncate()


def _runs(pid: int, data: Path) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        # A server works inside its data folder; a process that got the same pid later does not.
        return (Path("/proc") / str(pid) / "cwd").readlink() == data.resolve()
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except PermissionError:
        return True


def _answers(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2.0)
        try:
            client.connect(str(address(folder)))
        except OSError:
            return False
    return True
