"""Real `alcove` processes: started, observed from outside, and stopped."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from support.fork_server import start_fork_server
from support.until import WITHIN, until

PYTHON = (sys.executable,)
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses without a proxy, whatever the environment says."""


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment in which nothing of the caller's is set but PATH."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **settings}


_fork_server = functools.cache(start_fork_server)


def run_alcove(
    *arguments: str,
    env: Mapping[str, str],
    stdin: str = "",
    within: float = 280.0,
) -> subprocess.CompletedProcess[str]:
    """Run an `alcove` command to its end, in a process that has its imports already."""
    return _fork_server().run(arguments, env=env, stdin=stdin, within=within)


def is_alive(pid: int) -> bool:
    """Return whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class AlcoveProcess:
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
        """What the process and its children have printed so far."""
        return self._log.read_text()

    def get(self, path: str, *, timeout: float = 30.0) -> tuple[int, bytes]:
        """Return the status and body of a GET request; status 0 when nothing answers."""
        try:
            with DIRECT.open(f"http://{self.host}:{self.port}{path}", timeout=timeout) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def wait_ready(self, *, within: float = WITHIN) -> "AlcoveProcess":
        """Wait until the server answers as ready."""

        def is_ready() -> bool:
            assert self.process.poll() is None, self.output
            return self.get("/health/ready")[0] == 200

        until(is_ready, within=within, describe=lambda: self.output)
        return self

    def children(self, role: str) -> list[int]:
        """Return the ids of the child processes of a role."""
        pid = self.process.pid
        children: list[int] = []
        for listing in Path(f"/proc/{pid}/task").glob("*/children"):
            # A thread may end between the two, which makes its listing one of nothing.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                children += [int(child) for child in listing.read_text().split()]
        return [child for child in children if role in _command_line(child)]

    def stop(self, *, within: float = 60.0, number: int = signal.SIGTERM) -> int:
        """Send a signal unless the process has ended, wait for its end, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(within)


def postmaster_pid(data_dir: Path) -> int:
    """Return the process id of the embedded PostgreSQL of a data directory, or 0."""
    file = data_dir / "postgres" / "data" / "postmaster.pid"
    try:
        return int(file.read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
