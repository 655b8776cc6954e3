"""Folders that files are staged in and delivered to: chosen, made, probed."""

import asyncio
import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery.service.disk_io import (
    LIBRARY_LABEL,
    NO_SPACE,
    STAGING_LABEL,
    DownloadFailed,
    describe_os_error,
)
from alcove.apps.books.delivery.service.hook import hook_problem
from alcove.apps.books.model import book as kinds
from alcove.apps.books.model.book import Book
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import get_logger

RESERVED_BYTES: Final = 64 * 1024 * 1024
"""Bytes that stay free beside a book."""

PRIVATE_MODE: Final = 0o700
"""Permissions of folders that are for their owner alone."""

UNFINISHED_SUFFIX: Final = ".crdownload"
"""What the names of files end with that libraries are not to touch yet."""

_SETTINGS: Final[Mapping[str, str]] = {
    kinds.FICTION: "content_type_dir_fiction",
    kinds.NON_FICTION: "content_type_dir_non_fiction",
    kinds.UNKNOWN: "content_type_dir_unknown",
    kinds.MAGAZINE: "content_type_dir_magazine",
    kinds.COMIC: "content_type_dir_comic",
    kinds.AUDIOBOOK: "content_type_dir_audiobook",
    kinds.STANDARDS: "content_type_dir_standards",
    kinds.MUSICAL_SCORE: "content_type_dir_musical_score",
    kinds.OTHER: "content_type_dir_other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a book goes; `note` says so when it is not where it should."""

    folder: Path
    note: str | None = None


def choose_folder(book: Book, settings: BooksSettings, *, data_dir: Path) -> Target:
    """Return the folder of a book's kind if it can be used, else the usual one; OSError when neither can."""
    usual = settings.ingest(data_dir)
    wanted = _configured_folder(book, settings)
    if wanted is not None and wanted != usual:
        try:
            if not wanted.is_absolute():
                raise NotADirectoryError(errno.ENOTDIR, "not absolute", str(wanted))
            check_writable(wanted, mode=folder_mode(wanted, settings, data_dir=data_dir))
        except OSError:
            check_writable(usual, mode=folder_mode(usual, settings, data_dir=data_dir))
            return Target(
                folder=usual, note=f"The folder for {_plural(book)} cannot be used; this is in the usual one."
            )
        return Target(folder=wanted)
    check_writable(usual, mode=folder_mode(usual, settings, data_dir=data_dir))
    return Target(folder=usual)


def _configured_folder(book: Book, settings: BooksSettings) -> Path | None:
    found: Path | None = None
    if settings.content_type_routing:
        found = getattr(settings, _SETTINGS.get(book.content, _SETTINGS[kinds.OTHER]))
    if found is None and book.content == kinds.AUDIOBOOK:
        found = settings.destination_audiobook
    return found


def _plural(book: Book) -> str:
    name, _, rest = book.content.partition(" (")
    return f"{name}s" + (f" ({rest}" if rest else "")


def folder_mode(folder: Path, settings: BooksSettings, *, data_dir: Path) -> int:
    """Return the permissions of a new folder of the library: closed in the data directory, elsewhere as UMASK says."""
    return PRIVATE_MODE if folder.is_relative_to(data_dir) else 0o777 & ~int(settings.umask, 8)


def check_writable(folder: Path, *, mode: int = PRIVATE_MODE) -> None:
    """Make a folder if need be and write a file into it; OSError when that cannot be done."""
    _make_folder(folder, mode=mode)
    path = folder / f".alcove-{os.getpid()}-{os.urandom(4).hex()}{UNFINISHED_SUFFIX}"
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # A byte, because a full disk still takes names.
        os.write(made, b"\n")
    finally:
        os.close(made)
        path.unlink()


def _make_folder(folder: Path, *, mode: int) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            path.chmod(mode)
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "a file is in its place", str(folder)) from error


def free_bytes(folder: Path) -> int:
    """Return the bytes that a folder has room for."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def check_free_space(*folders: Path, size: int) -> None:
    """Raise BookFailed when a file and the reserve do not fit into one of the folders."""
    for folder in folders:
        # What cannot be asked tells why when it is written to.
        with suppress(OSError):
            if free_bytes(folder) < size + RESERVED_BYTES:
                raise DownloadFailed(NO_SPACE)


def make_subfolder(folder: Path, parts: tuple[str, ...], *, mode: int) -> Path:
    """Make folders below a folder and return the last; OSError when a link leads out of it."""
    found = folder.joinpath(*parts)
    _make_folder(found, mode=mode)
    if not found.resolve().is_relative_to(folder.resolve()):
        raise NotADirectoryError(errno.ENOTDIR, "leads out of its folder", str(found))
    return found


READY_TTL: Final = 60.0
"""Seconds for which a good answer is believed."""

log = get_logger("alcove.books.readiness")


async def find_problems(settings: BooksSettings, *, data_dir: Path) -> Mapping[str, str]:
    """Return by part what keeps books from being delivered, in words without paths; empty when nothing does.

    The folders are made if need be and written to.
    """
    return await asyncio.to_thread(_check_folders, settings, data_dir)


def _check_folders(settings: BooksSettings, data_dir: Path) -> dict[str, str]:
    ingest = settings.ingest(data_dir)
    found = {
        "staging": _folder_problem(settings.staging(data_dir), STAGING_LABEL, mode=PRIVATE_MODE),
        "ingest": _folder_problem(ingest, LIBRARY_LABEL, mode=folder_mode(ingest, settings, data_dir=data_dir)),
    }
    return {name: trouble for name, trouble in found.items() if trouble}


def _folder_problem(folder: Path, words: str, *, mode: int) -> str:
    try:
        check_writable(folder, mode=mode)
        return NO_SPACE if free_bytes(folder) < RESERVED_BYTES else ""
    except OSError as error:
        return describe_os_error(error, folder=words)


def find_warnings(settings: BooksSettings) -> Mapping[str, str]:
    """Return by part what will make deliveries fail and can be seen already, but stops nothing."""
    trouble = hook_problem(settings.custom_script) if settings.custom_script else ""
    return {"hook": trouble} if trouble else {}


class Readiness:
    """Remembers for a while that all is well; looks again each time while it is not."""

    def __init__(self, *, clock: Clock, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._good: Cache[tuple[Path, Path], bool] = Cache(size=1, ttl=READY_TTL, clock=clock)
        self._known: Mapping[str, str] = {}

    async def find_problems(self, settings: BooksSettings) -> Mapping[str, str]:
        """Return what keeps books from being delivered."""
        folders = settings.staging(self._data_dir), settings.ingest(self._data_dir)
        if self._good.peek(folders):
            return {}
        found = await find_problems(settings, data_dir=self._data_dir)
        self._good.put(folders, not found, ttl=0.0 if found else None)
        if found != self._known:
            log.warning("books_not_ready", **found) if found else log.info("books_ready")
            self._known = found
        return found

    def doubt(self) -> None:
        """Look again the next time: something went wrong."""
        self._good.clear()
