"""The process of the embedder: `python -m alcove.apps.study.embeddings.embedder FOLDER SOCKET [IDLE_SECONDS]`.

It ends when it is idle for long, and when no process of the server is connected: the kernel closes the connections of a
process that ends for any reason.
"""

import asyncio
import fcntl
import gc
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from alcove.apps.study.embeddings.embedder.server import EmbedderServer

IDLE_SECONDS: Final = 600.0
ALONE_SECONDS: Final = 1.0
"""How long it stays without a client."""
FIRST_CLIENT_SECONDS: Final = 60.0
LOCK_SECONDS: Final = 5.0
"""How long to wait for an earlier embedder that is about to end."""
POLL_SECONDS: Final = 0.25
BACKLOG: Final = 128


def main(arguments: list[str]) -> int:
    """Serve until nobody needs it; return 0 at once when another embedder serves the same folder."""
    folder, socket_path = Path(arguments[0]), Path(arguments[1])
    idle = float(arguments[2]) if len(arguments) > 2 else IDLE_SECONDS
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _take_lock(lock, socket_path):
        return 0
    _use_one_blas_thread()
    listener = _listen(socket_path)
    _give_to_owner(folder, lock, socket_path)
    asyncio.run(_serve(listener, idle=idle))
    # A client that comes now starts another embedder, which waits for the lock.
    socket_path.unlink(missing_ok=True)
    # Threads may still work on what nobody waits for.
    os._exit(0)


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    listener.bind(str(path))
    os.umask(before)
    listener.listen(BACKLOG)
    return listener


def _give_to_owner(folder: Path, *files: int | Path) -> None:
    """As root, give the files to the owner of the folder, whose server uses them later."""
    status = folder.stat()
    if os.geteuid() == 0 and status.st_uid != 0:
        for file in files:
            os.chown(file, status.st_uid, status.st_gid)


def _take_lock(descriptor: int, socket_path: Path) -> bool:
    """Return whether this process is the embedder from now on; it is not when another one answers."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline or _is_served(socket_path):
                return False
            time.sleep(POLL_SECONDS)
        else:
            return True


def _is_served(socket_path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.connect(str(socket_path))
        return True
    return False


def _use_one_blas_thread() -> None:
    """Let matrix products use one thread: the embedder has threads of its own, which share no work."""
    import numpy  # noqa: F401, ICN001, PLC0415 - its library has to be loaded first
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    threadpool_limits(limits=1)


async def _serve(listener: socket.socket, *, idle: float) -> None:
    from alcove.apps.study.embeddings.embedder.server import EmbedderServer  # noqa: PLC0415 - imports numpy

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = EmbedderServer()
    serving = await asyncio.start_unix_server(server.serve_client, sock=listener)
    gc.freeze()
    started = time.monotonic()
    while not stop.is_set() and _is_needed(server, started=started, idle=idle):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
    serving.close()


def _is_needed(server: "EmbedderServer", *, started: float, idle: float) -> bool:
    now = time.monotonic()
    if not server.clients:
        left = server.last_client_left
        return now - started < FIRST_CLIENT_SECONDS if left is None else now - left < ALONE_SECONDS
    return server.is_busy or now - server.last_used < idle


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
