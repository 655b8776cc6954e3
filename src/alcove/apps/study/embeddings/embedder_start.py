"""Where the embedder of a data directory listens, and how it is started."""

import hashlib
import os
import stat
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.foundation.settings import give_to_owner

MAX_SOCKET_PATH: Final = 100
"""Bytes of the path of a Unix socket that all systems accept."""
MAX_LOG: Final = 2**20
"""Bytes after which the log of crashes begins again."""
_FOLDER: Final = "embedder"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderPlace:
    """The folder of the lock and the log, and the socket."""

    folder: Path
    socket: Path


def prepare_place(data_dir: Path) -> EmbedderPlace:
    """Create the folder of the embedder, which only the server's user may enter; OSError.

    A socket whose path would be too long is in a folder for temporary files, named after the data directory.
    """
    data_dir = data_dir.absolute()
    folder = _make_private(data_dir / _FOLDER)
    give_to_owner(folder, data_dir)
    socket = folder / "socket"
    if len(os.fsencode(socket)) > MAX_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
        short = _make_private(Path(tempfile.gettempdir()) / f"alcove-{os.geteuid()}-{digest}")
        socket = short / "socket"
    return EmbedderPlace(folder=folder, socket=socket)


class EmbedderProcess:
    """A process that was started, and may have ended."""

    def __init__(self, place: EmbedderPlace, *, idle_seconds: float | None = None) -> None:
        command = [sys.executable, "-m", "alcove.apps.study.embeddings.embedder", str(place.folder), str(place.socket)]
        if idle_seconds is not None:
            command.append(str(idle_seconds))
        descriptor = os.open(place.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as output:
            if os.fstat(descriptor).st_size > MAX_LOG:
                output.truncate(0)
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.DEVNULL,
                # An output of this process would stay open as long as the embedder runs, which others may need.
                stdout=subprocess.DEVNULL,
                stderr=output,
                start_new_session=True,
            )
        self._ended = threading.Event()
        threading.Thread(target=self._wait, name="embedder", daemon=True).start()

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended."""
        return self._ended.is_set()

    @property
    def exit_code(self) -> int | None:
        """Its exit code, None while it runs; 0 when it ended because another one serves."""
        return self._process.returncode if self._ended.is_set() else None

    def _wait(self) -> None:
        self._process.wait()
        self._ended.set()


def _make_private(folder: Path) -> Path:
    """Return a folder of this user that no other may enter; PermissionError when it is another's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.geteuid(), folder.parent.stat().st_uid}:
        raise PermissionError(f"{folder} belongs to another user")
    if stat.S_IMODE(status.st_mode) & 0o077:
        folder.chmod(0o700)
    return folder
