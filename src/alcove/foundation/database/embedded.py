"""The PostgreSQL that Alcove starts itself, shared by all processes on one data directory."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from alcove.foundation.database.cluster import DATABASE, USER, Cluster
from alcove.foundation.database.errors import ClusterFailed, ClusterNotReady
from alcove.foundation.database.file_locks import hold_exclusive, open_lock, try_lock
from alcove.foundation.database.postmaster import PORT, ServerState, check_socket_path, server_pid, server_state
from alcove.foundation.database.programs import find_programs
from alcove.foundation.database.reserved_space import ReservedSpace
from alcove.foundation.database.system_account import choose_account

LOCK_TIMEOUT = 150.0


class DsnSettings(Protocol):
    """Settings that may name an external database."""

    def dsn(self) -> str | None:
        """Return the DSN of the external database, or None for the embedded one."""
        ...


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """The state of the embedded PostgreSQL, for `alcove doctor`; `size` is in bytes on disk."""

    path: Path
    version: str | None
    running: bool
    pid: int | None
    size: int


class EmbeddedPostgres:
    """A cluster in `<data_dir>/postgres`; it runs while at least one process holds a lease."""

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._data_dir = data_dir.absolute()
        self._folder = self._data_dir / "postgres"
        self._settings = settings or {}
        self.reserved_space = ReservedSpace(self._folder / "reserved-space")

    @property
    def dsn(self) -> str:
        """The DSN, in a form that asyncpg and psycopg both accept."""
        # With the port, because libpq's environment variables would otherwise override it.
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self._folder), safe='/')}&port={PORT}"

    @contextmanager
    def lease(self) -> Iterator[str]:
        """Yield the DSN; the server runs during the block and is started if it does not run yet."""
        try:
            cluster = self._prepare()
            lease = self._acquire_lease(cluster)
        except OSError as error:
            raise ClusterNotReady(f"PostgreSQL could not be started in {self._folder}: {error}") from error
        try:
            yield self.dsn
        finally:
            self._release_lease(cluster, lease)

    def status(self) -> ClusterStatus:
        """Return the state of the cluster without changing it."""
        version = self._folder / "data" / "PG_VERSION"
        return ClusterStatus(
            path=self._folder,
            version=version.read_text(encoding="utf-8").strip() if version.exists() else None,
            running=server_state(self._folder) is ServerState.READY,
            pid=server_pid(self._folder),
            size=_disk_usage(self._folder),
        )

    def _prepare(self) -> Cluster:
        check_socket_path(self._folder)
        self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        account = choose_account(self._data_dir)
        programs = find_programs(self._data_dir, account)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if self._folder.stat().st_uid != account.uid:
                account.chown(self._folder)
            self._folder.chmod(0o700)
        except PermissionError as error:
            raise ClusterFailed(
                f"{self._folder} cannot be used by user {os.geteuid()}: run Alcove as its owner, "
                "or choose another ALCOVE_DATA_DIR"
            ) from error
        return Cluster(self._folder, programs, account, self._settings)

    def _acquire_lease(self, cluster: Cluster) -> int:
        starting = hold_exclusive(self._folder / "start.lock", cluster.account, timeout=LOCK_TIMEOUT)
        with starting as lock, ExitStack() as undo:
            lease = open_lock(self._folder / "lease.lock", cluster.account)
            undo.callback(os.close, lease)
            if not try_lock(lease, shared=True):
                raise ClusterFailed(f"{self._folder}/lease.lock is locked by something that is not Alcove")
            if server_state(self._folder) is ServerState.STOPPED:
                self.reserved_space.release_if_needed()
            cluster.ensure_running(lock=lock)
            undo.pop_all()
        return lease

    def _release_lease(self, cluster: Cluster, lease: int) -> None:
        with ExitStack() as closing:
            closing.callback(os.close, lease)
            with hold_exclusive(self._folder / "start.lock", cluster.account, timeout=LOCK_TIMEOUT):
                if try_lock(lease):
                    cluster.stop()
                # Before the start lock: whoever gets that next must not find the lease locked.
                closing.close()


@contextmanager
def provide_database(settings: DsnSettings, data_dir: Path) -> Iterator[str]:
    """Yield the DSN of the external database, or of the embedded one, which runs during the block.

    The processes of `alcove serve` get the embedded one's DSN and a lease each: whichever ends last, also after the
    supervisor was killed, stops it.
    """
    external, embedded = settings.dsn(), EmbeddedPostgres(data_dir)
    if external is not None and external != embedded.dsn:
        yield external
        return
    with embedded.lease() as dsn:
        yield dsn


def _disk_usage(folder: Path) -> int:
    total = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(directory) / name).lstat().st_size
            except FileNotFoundError:
                continue  # a running server removes files at any moment
    return total
