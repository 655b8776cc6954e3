"""A passwd entry for a user without one: containers run under any uid, and initdb refuses a uid without a name."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alcove.foundation.database.errors import NoSystemAccount

LIBRARIES = ("usr/lib/*/libnss_wrapper.so", "usr/lib64/libnss_wrapper.so", "usr/lib/libnss_wrapper.so")
MAPPED_USERS = ("nobody", "daemon", "bin")
"""Users of every system; a user namespace can map the process to one of them."""
PROBE_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class PasswdOverride:
    """How to start a program so that its user has a name: environment variables, and a prefix of the command."""

    environ: Mapping[str, str] = field(default_factory=dict)
    prefix: Sequence[str] = ()


def has_passwd_entry(uid: int) -> bool:
    """Return whether the user database has this uid."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def find_passwd_override(data_dir: Path, *, libraries: Sequence[str] = LIBRARIES) -> PasswdOverride:
    """Return what gives the user of this process a name; NoSystemAccount when nothing does.

    libnss_wrapper replaces the user database. Without it, a user namespace maps the process and its files to a user
    with a name; outside of the namespace nothing changes.
    """
    if has_passwd_entry(os.geteuid()):
        return PasswdOverride()
    library = next((path for pattern in libraries for path in sorted(Path("/").glob(pattern))), None)
    override = _use_user_namespace() if library is None else _use_nss_wrapper(library, data_dir)
    if override is None:
        raise NoSystemAccount(
            f"PostgreSQL refuses to run under a user without a name, and the user {os.geteuid()} has none: install"
            " libnss-wrapper, allow user namespaces, give the user a line in /etc/passwd, or set DATABASE_URL"
        )
    return override


def _use_nss_wrapper(library: Path, data_dir: Path) -> PasswdOverride:
    users, groups = data_dir / "names" / "passwd", data_dir / "names" / "group"
    users.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    users.write_text(f"alcove:x:{os.geteuid()}:{os.getegid()}::/:/usr/sbin/nologin\n")
    groups.write_text(f"alcove:x:{os.getegid()}:\n")
    return PasswdOverride(
        {"LD_PRELOAD": str(library), "NSS_WRAPPER_PASSWD": str(users), "NSS_WRAPPER_GROUP": str(groups)}
    )


def _use_user_namespace() -> PasswdOverride | None:
    tool = shutil.which("unshare", path="/usr/local/bin:/usr/bin:/bin")
    for name in MAPPED_USERS if tool is not None else ():
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        prefix = (str(tool), "--user", f"--map-user={entry.pw_uid}", f"--map-group={entry.pw_gid}", "--")
        if _can_start(prefix):
            return PasswdOverride(prefix=prefix)
    return None


def _can_start(prefix: Sequence[str]) -> bool:
    """Return whether a command with this prefix starts; containers often forbid user namespaces."""
    try:
        completed = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*prefix, "true"], stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return completed.returncode == 0
