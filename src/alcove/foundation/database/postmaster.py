"""The state of the server of a data directory, from its pid file and its socket."""

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
LONGEST_SOCKET_PATH = 103
"""Bytes; the lowest limit of the supported systems, without the terminating zero."""

# Above the highest possible pid.
_UNUSED_PID = 2**30

PID_FILE_WRITE_TIMEOUT = 2.0


class ServerState(StrEnum):
    """The state of a server."""

    STOPPED = "stopped"
    CHANGING = "starting or stopping"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class PidFile:
    """The pid and the status in postmaster.pid."""

    pid: int
    status: str

    @classmethod
    def read(cls, path: Path) -> "PidFile | None":
        """Return the content of the file, or None when it is missing or incomplete."""
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            return cls(abs(int(lines[0])), lines[7].strip() if len(lines) > 7 else "starting")
        except (FileNotFoundError, ValueError, IndexError):
            return None


def check_socket_path(folder: Path) -> Path:
    """Return the socket path of the server of `folder`; DatabaseError when clients cannot use such a path."""
    path = folder / f".s.PGSQL.{PORT}"
    if "," in str(folder):
        raise ClusterFailed(
            f"the data directory's path has a comma, which PostgreSQL's clients read as a separator: {folder.parent}. "
            "Choose another one with ALCOVE_DATA_DIR"
        )
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        over = len(os.fsencode(path)) - LONGEST_SOCKET_PATH
        raise SocketPathTooLong(
            f"the data directory's path is {over} characters too long for PostgreSQL's socket: "
            f"{folder.parent}. Choose a shorter one with ALCOVE_DATA_DIR, or set DATABASE_URL to use another PostgreSQL"
        )
    return path


def server_state(folder: Path) -> ServerState:
    """Return the state of the server of `folder`/data."""
    pid_file = PidFile.read(folder / "data" / "postmaster.pid")
    if pid_file is None or not is_server(pid_file.pid, folder / "data"):
        return ServerState.STOPPED
    return ServerState.READY if pid_file.status == "ready" and _accepts_connections(folder) else ServerState.CHANGING


def server_pid(folder: Path) -> int | None:
    """Return the pid of the server of `folder`/data, or None when it does not run."""
    pid_file = PidFile.read(folder / "data" / "postmaster.pid")
    return pid_file.pid if pid_file is not None and is_server(pid_file.pid, folder / "data") else None


def clear_stale_pid(folder: Path) -> None:
    """Replace the pid in a stale pid file, as it is left after a power failure.

    Another process may have the same pid now, and PostgreSQL would refuse to start. The rest of the file stays,
    because PostgreSQL checks the shared memory that it names. A file without a pid is removed, unless another process
    may still be writing it.
    """
    path = folder / "data" / "postmaster.pid"
    with suppress(FileNotFoundError):
        while PidFile.read(path) is None:
            if time.time() - path.stat().st_mtime > PID_FILE_WRITE_TIMEOUT:
                path.unlink()
            time.sleep(0.02)
        if server_pid(folder) is None:
            _, _, rest = path.read_bytes().partition(b"\n")
            with path.open("r+b") as file:
                file.write(str(_UNUSED_PID).encode() + b"\n" + rest)
                file.truncate()


def is_server(pid: int, data: Path) -> bool:
    """Return whether a process is the server of this data directory, and not one that got its pid later."""
    try:
        arguments = os.fsdecode((Path("/proc") / str(pid) / "cmdline").read_bytes()).split("\0")
    except FileNotFoundError:
        return not Path("/proc/self").exists() and _is_server_by_ps(pid, data)
    except ProcessLookupError:
        return False
    return any(flag == "-D" and Path(value).resolve() == data.resolve() for flag, value in pairwise(arguments))


def process_exists(pid: int) -> bool:
    """Return whether a process has this pid."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server_by_ps(pid: int, data: Path) -> bool:
    command = ["/bin/ps", "-o", "args=", "-p", str(pid)]
    completed = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - fixed arguments
    return f"-D {data}" in completed.stdout


def _accepts_connections(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2.0)
        try:
            client.connect(str(check_socket_path(folder)))
        except OSError:
            return False
    return True
