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

from alcove.foundation.database.errors import ClusterFailed, NoSystemAccount
from alcove.foundation.database.passwd_override import PasswdOverride, find_passwd_override, has_passwd_entry
from alcove.foundation.settings import SYSTEM_DATA_DIR

CANDIDATE_USERS = ("alcove", "postgres", "nobody")
PROBE_TIMEOUT = 20.0

NOT_PRIVATE = stat.S_IRWXO | stat.S_IRGRP | stat.S_IWGRP
"""Permission bits that a private folder has not; its group may pass through it."""

_CAP_DAC_READ_SEARCH = 2
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """A user and a group; `reaches` says whether they may enter the data directory without a capability."""

    uid: int
    gid: int
    reaches: bool = True
    passwd: PasswdOverride = field(default_factory=PasswdOverride)
    """How its programs are started when the user is not in /etc/passwd."""

    @property
    def is_ours(self) -> bool:
        """Whether this process runs under the account."""
        return self.uid == os.geteuid()

    def chown(self, path: Path | int) -> None:
        """Make the account the owner of a file or folder."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def can_run(self, program: Path) -> bool:
        """Return whether the account may start a program and load its libraries."""
        if self.is_ours:
            return True
        try:
            return self._run([program, "--version"], {"timeout": PROBE_TIMEOUT, **self._user_options()}).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def run(
        self, command: Sequence[str | Path], *, timeout: float, text: str = "", keep: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program under the account in a new session and return its output.

        `text` is its standard input; the file descriptors in `keep` stay open in it.
        """
        prefix = [*self.passwd.prefix] if self.is_ours or self.reaches else _setpriv_prefix(self)
        options: dict[str, Any] = {"timeout": timeout, "input": text, "pass_fds": keep}
        if not (self.is_ours or prefix):
            options |= self._user_options()
        try:
            return self._run([*prefix, *command], options)
        except subprocess.TimeoutExpired as error:
            raise ClusterFailed(f"{Path(command[0]).name} did not finish within {timeout:g} s") from error
        except PermissionError as error:
            raise ClusterFailed(f"{command[0]} cannot be run as user {self.uid}: {error.strerror}") from error

    def _user_options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def _run(self, command: Sequence[str | Path], options: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
        try:
            completed: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own programs, and no shell
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=_ENVIRONMENT | dict(self.passwd.environ),
                cwd="/",
                start_new_session=True,
                check=False,
                **options,
            )
        except PermissionError as error:
            if error.errno != errno.EPERM:
                raise
            raise NoSystemAccount(
                f"PostgreSQL refuses to run as root, and this root user may not become user {self.uid}, as in some "
                "containers: run Alcove as a normal user, or set DATABASE_URL to use another PostgreSQL"
            ) from error
        return completed


def choose_account(data_dir: Path) -> SystemAccount:
    """Return the account of this process; as root, the owner of the data directory, else the first candidate user."""
    if os.geteuid() != 0:
        return SystemAccount(os.geteuid(), os.getegid(), passwd=find_passwd_override(data_dir))
    uid, gid = _find_owner(data_dir) or _first_candidate()
    for folder in _folders_of_alcove(data_dir):
        if can_reach(folder, uid=uid, gid=gid):
            _allow_group(folder, gid=gid)
    return SystemAccount(uid, gid, can_reach(data_dir / "postgres", uid=uid, gid=gid))


def can_reach(path: Path, *, uid: int, gid: int) -> bool:
    """Return whether an account may enter every folder above `path`."""
    return all(_may_enter(parent.stat(), uid=uid, gid=gid) for parent in path.resolve().parents)


def _may_enter(status: os.stat_result, *, uid: int, gid: int) -> bool:
    if status.st_uid == uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _folders_of_alcove(data_dir: Path) -> list[Path]:
    """Return the data directory and its parents below `SYSTEM_DATA_DIR`, outermost first."""
    parents = [path for path in data_dir.parents if path.is_relative_to(SYSTEM_DATA_DIR)]
    return [*reversed(parents), data_dir]


def _allow_group(folder: Path, *, gid: int) -> None:
    """Let a group pass through a private folder of root, without listing or changing it."""
    status = folder.stat()
    if status.st_uid == 0 and not status.st_mode & NOT_PRIVATE:
        os.chown(folder, -1, gid)
        folder.chmod(stat.S_IRWXU | stat.S_IXGRP)


def _find_owner(data_dir: Path) -> tuple[int, int] | None:
    for path in (data_dir / "postgres", data_dir):
        # initdb refuses an account without a name.
        if path.exists() and path.stat().st_uid != 0 and has_passwd_entry(path.stat().st_uid):
            return path.stat().st_uid, path.stat().st_gid
    return None


def _first_candidate() -> tuple[int, int]:
    for name in CANDIDATE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise NoSystemAccount(
        "PostgreSQL refuses to run as root and none of these users exists: "
        f"{', '.join(CANDIDATE_USERS)}. Create one (useradd --system alcove), or run Alcove as a normal user"
    )


def _setpriv_prefix(account: SystemAccount) -> list[str]:
    # Grant only the capability to enter private folders, instead of opening these folders to everybody.
    tool = shutil.which("setpriv", path=_ENVIRONMENT["PATH"] + ":/usr/sbin:/sbin")
    if tool is None:
        raise NoSystemAccount(
            f"PostgreSQL refuses to run as root, and the user {account.uid} cannot reach the data directory: install "
            f"setpriv (util-linux), set ALCOVE_DATA_DIR to a folder such as {SYSTEM_DATA_DIR}, or run Alcove as a "
            "normal user"
        )
    ids = ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    capability = "dac_read_search" if _has_capability(_CAP_DAC_READ_SEARCH) else "dac_override"
    return [tool, *ids, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}", "--"]


def _has_capability(capability: int) -> bool:
    """Return whether this process has a capability; in containers the smaller one is often missing."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    effective = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> capability & 1)
