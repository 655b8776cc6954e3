"""The system account that PostgreSQL runs under: it refuses to run as root."""

import errno
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alcove.foundation.database.errors import ClusterFailed, NoAccount
from alcove.foundation.database.nameless import Naming, find_naming, has_name
from alcove.foundation.settings import SYSTEM_DATA_DIR

CANDIDATES = ("alcove", "postgres", "nobody")
TRIAL_TIMEOUT = 20.0

CLOSED = stat.S_IRWXO | stat.S_IRGRP | stat.S_IWGRP
"""What a folder has none of that its owner alone can use; its group may walk through."""

# CAP_DAC_READ_SEARCH
_READ_SEARCH = 2
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group, and whether they can walk to the data by themselves."""

    uid: int
    gid: int
    reaches: bool = True
    naming: Naming = field(default_factory=Naming)
    """What gives a user without a name one."""

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs under the account."""
        return self.uid == os.geteuid()

    def own(self, path: Path | int) -> None:
        """Give a file or folder to the account."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def can_run(self, program: Path) -> bool:
        """Tell whether the account can start a program by its own permissions, its libraries included."""
        if self.is_ours:
            return True
        try:
            return self._run([program, "--version"], {"timeout": TRIAL_TIMEOUT, **self._identity()}).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def run(
        self, command: Sequence[str | Path], *, timeout: float, text: str = "", keep: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program under the account in a session of its own and return its output.

        `text` is its standard input; the descriptors in `keep` stay open in it.
        """
        prefix = [*self.naming.prefix] if self.is_ours or self.reaches else _with_reach(self)
        options: dict[str, Any] = {"timeout": timeout, "input": text, "pass_fds": keep}
        if not (self.is_ours or prefix):
            options |= self._identity()
        try:
            return self._run([*prefix, *command], options)
        except subprocess.TimeoutExpired as error:
            raise ClusterFailed(f"{Path(command[0]).name} did not finish within {timeout:g} s") from error
        except PermissionError as error:
            raise ClusterFailed(f"{command[0]} cannot be run as user {self.uid}: {error.strerror}") from error

    def _identity(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def _run(self, command: Sequence[str | Path], options: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        try:
            done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own programs, and no shell
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=_ENVIRONMENT | dict(self.naming.environ),
                cwd="/",
                start_new_session=True,
                check=False,
                **options,
            )
        except PermissionError as error:
            if error.errno != errno.EPERM:
                raise
            raise NoAccount(
                f"PostgreSQL refuses to run as root, and this root may not become user {self.uid}, as in some "
                "containers: run Alcove as a plain user, or set DATABASE_URL to use another PostgreSQL"
            ) from error
        return done


def choose_account(data_dir: Path) -> Account:
    """Return this process's account, or as root the data directory's owner, else the first candidate."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), naming=find_naming(data_dir))
    uid, gid = _owner(data_dir) or _candidate()
    for folder in _own_folders(data_dir):
        if can_reach(folder, uid=uid, gid=gid):
            _admit(folder, gid=gid)
    return Account(uid, gid, can_reach(data_dir / "postgres", uid=uid, gid=gid))


def can_reach(path: Path, *, uid: int, gid: int) -> bool:
    """Tell whether an account may walk down every folder above `path`."""
    return all(_may_enter(parent.stat(), uid=uid, gid=gid) for parent in path.resolve().parents)


def _may_enter(status: os.stat_result, *, uid: int, gid: int) -> bool:
    if status.st_uid == uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _own_folders(data_dir: Path) -> list[Path]:
    """Return the data directory and those above it that are Alcove's as well, from the top down."""
    above = [path for path in data_dir.parents if path.is_relative_to(SYSTEM_DATA_DIR)]
    return [*reversed(above), data_dir]


def _admit(folder: Path, *, gid: int) -> None:
    """Let a group walk through a folder of root's that is closed to it, and neither list nor change it."""
    status = folder.stat()
    if status.st_uid == 0 and not status.st_mode & CLOSED:
        os.chown(folder, -1, gid)
        folder.chmod(stat.S_IRWXU | stat.S_IXGRP)


def _owner(data_dir: Path) -> tuple[int, int] | None:
    for path in (data_dir / "postgres", data_dir):
        # initdb refuses an account without a name.
        if path.exists() and path.stat().st_uid != 0 and has_name(path.stat().st_uid):
            return path.stat().st_uid, path.stat().st_gid
    return None


def _candidate() -> tuple[int, int]:
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise NoAccount(
        "PostgreSQL refuses to run as root and none of these users exists: "
        f"{', '.join(CANDIDATES)}. Create one (useradd --system alcove), or run Alcove as a plain user"
    )


def _with_reach(account: Account) -> list[str]:
    # The one capability to pass folders that only root may enter, instead of opening them to everybody.
    tool = shutil.which("setpriv", path=_ENVIRONMENT["PATH"] + ":/usr/sbin:/sbin")
    if tool is None:
        raise NoAccount(
            f"PostgreSQL refuses to run as root, and the user {account.uid} cannot reach the data directory: install "
            f"setpriv (util-linux), set ALCOVE_DATA_DIR to a folder such as {SYSTEM_DATA_DIR}, or run Alcove as a "
            "plain user"
        )
    ids = ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    power = "dac_read_search" if _holds(_READ_SEARCH) else "dac_override"
    return [tool, *ids, f"--inh-caps=+{power}", f"--ambient-caps=+{power}", "--"]


def _holds(capability: int) -> bool:
    """Tell whether this process has a capability; containers often lack the smaller one."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    held = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(held, 16) >> capability & 1)
