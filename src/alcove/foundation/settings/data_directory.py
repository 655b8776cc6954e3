"""The data directory: how it is found, and its permissions."""

import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from alcove.foundation.settings.secret import SettingError
from alcove.foundation.settings.server import ServerSettings

SYSTEM_DATA_DIR = Path("/var/lib/alcove")
"""The data directory when Alcove runs as root."""
CHECKOUT_DATA_DIR = ".alcove-data"

IGNORED_NAMES = frozenset({"demo", "programs", "build"})
"""A data directory with nothing else counts as empty."""
MARKER_NAMES = frozenset({"postgres", "serve.lock"})
"""One of these distinguishes a data directory from any other folder."""
RESTORE_MARKER = "restore.unfinished"
"""The file that says that a restore was interrupted after its first change."""

_GROUP_AND_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class DataDir:
    """A data directory; `note` says why it is not the default one."""

    path: Path
    note: str = ""


def find_data_dir(settings: ServerSettings) -> DataDir:
    """Return the configured directory, else the first default one with data, else the first usable one.

    It is not created here.
    """
    if settings.alcove_data_dir is not None:
        return DataDir(settings.alcove_data_dir)
    candidates = [candidate for candidate in _candidates() if candidate.path.is_absolute()]
    if not candidates:
        raise SettingError(
            "there is no folder for Alcove's data, because this user has no home directory: set ALCOVE_DATA_DIR"
        )
    usable = [candidate for candidate in candidates if _is_usable(candidate.path)]
    return next((candidate for candidate in usable if _has_data(candidate.path)), (usable or candidates)[0])


def has_own_data(directory: Path) -> bool:
    """Return whether a data directory holds data of a server, other than a demo's."""
    return _has_data(directory)


def is_restore_unfinished(directory: Path) -> bool:
    """Return whether a restore into this data directory was interrupted, so that it is neither old nor new."""
    return (directory / RESTORE_MARKER).exists()


def give_to_owner(file: Path | int, directory: Path) -> None:
    """As root, give a new file or folder to the owner of the data directory, whose server has to use it.

    Root's own data directory may have the group of PostgreSQL's account, which its files need not.
    """
    status = directory.stat()
    if os.geteuid() == 0 and status.st_uid != 0:
        os.chown(file, status.st_uid, status.st_gid)


def make_private(directory: Path) -> None:
    """Remove the permissions of other users on a data directory and on the files directly in it.

    As root, the group may keep the permission to pass through: PostgreSQL's account needs it to reach its folder. A
    folder of another user, or one that is not Alcove's, keeps its permissions.
    """
    status = directory.stat()
    entries = list(directory.iterdir())
    foreign = bool(entries) and not MARKER_NAMES & {path.name for path in entries}
    if foreign or status.st_uid != os.geteuid() or status.st_mode & stat.S_ISVTX:
        return
    if status.st_mode & _GROUP_AND_OTHERS != (stat.S_IXGRP if os.geteuid() == 0 else 0):
        directory.chmod(stat.S_IRWXU)
    for path in entries:
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_mode & _GROUP_AND_OTHERS and status.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(status.st_mode) & ~_GROUP_AND_OTHERS)


def _candidates() -> Iterator[DataDir]:
    is_root = os.geteuid() == 0
    if is_root:
        yield DataDir(SYSTEM_DATA_DIR)
    # RuntimeError: the user has neither HOME nor an entry in the user database.
    with suppress(RuntimeError):
        default = platformdirs.user_data_path("alcove", appauthor=False)
        note = f"Using the data in {default}, the default of earlier versions for root (now {SYSTEM_DATA_DIR})."
        yield DataDir(default, note if is_root else "")
    if not is_root:
        yield from _without_home()


def _without_home() -> Iterator[DataDir]:
    """Yield the fallback directories for when HOME is unusable."""
    paths = []
    with suppress(KeyError):
        paths.append(Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".local" / "share" / "alcove")
    checkout = Path(__file__).parents[4]
    if (checkout / "pyproject.toml").is_file():
        paths.append(checkout / CHECKOUT_DATA_DIR)
    for path in paths:
        yield DataDir(path, f"HOME cannot be used; the data directory is {path} (ALCOVE_DATA_DIR sets another one).")


def _is_usable(directory: Path) -> bool:
    """Return whether this user can write to a directory or create it."""
    for path in (directory, *directory.parents):
        try:
            path.stat()
        except FileNotFoundError:
            continue
        except OSError:
            return False
        return path.is_dir() and os.access(path, os.W_OK | os.X_OK)
    return False


def _has_data(directory: Path) -> bool:
    try:
        return any(path.name not in IGNORED_NAMES for path in directory.iterdir())
    except OSError:
        return False
