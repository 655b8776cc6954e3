"""Is a server alive behind a data folder? What its pid file and its socket say."""

import os
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from alcove.foundation.database.errors import ClusterFailed, SocketPathTooLong

PORT = 5432
# What the strictest of the supported systems leaves for a path, its closing zero apart.
LONGEST_ADDRESS = 103

# No system gives out such a pid.
_NOBODY = 2**30

BEING_WRITTEN = 2.0


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
    """Return where the server of `folder` listens; an error when no client could name it."""
    path = folder / f".s.PGSQL.{PORT}"
    if "," in str(folder):
        raise ClusterFailed(
            f"the data directory's path has a comma, which PostgreSQL's clients read as two places: {folder.parent}. "
            "Choose another one with ALCOVE_DATA_DIR"
        )
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
    if found is None or not runs(found.pid, folder / "data"):
        return State.STOPPED
    return State.READY if found.status == "ready" and _answers(folder) else State.CHANGING


def pid_of(folder: Path) -> int | None:
    """Return the pid of the server in `folder`/data, or None when it does not run."""
    found = PidFile.read(folder / "data" / "postmaster.pid")
    return found.pid if found is not None and runs(found.pid, folder / "data") else None


def clear_stale_pid(folder: Path) -> None:
    """Keep PostgreSQL from being misled by a pid file from before the machine was switched off.

    Another process may have got the same pid since: only the pid is replaced then, because PostgreSQL still looks
    at the shared memory named in the file. A file without a pid is removed, unless it is being written just now.
    """
    path = folder / "data" / "postmaster.pid"
    with suppress(FileNotFoundError):
        while PidFile.read(path) is None:
            if time.time() - path.stat().st_mtime > BEING_WRITTEN:
                path.unlink()
            time.sleep(0.02)
        if pid_of(folder) is None:
            _, _, rest = path.read_bytes().partition(b"\n")
            with path.open("r+b") as file:
                file.write(str(_NOBODY).encode() + b"\n" + rest)
                file.truncate()


def runs(pid: int, data: Path) -> bool:
    """Tell whether a process is the server of this data folder and not one that got its pid later."""
    try:
        arguments = os.fsdecode((Path("/proc") / str(pid) / "cmdline").read_bytes()).split("\0")
    except FileNotFoundError:
        return not Path("/proc/self").exists() and _runs_by_ps(pid, data)
    except ProcessLookupError:
        return False
    return any(flag == "-D" and Path(value).resolve() == data.resolve() for flag, value in pairwise(arguments))


def exists(pid: int) -> bool:
    """Tell whether there is a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _runs_by_ps(pid: int, data: Path) -> bool:
    command = ["/bin/ps", "-o", "args=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - a number
    return f"-D {data}" in done.stdout


def _answers(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2.0)
        try:
            client.connect(str(address(folder)))
        except OSError:
            return False
    return True
