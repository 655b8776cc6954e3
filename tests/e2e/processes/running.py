"""Starts real `alcove` processes and looks at them from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PYTHON = (sys.executable,)
QUIET = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(check: Callable[[], bool], *, within: float = 20.0, what: Callable[[], str] = str) -> None:
    """Wait until `check` holds."""
    end = time.monotonic() + within
    while not check():
        assert time.monotonic() < end, f"still waiting after {within} s: {what()}"
        time.sleep(0.03)


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment with nothing of the caller's in it."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **settings}


def alcove(*arguments: str, env: Mapping[str, str], within: float = 30.0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "alcove", *arguments],
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
        cwd=env["HOME"],
    )


def is_alive(pid: int) -> bool:
    """Tell whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Running:
    """One long-running `alcove` process."""

    def __init__(
        self, *arguments: str, env: Mapping[str, str], prefix: Sequence[str] = PYTHON, pass_fds: Sequence[int] = ()
    ) -> None:
        self.home = Path(env["HOME"])
        self.port = int(env.get("PORT") or 0)
        self.host = env.get("HOST", "127.0.0.1")
        self._log = self.home / f"log-{time.monotonic_ns()}.txt"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*prefix, "-m", "alcove", *arguments],
                env=dict(env),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                pass_fds=pass_fds,
            )

    @property
    def output(self) -> str:
        """What the process and its children have said so far."""
        return self._log.read_text()

    def get(self, path: str, *, timeout: float = 10.0) -> tuple[int, bytes]:
        """Ask the server for a path; status 0 when nobody listens."""
        try:
            with QUIET.open(f"http://{self.host}:{self.port}{path}", timeout=timeout) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def ready(self, *, within: float = 40.0) -> "Running":
        """Wait until the server answers as ready."""

        def there() -> bool:
            assert self.process.poll() is None, self.output
            return self.get("/health/ready")[0] == 200

        until(there, within=within, what=lambda: self.output)
        return self

    def children(self, role: str) -> list[int]:
        """Return the ids of the child processes of a role."""
        pid = self.process.pid
        found = []
        for each in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in each.read_text().split()]
        return [child for child in found if role in _words(child)]

    def stop(self, *, within: float = 30.0, number: int = signal.SIGTERM) -> int:
        """Ask the process to leave and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(within)


def postmaster(data_dir: Path) -> int:
    """Return the id of the PostgreSQL of a data directory, or 0."""
    file = data_dir / "postgres" / "data" / "postmaster.pid"
    try:
        return int(file.read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except FileNotFoundError:
        return []
