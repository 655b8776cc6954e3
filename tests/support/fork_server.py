"""A process that has `alcove` imported and forks a real process for each command, which saves its imports every time.

Each connection sends one command as JSON together with its three standard streams, gets the process id of the command,
and gets its exit code when it has ended.
"""

import contextlib
import gc
import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PRELOADED = (
    "asyncpg", "httpx2", "jwt", "psycopg", "rich.console", "rich.progress", "rich.table", "alcove.foundation.jobs",
    "alcove.wires.supabase.rest.build",
)  # fmt: skip

STDIN = 0


@dataclass(frozen=True, slots=True)
class ForkServer:
    """The client's side."""

    address: bytes
    process: subprocess.Popen[bytes]

    def run(
        self,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str],
        stdin: str,
        within: float,
    ) -> subprocess.CompletedProcess[str]:
        """Run `alcove` with these arguments in the folder HOME, as `subprocess.run` would."""
        with ExitStack() as stack:
            streams = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
            streams[0].write(stdin.encode())
            streams[0].seek(0)
            connection = stack.enter_context(socket.socket(socket.AF_UNIX))
            connection.settimeout(within)
            connection.connect(self.address)
            command = json.dumps({"arguments": list(arguments), "env": dict(env)}).encode()
            socket.send_fds(connection, [command], [stream.fileno() for stream in streams])
            replies = connection.makefile("r")
            pid = int(replies.readline())
            try:
                code = int(replies.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
            printed = []
            for stream in streams[1:]:
                stream.seek(0)
                printed.append(stream.read().decode())
        return subprocess.CompletedProcess(["alcove", *arguments], code, *printed)


def start_fork_server() -> ForkServer:
    """Start a server that ends with this process."""
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(Path(__file__).parents[1])}
    with socket.socket(socket.AF_UNIX) as listener:
        # Without a name the kernel chooses one that is in no folder.
        listener.bind("")
        listener.listen(64)
        number = listener.fileno()
        command = [sys.executable, "-m", "support.fork_server", str(number)]
        process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, pass_fds=[number])
        return ForkServer(listener.getsockname(), process)


def serve(number: int) -> None:
    """Fork a process for each command until standard input ends."""
    from alcove.main.apps import APPS  # noqa: PLC0415 - only the program needs it
    from alcove.main.commands import build_command_line  # noqa: PLC0415

    build_command_line(APPS)
    for name in (*PRELOADED, *(f"alcove.apps.{app.name}.facade" for app in APPS)):
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    gc.freeze()
    listener = socket.socket(fileno=number)
    # Not `select`, which takes no number above 1,023: a process with many open files passes on a higher one.
    waiting = select.poll()
    waiting.register(STDIN)
    waiting.register(number, select.POLLIN)
    while STDIN not in (ready for ready, _ in waiting.poll()):
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _supervise(connection)
        connection.close()
        _reap()


def _reap() -> None:
    """Let go of the processes that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _supervise(connection: socket.socket) -> None:
    """Run one command in a child process and report its process id and exit code."""
    message, descriptors, _, _ = socket.recv_fds(connection, 1_000_000, 3)
    pid = os.fork()
    if pid == 0:
        connection.close()
        _run(json.loads(message), descriptors)
    connection.sendall(f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(command: dict[str, Any], descriptors: Sequence[int]) -> None:
    """Become the process of a command."""
    from alcove.main.cli import main  # noqa: PLC0415 - only the program needs it

    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(command["env"])
    os.chdir(command["env"]["HOME"])
    sys.argv = ["alcove", *command["arguments"]]
    sys.exit(main())


if __name__ == "__main__":
    serve(int(sys.argv[1]))
