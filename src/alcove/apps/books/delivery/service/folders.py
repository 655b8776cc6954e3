"""The folders that files are staged in and delivered to: chosen by settings, created, and checked."""

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
"""Bytes that must stay free besides a book."""

PRIVATE_MODE: Final = 0o700
"""Permissions of folders that only their owner may use."""

UNFINISHED_SUFFIX: Final = ".crdownload"
"""The suffix of unfinished files, which libraries ignore."""

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
    """The folder for a book; `note` explains when it is not the configured one."""

    folder: Path
    note: str | None = None


def choose_folder(book: Book, settings: BooksSettings, *, data_dir: Path) -> Target:
    """Return the folder for a book's kind if it is usable, else the default one; OSError when neither is."""
    default = settings.ingest(data_dir)
    configured = _configured_folder(book, settings)
    if configured is not None and configured != default:
        try:
            if not configured.is_absolute():
                raise NotADirectoryError(errno.ENOTDIR, "not absolute", str(configured))
            check_writable(configured, mode=folder_mode(configured, settings, data_dir=data_dir))
        except OSError:
            check_writable(default, mode=folder_mode(default, settings, data_dir=data_dir))
            return Target(
                folder=default, note=f"The folder for {_pluralize(book)} cannot be used; this is in the usual one."
            )
        return Target(folder=configured)
    check_writable(default, mode=folder_mode(default, settings, data_dir=data_dir))
    return Target(folder=default)


def _configured_folder(book: Book, settings: BooksSettings) -> Path | None:
    folder: Path | None = None
    if settings.content_type_routing:
        folder = getattr(settings, _SETTINGS.get(book.content, _SETTINGS[kinds.OTHER]))
    if folder is None and book.content == kinds.AUDIOBOOK:
        folder = settings.destination_audiobook
    return folder


def _pluralize(book: Book) -> str:
    name, _, rest = book.content.partition(" (")
    return f"{name}s" + (f" ({rest}" if rest else "")


def folder_mode(folder: Path, settings: BooksSettings, *, data_dir: Path) -> int:
    """Return the permissions of a new folder: private in the data directory, elsewhere as UMASK says."""
    return PRIVATE_MODE if folder.is_relative_to(data_dir) else 0o777 & ~int(settings.umask, 8)


def check_writable(folder: Path, *, mode: int = PRIVATE_MODE) -> None:
    """Create a folder if it is missing and write a test file into it; OSError when that fails."""
    _make_folder(folder, mode=mode)
    path = folder / f".alcove-{os.getpid()}-{os.urandom(4).hex()}{UNFINISHED_SUFFIX}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # One byte, because a full disk still accepts new names.
        os.write(descriptor, b"\n")
    finally:
        os.close(descriptor)
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
    """Return the free bytes of a folder's file system."""
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize


def check_free_space(*folders: Path, size: int) -> None:
    """Raise DownloadFailed when a file and the reserved space do not fit into one of the folders."""
    for folder in folders:
        # A folder that cannot be checked fails with its reason when it is written to.
        with suppress(OSError):
            if free_bytes(folder) < size + RESERVED_BYTES:
                raise DownloadFailed(NO_SPACE)


def make_subfolder(folder: Path, parts: tuple[str, ...], *, mode: int) -> Path:
    """Create folders below a folder and return the last; OSError when a link leads out of it."""
    path = folder.joinpath(*parts)
    _make_folder(path, mode=mode)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise NotADirectoryError(errno.ENOTDIR, "leads out of its folder", str(path))
    return path


READY_TTL: Final = 60.0
"""Seconds for which a successful check is reused."""

log = get_logger("alcove.books.readiness")


async def find_problems(settings: BooksSettings, *, data_dir: Path) -> Mapping[str, str]:
    """Return why books cannot be delivered, by folder and without paths; empty when they can.

    Missing folders are created, and a test file is written into each.
    """
    return await asyncio.to_thread(_check_folders, settings, data_dir)


def _check_folders(settings: BooksSettings, data_dir: Path) -> dict[str, str]:
    ingest = settings.ingest(data_dir)
    problems = {
        "staging": _folder_problem(settings.staging(data_dir), STAGING_LABEL, mode=PRIVATE_MODE),
        "ingest": _folder_problem(ingest, LIBRARY_LABEL, mode=folder_mode(ingest, settings, data_dir=data_dir)),
    }
    return {name: problem for name, problem in problems.items() if problem}


def _folder_problem(folder: Path, label: str, *, mode: int) -> str:
    try:
        check_writable(folder, mode=mode)
        return NO_SPACE if free_bytes(folder) < RESERVED_BYTES else ""
    except OSError as error:
        return describe_os_error(error, folder=label)


def find_warnings(settings: BooksSettings) -> Mapping[str, str]:
    """Return problems that will make deliveries fail but do not stop downloads, by part."""
    problem = hook_problem(settings.custom_script) if settings.custom_script else ""
    return {"hook": problem} if problem else {}


class Readiness:
    """Checks whether books can be delivered; a successful check is cached, a failed one is repeated."""

    def __init__(self, *, clock: Clock, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._ready: Cache[tuple[Path, Path], bool] = Cache(size=1, ttl=READY_TTL, clock=clock)
        self._logged: Mapping[str, str] = {}

    async def find_problems(self, settings: BooksSettings) -> Mapping[str, str]:
        """Return why books cannot be delivered, by folder; empty when they can."""
        folders = settings.staging(self._data_dir), settings.ingest(self._data_dir)
        if self._ready.peek(folders):
            return {}
        problems = await find_problems(settings, data_dir=self._data_dir)
        self._ready.put(folders, not problems, ttl=0.0 if problems else None)
        if problems != self._logged:
            log.warning("books_not_ready", **problems) if problems else log.info("books_ready")
            self._logged = problems
        return problems

    def invalidate(self) -> None:
        """Forget the cached check, because a delivery failed."""
        self._ready.clear()
