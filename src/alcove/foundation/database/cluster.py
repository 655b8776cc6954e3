"""One PostgreSQL cluster in a folder: initialise, start and stop it."""

import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alcove.foundation.database.errors import ClusterFailed, ClusterNotReady, VersionMismatch
from alcove.foundation.database.postmaster import (
    ServerState,
    clear_stale_pid,
    is_server,
    process_exists,
    server_pid,
    server_state,
)
from alcove.foundation.database.programs import MAJOR, shell_safe_path
from alcove.foundation.database.system_account import SystemAccount
from alcove.foundation.disk_space import MEGABYTE, disk_size

USER = "alcove"
DATABASE = "alcove"

SETUP_TIMEOUT = 120.0
START_TIMEOUT = 120.0
STOP_TIMEOUT = 60.0
EXEC_TIMEOUT = 5.0
LOG_LIMIT = 4 * 1024 * 1024
LOG_TAIL_LINES = 15

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Relative to the data directory: a path with special characters would need quoting.
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
    # Nothing replicates; with the default each checkpoint writes a file, and a full disk makes that a crash.
    "max_active_replication_origins": "0",
    "max_replication_slots": "0",
}
MIN_WAL_MB, USUAL_WAL_MB, MAX_WAL_MB = 48, 80, 1024

_POLL = 0.02
_STILL_IN_USE = "shared memory block"

# Starts the server in the background: it outlives this process and keeps none of its pipes and terminals open.
_LAUNCH_SCRIPT = 'umask 077; cd -- "$1" || exit 1; "$0" -D "$1" </dev/null >>"$2" 2>&1 & echo $!'
_CONF_NAME = "alcove.conf"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folder of a cluster, the PostgreSQL programs and the account that owns it.

    The folder contains `data` (PGDATA), `server.log`, the socket and the lock files.
    """

    folder: Path
    programs: Path
    account: SystemAccount
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data directory of PostgreSQL (PGDATA)."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The log file of the server."""
        return self.folder / "server.log"

    def ensure_running(self, *, lock: int) -> None:
        """Initialise the cluster if it is new, and start its server unless it runs.

        `lock` is the file descriptor of the start lock. The programs that initialise the cluster inherit it, so that
        the lock is held for as long as they run, even when this process is killed.
        """
        if not self.data.exists():
            self._initialize(lock)
        self._check_version()
        deadline = time.monotonic() + START_TIMEOUT
        while (current := server_state(self.folder)) is not ServerState.READY:
            if current is ServerState.STOPPED:
                self._start(deadline)
            elif time.monotonic() > deadline:
                raise ClusterNotReady(f"PostgreSQL is {current} for more than {START_TIMEOUT:g} s\n{self.log_tail()}")
            else:
                time.sleep(_POLL)

    def stop(self) -> None:
        """Stop the server; running transactions are rolled back, committed ones are on disk."""
        pid = server_pid(self.folder)
        if pid is None:
            return
        deadline = time.monotonic() + STOP_TIMEOUT
        # SIGINT is PostgreSQL's fast shutdown.
        os.kill(pid, signal.SIGINT)
        while is_server(pid, self.data):
            if time.monotonic() > deadline:
                raise ClusterNotReady(
                    f"PostgreSQL (pid {pid}) did not stop within {STOP_TIMEOUT:g} s\n{self.log_tail()}"
                )
            time.sleep(_POLL)

    def log_tail(self, *, since: int = 0) -> str:
        """Return the last lines of the server's log, not before byte `since`."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(since, self._log_size() - 16_384))
                lines = file.read().decode(errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(lines[-LOG_TAIL_LINES:])

    def _log_size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def _initialize(self, lock: int) -> None:
        new_data = self.folder / "data.new"
        shutil.rmtree(new_data, ignore_errors=True)
        sync = [] if self.settings.get("fsync") != "off" else ["--no-sync"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        with shell_safe_path(self.programs, self.account) as programs:
            self._run_setup(
                [programs / "initdb", "-D", new_data, "-U", USER, "--auth=trust", "-E", "UTF8", *locale, *sync],
                lock=lock,
            )
        with (new_data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"\ninclude_if_exists = '{_CONF_NAME}'\n")
        # Rename last, so that an existing cluster is always complete.
        self._run_setup(
            [self.programs / "postgres", "--single", "-D", new_data, "postgres"],
            lock=lock,
            text=f'CREATE DATABASE "{DATABASE}";\n',
        )
        new_data.rename(self.data)

    def _run_setup(self, command: list[str | Path], *, lock: int, text: str = "") -> None:
        completed = self.account.run(command, timeout=SETUP_TIMEOUT, text=text, keep=(lock,))
        if completed.returncode != 0 or "ERROR:" in completed.stdout:
            raise ClusterNotReady(
                f"PostgreSQL's data could not be initialised in {self.folder}:\n{completed.stdout.strip()}"
            )

    def _check_version(self) -> None:
        try:
            version = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise ClusterFailed(
                f"{self.data} is not PostgreSQL data (no PG_VERSION): move it away, or choose another ALCOVE_DATA_DIR"
            ) from None
        if version != str(MAJOR):
            raise VersionMismatch(
                f"{self.data} was made by PostgreSQL {version} and Alcove comes with PostgreSQL {MAJOR}. "
                f"Dump the data with pg_dump of PostgreSQL {version}, move the folder away, start Alcove and load the "
                "dump; or go back to the version of Alcove that made it"
            )

    def _start(self, deadline: float) -> None:
        self._configure()
        self._rotate_log()
        clear_stale_pid(self.folder)
        log_start = self._log_size()
        pid = self._launch()
        # Until then the process may still be the shell that is about to exec the server.
        exec_deadline = time.monotonic() + EXEC_TIMEOUT
        while is_server(pid, self.data) or (process_exists(pid) and time.monotonic() < exec_deadline):
            if server_state(self.folder) is ServerState.READY:
                return
            if time.monotonic() > deadline:
                raise ClusterNotReady(f"PostgreSQL did not start within {START_TIMEOUT:g} s\n{self.log_tail()}")
            time.sleep(_POLL)
        log_tail = self.log_tail(since=log_start)
        if server_state(self.folder) is ServerState.STOPPED and (
            _STILL_IN_USE not in log_tail or time.monotonic() > deadline
        ):
            raise ClusterNotReady(f"PostgreSQL did not start. The end of {self.log}:\n{log_tail}")
        # Another process started the server first, or the last processes of a killed server are still exiting.
        time.sleep(10 * _POLL)

    def _launch(self) -> int:
        completed = self.account.run(
            ["/bin/sh", "-c", _LAUNCH_SCRIPT, self.programs / "postgres", self.data, self.log],
            timeout=START_TIMEOUT,
        )
        try:
            return int(completed.stdout)
        except ValueError:
            raise ClusterNotReady(f"PostgreSQL could not be started: {completed.stdout.strip()}") from None

    def _configure(self) -> None:
        path = self.data / _CONF_NAME
        settings = {**SETTINGS, **_wal_settings(disk_size(self.folder)), **self.settings}
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        text = "# Written by Alcove at each start.\n" + "\n".join(lines) + "\n"
        # On a full disk the file could not be written anew.
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return
        draft = path.with_suffix(".new")
        draft.write_text(text, encoding="utf-8")
        self.account.chown(draft)
        draft.replace(path)

    def _rotate_log(self) -> None:
        if self._log_size() > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))


def _wal_settings(size: int) -> Mapping[str, str]:
    """Return how large the write-ahead log may become on a disk of `size` bytes: PostgreSQL's 1 GB would fill it."""
    largest = min(MAX_WAL_MB, max(MIN_WAL_MB, size // MEGABYTE // 10))
    return {"max_wal_size": f"{largest}MB", "min_wal_size": f"{min(USUAL_WAL_MB, largest)}MB"}
