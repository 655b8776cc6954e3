"""A real `alcove serve` whose processes are killed, and which is started again as a service manager would."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import httpx2
import psycopg

from support.http_client import blocking_http_client
from support.openapi import find_plain_reads
from support.processes import AlcoveProcess, is_alive, postmaster_pid
from support.until import until
from support.world import World

Target = Literal["api", "worker", "PostgreSQL", "supervisor"]
TARGETS: tuple[Target, ...] = ("api", "worker", "PostgreSQL", "supervisor")
READY_WITHIN_S = 90.0
STOP_WITHIN_S = 60.0
REQUEST_TIMEOUT_S = 20.0
RESTART_PAUSE_S = 1.0
"""Seconds after which a service manager starts a server again that has ended."""


class FaultedServer:
    """A server in a folder of its own, its processes and its database."""

    def __init__(self, world: World) -> None:
        self.world = world
        # A connection that is kept could be closed by the server at the moment of the next request.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._client = blocking_http_client(self.url, timeout=REQUEST_TIMEOUT_S, limits=limits)
        self.reads: list[str] = []
        """The addresses that clients read."""
        self._pids: set[int] = set()
        self._process: AlcoveProcess | None = None
        self._ended_at = 0.0
        self.restart_count = 0
        """How often the server has ended by itself, or was killed, and was started again."""

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.world.env['PORT']}"

    @property
    def process(self) -> AlcoveProcess:
        """The supervisor, which must have been started."""
        assert self._process is not None
        return self._process

    @contextmanager
    def run(self) -> Iterator[None]:
        """Run the server for the block; nothing of it is left afterwards."""
        try:
            self._start()
            self.wait_ready()
            self.reads = self._find_reads()
            yield
        finally:
            self._client.close()
            self._end()

    def wait_ready(self, *, within: float = READY_WITHIN_S) -> None:
        """Wait until the server is ready."""
        until(self.is_ready, within=within, describe=lambda: self.process.output[-3000:])

    def is_ready(self) -> bool:
        """Return whether the server is ready; one that has ended is started again."""
        self._restart_if_ended()
        response = self.ask("GET", "/health/ready")
        return response is not None and response.status_code == 200

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response | None:
        """Return the response to a request, None when there is none."""
        try:
            return self._client.request(method, path, **options)
        except httpx2.HTTPError:
            return None

    def ask_for_work(self, method: str, path: str, **options: Any) -> tuple[httpx2.Response | None, bool]:
        """Return the response to a request for work, and whether the work was acknowledged."""
        response = self.ask(method, path, **options)
        return response, response is not None and response.is_success

    def ask_json(self, path: str) -> Any:
        """Return the JSON of a read, None when the server did not answer it."""
        response = self.ask("GET", path)
        return response.json() if response is not None and response.status_code == 200 else None

    def _find_reads(self) -> list[str]:
        """Return the addresses of all documented reads that need no parameter and succeed."""
        reads = find_plain_reads(self.ask_json("/openapi.json"))
        return [path for path in reads if (answer := self.ask("GET", path)) is not None and answer.status_code == 200]

    def fetch_rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        with psycopg.connect(self.world.dsn, connect_timeout=10) as connection:
            return connection.execute(sql.encode()).fetchall()

    def kill(self, target: Target, *, number: int = 0) -> None:
        """Send SIGKILL to a process; of PostgreSQL to one of its processes by number, 0 is its first."""
        self._remember_processes()
        pids = self.find_pids(target)
        os.kill(pids[number % len(pids)], signal.SIGKILL)

    def kill_all(self) -> None:
        """Send SIGKILL to all processes at once, the supervisor first, so that it starts none again."""
        self._remember_processes()
        _send_signal([pid for target in reversed(TARGETS) for pid in self._list_pids(target)], signal.SIGKILL)

    def freeze(self, target: Target, *, seconds: float) -> None:
        """Stop all processes of a target for some seconds, as a machine does that suspends."""
        self._remember_processes()
        pids = self.find_pids(target)
        _send_signal(pids, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            _send_signal(pids, signal.SIGCONT)

    def start_worker(self) -> AlcoveProcess:
        """Start another worker, which ends with the server."""
        return self.world.start("worker", fresh=True)

    def find_pids(self, target: Target) -> list[int]:
        """Return the processes of a target; wait until there is one."""
        return until(lambda: self._list_pids(target), within=READY_WITHIN_S, describe=lambda: f"no {target} runs")

    def _list_pids(self, target: Target) -> list[int]:
        if target == "supervisor":
            return [self.process.process.pid]
        if target == "PostgreSQL":
            pid = postmaster_pid(self.world.data_dir)
            return [pid, *_list_children(pid)] if pid and is_alive(pid) else []
        return self.process.children(target)

    def _start(self) -> None:
        self._process = self.world.start("serve", fresh=True)
        self._ended_at = 0.0

    def _restart_if_ended(self) -> None:
        if self.process.process.poll() is None:
            return
        self._ended_at = self._ended_at or time.monotonic()
        if time.monotonic() - self._ended_at >= RESTART_PAUSE_S:
            self.restart_count += 1
            self._start()

    def _remember_processes(self) -> None:
        """Remember all processes, because those of a killed supervisor cannot be found later."""
        self._pids |= {pid for target in TARGETS for pid in self._list_pids(target)}

    def _end(self) -> None:
        """End the server, and what is left of servers whose supervisor was killed."""
        self._remember_processes()
        try:
            self.process.stop(within=STOP_WITHIN_S)
        finally:
            for pid in self._pids:
                if is_alive(pid) and _belongs_to(pid, self.world.home):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


def _send_signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _list_children(pid: int) -> list[int]:
    return [int(child) for child in _read_proc(f"{pid}/task/{pid}/children").split()]


def _belongs_to(pid: int, folder: Path) -> bool:
    """Return whether a process was started with this folder; a process id may be in use again by another one."""
    return str(folder) in _read_proc(f"{pid}/cmdline") + _read_proc(f"{pid}/environ")


def _read_proc(name: str) -> str:
    try:
        return Path("/proc", name).read_text(errors="replace")
    except OSError:
        return ""
