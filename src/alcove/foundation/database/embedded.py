"""The PostgreSQL that Alcove starts itself, shared by all processes on one data directory."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from alcove.foundation.database.account import choose_account
from alcove.foundation.database.cluster import DATABASE, USER, Cluster
from alcove.foundation.database.errors import ClusterFailed
from alcove.foundation.database.locks import exclusive, open_lock, try_lock
from alcove.foundation.database.postmaster import PORT, State, address, pid_of, state
from alcove.foundation.database.programs import find_programs

LOCK_TIMEOUT = 150.0


class Settings(Protocol):
    """What is asked of the settings: an external database's address, or None."""

    def dsn(self) -> str | None:
        """Return the address of the external database, or None for the embedded one."""


@dataclass(frozen=True, slots=True)
class Status:
    """What `alcove doctor` tells about the embedded PostgreSQL; `size` counts bytes on disk."""

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

    @property
    def dsn(self) -> str:
        """The address, in a form that asyncpg and psycopg both read."""
        # The port is named because libpq's environment variables would otherwise change it.
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self._folder), safe='/')}&port={PORT}"

    @contextmanager
    def lease(self) -> Iterator[str]:
        """Keep the server running for the block, started if need be, and give its address."""
        cluster = self._prepare()
        lease = self._enter(cluster)
        try:
            yield self.dsn
        finally:
            self._leave(cluster, lease)

    def status(self) -> Status:
        """Look at the cluster without touching it."""
        found = state(self._folder)
        version = self._folder / "data" / "PG_VERSION"
        return Status(
            path=self._folder,
            version=version.read_text(encoding="utf-8").strip() if version.exists() else None,
            running=found is State.READY,
            pid=pid_of(self._folder),
            size=_size(self._folder),
        )

    def _prepare(self) -> Cluster:
        address(self._folder)
        self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        account = choose_account(self._data_dir)
        programs = find_programs(self._data_dir, account)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if self._folder.stat().st_uid != account.uid:
                account.own(self._folder)
            self._folder.chmod(0o700)
        except PermissionError as error:
            raise ClusterFailed(
                f"{self._folder} cannot be used by user {os.geteuid()}: run Alcove as its owner, "
                "or choose another ALCOVE_DATA_DIR"
            ) from error
        return Cluster(self._folder, programs, account, self._settings)

    def _enter(self, cluster: Cluster) -> int:
        starting = exclusive(self._folder / "start.lock", cluster.account, timeout=LOCK_TIMEOUT)
        with starting as lock, ExitStack() as undo:
            lease = open_lock(self._folder / "lease.lock", cluster.account)
            undo.callback(os.close, lease)
            if not try_lock(lease, shared=True):
                raise ClusterFailed(f"{self._folder}/lease.lock is locked by something that is not Alcove")
            cluster.bring_up(lock=lock)
            undo.pop_all()
        return lease

    def _leave(self, cluster: Cluster, lease: int) -> None:
        try:
            with exclusive(self._folder / "start.lock", cluster.account, timeout=LOCK_TIMEOUT):
                if try_lock(lease):
                    cluster.stop()
        finally:
            os.close(lease)


@contextmanager
def provide(settings: Settings, data_dir: Path) -> Iterator[str]:
    """Give the address of the external database, or of the embedded one, which runs for the block."""
    external = settings.dsn()
    if external is not None:
        yield external
        return
    with EmbeddedPostgres(data_dir).lease() as dsn:
        yield dsn


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).lstat().st_size
            except FileNotFoundError:
                continue  # a running server removes files at any moment
    return total
