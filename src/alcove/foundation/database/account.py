"""The system account that PostgreSQL runs under: it refuses to run as root."""

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

CANDIDATES = ("alcove", "postgres", "nobody")

_NAMING_LIBRARY = ("usr/lib/*/libnss_wrapper.so", "usr/lib64/libnss_wrapper.so", "usr/lib/libnss_wrapper.so")
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group, and whether they need help to reach the programs and the data."""

    uid: int
    gid: int
    reaches: bool = True
    naming: Mapping[str, str] = field(default_factory=dict)
    """What makes the system tell a name for a user who has none, as containers run under any number."""

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs under the account."""
        return self.uid == os.geteuid()

    def own(self, path: Path | int) -> None:
        """Give a file or folder to the account."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def run(
        self, command: Sequence[str | Path], *, timeout: float, text: str = "", keep: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program under the account in a session of its own and return its output.

        `text` is its standard input; the descriptors in `keep` stay open in it.
        """
        prefix: list[str] = []
        options: dict[str, Any] = {}
        if not self.is_ours and self.reaches:
            options = {"user": self.uid, "group": self.gid, "extra_groups": []}
        elif not self.is_ours:
            prefix = _with_reach(self)
        try:
            done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own programs, and no shell
                [*prefix, *command],
                input=text,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=_ENVIRONMENT | dict(self.naming),
                cwd="/",
                start_new_session=True,
                pass_fds=keep,
                timeout=timeout,
                check=False,
                **options,
            )
        except subprocess.TimeoutExpired as error:
            raise ClusterFailed(f"{Path(command[0]).name} did not finish within {timeout:g} s") from error
        return done


def choose(data_dir: Path, *, programs: Path) -> Account:
    """Return this process's account, or as root the data directory's owner, else the first candidate."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), naming={} if _has_name(os.geteuid()) else _naming(data_dir))
    uid, gid = _owner(data_dir) or _candidate()
    reaches = can_reach(data_dir / "postgres", uid=uid, gid=gid) and can_reach(programs / "postgres", uid=uid, gid=gid)
    return Account(uid, gid, reaches)


def can_reach(path: Path, *, uid: int, gid: int) -> bool:
    """Tell whether an account may walk down every folder above `path`."""
    return all(_may_enter(parent.stat(), uid=uid, gid=gid) for parent in path.resolve().parents)


def _may_enter(status: os.stat_result, *, uid: int, gid: int) -> bool:
    if status.st_uid == uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _owner(data_dir: Path) -> tuple[int, int] | None:
    for path in (data_dir / "postgres", data_dir):
        # initdb refuses an account without a name.
        if path.exists() and path.stat().st_uid != 0 and _has_name(path.stat().st_uid):
            return path.stat().st_uid, path.stat().st_gid
    return None


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _naming(data_dir: Path) -> dict[str, str]:
    library = next((path for pattern in _NAMING_LIBRARY for path in sorted(Path("/").glob(pattern))), None)
    if library is None:
        raise NoAccount(
            f"PostgreSQL refuses to run under a user without a name, and the user {os.geteuid()} has none: install"
            " libnss-wrapper, give the user a line in /etc/passwd, or set DATABASE_URL"
        )
    users, groups = data_dir / "names" / "passwd", data_dir / "names" / "group"
    users.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    users.write_text(f"alcove:x:{os.geteuid()}:{os.getegid()}::/:/usr/sbin/nologin\n")
    groups.write_text(f"alcove:x:{os.getegid()}:\n")
    return {"LD_PRELOAD": str(library), "NSS_WRAPPER_PASSWD": str(users), "NSS_WRAPPER_GROUP": str(groups)}


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
            f"PostgreSQL refuses to run as root, and the user {account.uid} cannot reach the data directory "
            "or Alcove's programs: install setpriv (util-linux), set ALCOVE_DATA_DIR to a folder such as "
            "/var/lib/alcove, or run Alcove as a plain user"
        )
    ids = ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    return [tool, *ids, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"]
