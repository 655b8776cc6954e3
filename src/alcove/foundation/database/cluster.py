"""One PostgreSQL cluster in one folder: made, started, stopped."""

import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alcove.foundation.database.account import Account
from alcove.foundation.database.binaries import MAJOR
from alcove.foundation.database.errors import ClusterFailed, VersionMismatch
from alcove.foundation.database.postmaster import State, clear_stale_pid, exists, pid_of, runs, state
from alcove.foundation.database.programs import quotable

USER = "alcove"
DATABASE = "alcove"

SETUP_TIMEOUT = 120.0
START_TIMEOUT = 120.0
STOP_TIMEOUT = 60.0
BECOMING = 5.0
LOG_LIMIT = 4 * 1024 * 1024
LOG_TAIL = 15

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Relative to the data folder, so that no character of its path can be misread.
    "unix_socket_directories": "..",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}

_POLL = 0.02
_STILL_IN_USE = "shared memory block"

# The server belongs to nobody: it outlives whoever started it and holds none of its pipes and terminals.
_LAUNCH = 'umask 077; cd -- "$1" || exit 1; "$0" -D "$1" </dev/null >>"$2" 2>&1 & echo $!'
_CONF = "alcove.conf"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folder of a cluster, the programs for it and the account that owns it.

    In the folder: `data` (what PostgreSQL keeps), `server.log`, the socket and the locks.
    """

    folder: Path
    programs: Path
    account: Account
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder proper."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Where the server writes its log."""
        return self.folder / "server.log"

    def bring_up(self, *, lock: int) -> None:
        """Make the cluster if it is new and start its server unless it runs already.

        `lock` is the descriptor of the held start lock: it stays open in the programs that make the cluster,
        so that nobody else begins while they outlive this process.
        """
        if not self.data.exists():
            self._make(lock)
        self._check_version()
        deadline = time.monotonic() + START_TIMEOUT
        while (found := state(self.folder)) is not State.READY:
            if found is State.STOPPED:
                self._start(deadline)
            elif time.monotonic() > deadline:
                raise ClusterFailed(f"PostgreSQL is {found} for more than {START_TIMEOUT:g} s\n{self.log_tail()}")
            else:
                time.sleep(_POLL)

    def stop(self) -> None:
        """Stop the server: running statements are rolled back, everything committed is on disk."""
        pid = pid_of(self.folder)
        if pid is None:
            return
        deadline = time.monotonic() + STOP_TIMEOUT
        # PostgreSQL's fast shutdown.
        os.kill(pid, signal.SIGINT)
        while runs(pid, self.data):
            if time.monotonic() > deadline:
                raise ClusterFailed(f"PostgreSQL (pid {pid}) did not stop within {STOP_TIMEOUT:g} s\n{self.log_tail()}")
            time.sleep(_POLL)

    def log_tail(self, *, since: int = 0) -> str:
        """Return the end of the server's log, at most back to the byte `since`."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(since, self._log_size() - 16_384))
                lines = file.read().decode(errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(lines[-LOG_TAIL:])

    def _log_size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def _make(self, lock: int) -> None:
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        sync = [] if self.settings.get("fsync") != "off" else ["--no-sync"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        with quotable(self.programs, self.account) as programs:
            self._run_setup(
                [programs / "initdb", "-D", fresh, "-U", USER, "--auth=trust", "-E", "UTF8", *locale, *sync],
                lock=lock,
            )
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"\ninclude_if_exists = '{_CONF}'\n")
        # Before the rename, so that a cluster that exists is complete.
        self._run_setup(
            [self.programs / "postgres", "--single", "-D", fresh, "postgres"],
            lock=lock,
            text=f'CREATE DATABASE "{DATABASE}";\n',
        )
        fresh.rename(self.data)

    def _run_setup(self, command: list[str | Path], *, lock: int, text: str = "") -> None:
        done = self.account.run(command, timeout=SETUP_TIMEOUT, text=text, keep=(lock,))
        if done.returncode != 0 or "ERROR:" in done.stdout:
            raise ClusterFailed(f"PostgreSQL's data could not be set up in {self.folder}:\n{done.stdout.strip()}")

    def _check_version(self) -> None:
        try:
            made_by = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise ClusterFailed(
                f"{self.data} is not PostgreSQL data (no PG_VERSION): move it away, or choose another ALCOVE_DATA_DIR"
            ) from None
        if made_by != str(MAJOR):
            raise VersionMismatch(
                f"{self.data} was made by PostgreSQL {made_by} and this Alcove brings PostgreSQL {MAJOR}. Save "
                f"the data with pg_dump of PostgreSQL {made_by}, move the folder away, start Alcove and load "
                "it; or go back to the Alcove that made it"
            )

    def _start(self, deadline: float) -> None:
        self._configure()
        self._rotate_log()
        clear_stale_pid(self.folder)
        before = self._log_size()
        pid = self._launch()
        # Until then it is still a shell that is about to become the server.
        became = time.monotonic() + BECOMING
        while runs(pid, self.data) or (exists(pid) and time.monotonic() < became):
            if state(self.folder) is State.READY:
                return
            if time.monotonic() > deadline:
                raise ClusterFailed(f"PostgreSQL did not start within {START_TIMEOUT:g} s\n{self.log_tail()}")
            time.sleep(_POLL)
        said = self.log_tail(since=before)
        if state(self.folder) is State.STOPPED and (_STILL_IN_USE not in said or time.monotonic() > deadline):
            raise ClusterFailed(f"PostgreSQL did not start. The end of {self.log}:\n{said}")
        # Another start was faster, or the last processes of a killed server are on their way out.
        time.sleep(10 * _POLL)

    def _launch(self) -> int:
        done = self.account.run(
            ["/bin/sh", "-c", _LAUNCH, self.programs / "postgres", self.data, self.log],
            timeout=START_TIMEOUT,
        )
        try:
            return int(done.stdout)
        except ValueError:
            raise ClusterFailed(f"PostgreSQL could not be started: {done.stdout.strip()}") from None

    def _configure(self) -> None:
        path = self.data / _CONF
        lines = [f"{name} = '{value}'" for name, value in {**SETTINGS, **self.settings}.items()]
        draft = path.with_suffix(".new")
        draft.write_text("# Written by Alcove at each start.\n" + "\n".join(lines) + "\n", encoding="utf-8")
        self.account.own(draft)
        draft.replace(path)

    def _rotate_log(self) -> None:
        if self._log_size() > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
