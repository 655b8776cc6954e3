"""The data directory: which folder it is, and that it is for its owner alone."""

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
"""Where root keeps Alcove's data."""
IN_CHECKOUT = ".alcove-data"

REPLACEABLE = frozenset({"demo", "programs", "build"})
"""What a data directory may hold without holding data."""
MARKS = frozenset({"postgres", "serve.lock"})
"""By what a data directory is told from somebody's other folder."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class DataDir:
    """A data directory; `note` says why it is not the usual one."""

    path: Path
    note: str = ""


def data_dir(settings: ServerSettings) -> Path:
    """Return the folder of everything Alcove keeps; it is not created here."""
    return find_data_dir(settings).path


def find_data_dir(settings: ServerSettings) -> DataDir:
    """Return the folder that is set, else the first usual one that holds data, else the first that can be used."""
    if settings.alcove_data_dir is not None:
        return DataDir(settings.alcove_data_dir)
    candidates = [place for place in _candidates() if place.path.is_absolute()]
    if not candidates:
        raise SettingError("there is no folder for Alcove's data, because this user has no home: set ALCOVE_DATA_DIR")
    usable = [place for place in candidates if _is_usable(place.path)]
    return next((place for place in usable if _holds_data(place.path)), (usable or candidates)[0])


def close_to_others(place: Path) -> None:
    """Take a data directory, and the files right in it, from everybody but its owner.

    A group that may walk through it and nothing else stays: that is how, as root, PostgreSQL's account gets to its own
    folder. A folder of somebody else, or one that holds other things than Alcove's, keeps its permissions.
    """
    status = place.stat()
    entries = list(place.iterdir())
    foreign = bool(entries) and not MARKS & {path.name for path in entries}
    if foreign or status.st_uid != os.geteuid() or status.st_mode & stat.S_ISVTX:
        return
    if status.st_mode & _OTHERS != (stat.S_IXGRP if os.geteuid() == 0 else 0):
        place.chmod(stat.S_IRWXU)
    for path in entries:
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_mode & _OTHERS and status.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)


def _candidates() -> Iterator[DataDir]:
    is_root = os.geteuid() == 0
    if is_root:
        yield DataDir(SYSTEM_DATA_DIR)
    # Without HOME and without a name there is no such place.
    with suppress(RuntimeError):
        usual = platformdirs.user_data_path("alcove", appauthor=False)
        old = f"Using the data in {usual}, where an earlier Alcove kept root's (now {SYSTEM_DATA_DIR})."
        yield DataDir(usual, old if is_root else "")
    if not is_root:
        yield from _without_home()


def _without_home() -> Iterator[DataDir]:
    """Yield where data can be when HOME names no folder that can be used."""
    places = []
    with suppress(KeyError):
        places.append(Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".local" / "share" / "alcove")
    checkout = Path(__file__).parents[4]
    if (checkout / "pyproject.toml").is_file():
        places.append(checkout / IN_CHECKOUT)
    for place in places:
        yield DataDir(place, f"HOME cannot be used; the data are in {place} (ALCOVE_DATA_DIR names another folder).")


def _is_usable(place: Path) -> bool:
    """Tell whether this user can write to a folder, or make it."""
    for path in (place, *place.parents):
        try:
            path.stat()
        except FileNotFoundError:
            continue
        except OSError:
            return False
        return path.is_dir() and os.access(path, os.W_OK | os.X_OK)
    return False


def _holds_data(place: Path) -> bool:
    try:
        return any(path.name not in REPLACEABLE for path in place.iterdir())
    except OSError:
        return False
