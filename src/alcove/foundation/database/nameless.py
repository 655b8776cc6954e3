"""A name for a user who has none, as containers run under any number: initdb refuses to work without one."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alcove.foundation.database.errors import NoAccount

LIBRARIES = ("usr/lib/*/libnss_wrapper.so", "usr/lib64/libnss_wrapper.so", "usr/lib/libnss_wrapper.so")
BORROWED = ("nobody", "daemon", "bin")
"""Users of every system as whom a process can be seen in a user namespace of its own."""
TRIAL_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Naming:
    """How a program is started so that its user has a name: further environment, and words before the command."""

    environ: Mapping[str, str] = field(default_factory=dict)
    prefix: Sequence[str] = ()


def has_name(uid: int) -> bool:
    """Tell whether the system knows a user by this number."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def find_naming(data_dir: Path, *, libraries: Sequence[str] = LIBRARIES) -> Naming:
    """Return what gives this process's user a name; NoAccount where nothing does.

    libnss_wrapper answers for the user database. Without it a user namespace shows the process, and its files to it,
    as a user who has a name; to everybody outside nothing changes.
    """
    if has_name(os.geteuid()):
        return Naming()
    library = next((path for pattern in libraries for path in sorted(Path("/").glob(pattern))), None)
    naming = _by_namespace() if library is None else _by_library(library, data_dir)
    if naming is None:
        raise NoAccount(
            f"PostgreSQL refuses to run under a user without a name, and the user {os.geteuid()} has none: install"
            " libnss-wrapper, allow user namespaces, give the user a line in /etc/passwd, or set DATABASE_URL"
        )
    return naming


def _by_library(library: Path, data_dir: Path) -> Naming:
    users, groups = data_dir / "names" / "passwd", data_dir / "names" / "group"
    users.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    users.write_text(f"alcove:x:{os.geteuid()}:{os.getegid()}::/:/usr/sbin/nologin\n")
    groups.write_text(f"alcove:x:{os.getegid()}:\n")
    return Naming({"LD_PRELOAD": str(library), "NSS_WRAPPER_PASSWD": str(users), "NSS_WRAPPER_GROUP": str(groups)})


def _by_namespace() -> Naming | None:
    tool = shutil.which("unshare", path="/usr/local/bin:/usr/bin:/bin")
    for name in BORROWED if tool is not None else ():
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        prefix = (str(tool), "--user", f"--map-user={entry.pw_uid}", f"--map-group={entry.pw_gid}", "--")
        if _works(prefix):
            return Naming(prefix=prefix)
    return None


def _works(prefix: Sequence[str]) -> bool:
    """Tell whether a command can be started this way: containers often forbid user namespaces."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and no shell
            [*prefix, "true"], stdin=subprocess.DEVNULL, capture_output=True, timeout=TRIAL_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
