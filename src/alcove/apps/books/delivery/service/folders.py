"""The folders that files are staged in and delivered to: chosen by settings, created, and checked."""

import asyncio
import errno
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from alcove.apps.books.delivery.service.disk_io import (
    LIBRARY_LABEL,
    NO_SPACE,
    STAGING_LABEL,
    DownloadFailed,
    FolderUnavailable,
    describe_os_error,
)
from alcove.apps.books.delivery.service.hook import hook_problem
from alcove.apps.books.model import book as kinds
from alcove.apps.books.model.book import Book
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.disk_space import read_disk_space
from alcove.foundation.telemetry import get_logger

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


log = get_logger("alcove.books.folders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The folder for a book; `note` explains when it is not the configured one."""

    folder: Path
    note: str | None = None


def list_folders(book: Book, settings: BooksSettings, *, data_dir: Path) -> Sequence[Path]:
    """Return the folders that may get a book, the preferred one first and the default one last."""
    default, configured = settings.ingest(data_dir), _configured_folder(book, settings)
    return [default] if configured is None or configured == default else [configured, default]


def choose_folder(book: Book, settings: BooksSettings, *, data_dir: Path, known: Mapping[Path, bool]) -> Target:
    """Return the folder for a book's kind if it is usable, else the default one; OSError when neither is.

    A missing folder is created, unless it is one of `known`, which were usable once; see `check_writable`.
    """
    *preferred, default = list_folders(book, settings, data_dir=data_dir)
    note = None
    for folder in preferred:
        try:
            if not folder.is_absolute():
                raise NotADirectoryError(errno.ENOTDIR, "not absolute", str(folder))
            check_writable(
                folder, mode=folder_mode(folder, settings, data_dir=data_dir), was_mount_point=known.get(folder)
            )
        except OSError:
            note = f"The folder for {_pluralize(book)} cannot be used; this is in the usual one."
        else:
            return Target(folder=folder)
    check_writable(default, mode=folder_mode(default, settings, data_dir=data_dir), was_mount_point=known.get(default))
    return Target(folder=default, note=note)


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


def check_writable(folder: Path, *, mode: int = PRIVATE_MODE, was_mount_point: bool | None = None) -> None:
    """Write a test file into a folder; OSError when that fails.

    A missing folder is created, unless it was usable before: then `was_mount_point` says whether a file system was
    mounted there. Without that one, the folder is not used while it is empty.
    """
    if was_mount_point is None:
        _make_folder(folder, mode=mode)
    _check_folder(folder)
    if was_mount_point and not os.path.ismount(folder) and not any(folder.iterdir()):
        raise OSError(errno.ENODEV, "not mounted", str(folder))
    path = folder / f".alcove-{os.getpid()}-{os.urandom(4).hex()}{UNFINISHED_SUFFIX}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # One byte, because a full disk still accepts new names.
        os.write(descriptor, b"\n")
    finally:
        os.close(descriptor)
        path.unlink()


def _check_folder(folder: Path) -> None:
    """Raise OSError when a path is not a folder."""
    if not stat.S_ISDIR(folder.stat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "a file is in its place", str(folder))


def _make_folder(folder: Path, *, mode: int) -> None:
    """Create a folder and its missing parents."""
    for path in reversed([folder, *folder.parents]):
        if not path.exists():
            try:
                # Another process may create it at the same time.
                path.mkdir(exist_ok=True)
            except FileExistsError as error:
                raise NotADirectoryError(errno.ENOTDIR, "a broken link is in its place", str(path)) from error
            _set_folder_mode(path, mode=mode)


def _set_folder_mode(folder: Path, *, mode: int) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        set_mode(descriptor, mode)
    finally:
        os.close(descriptor)


def set_mode(descriptor: int, mode: int) -> None:
    """Set the permissions of an open file or folder, unless its file system refuses that: then it keeps its own."""
    try:
        os.fchmod(descriptor, mode)
    except OSError as error:
        _warn_of_refused_mode(os.fstat(descriptor).st_dev, str(error))


@lru_cache(maxsize=64)
def _warn_of_refused_mode(_device: int, reason: str) -> None:
    """Log once for each file system that it refuses permissions."""
    log.warning(
        "permissions_refused",
        reason=reason,
        effect="the library's files get the permissions that the mount gives them",
        remedy="choose them with the mount's own options, such as uid, gid and umask",
    )


def check_free_space(*folders: Path, size: int, reserve_mb: int | None) -> None:
    """Raise when a file does not fit into one of the folders besides the disk's reserve.

    FolderUnavailable when there may be enough space later, else DownloadFailed.
    """
    for folder in folders:
        # A folder that cannot be checked fails with its reason when it is written to.
        with suppress(OSError):
            space = read_disk_space(folder, reserve_mb=reserve_mb)
            if size > space.size - space.reserved:
                raise DownloadFailed(NO_SPACE)
            if max(0, size) > space.usable:
                raise FolderUnavailable(NO_SPACE)


def make_subfolder(folder: Path, parts: tuple[str, ...], *, mode: int) -> Path:
    """Create folders below a folder and return the last; DownloadFailed when a link leads out of it, or OSError."""
    _check_folder(folder)
    path = folder.joinpath(*parts)
    _make_folder(path, mode=mode)
    _check_folder(path)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DownloadFailed(f"{LIBRARY_LABEL} has a link in the book's place that leads out of it.")
    return path


async def find_problems(
    settings: BooksSettings, *, data_dir: Path, known: Mapping[Path, bool] = MappingProxyType({})
) -> Mapping[str, str]:
    """Return why books cannot be delivered, by folder and without paths; empty when they can.

    A test file is written into each folder. Missing folders are created, except for those of `known`, which were
    usable once; see `check_writable`.
    """
    return await asyncio.to_thread(_check_folders, settings, data_dir, known=known)


def _check_folders(settings: BooksSettings, data_dir: Path, *, known: Mapping[Path, bool]) -> dict[str, str]:
    ingest, reserve = settings.ingest(data_dir), settings.alcove_disk_reserve_mb
    mode = folder_mode(ingest, settings, data_dir=data_dir)
    problems = {
        "staging": _folder_problem(settings.staging(data_dir), STAGING_LABEL, mode=PRIVATE_MODE, reserve_mb=reserve),
        "ingest": _folder_problem(
            ingest, LIBRARY_LABEL, mode=mode, reserve_mb=reserve, was_mount_point=known.get(ingest)
        ),
    }
    return {name: problem for name, problem in problems.items() if problem}


def _folder_problem(
    folder: Path, label: str, *, mode: int, reserve_mb: int | None, was_mount_point: bool | None = None
) -> str:
    try:
        check_writable(folder, mode=mode, was_mount_point=was_mount_point)
        return NO_SPACE if read_disk_space(folder, reserve_mb=reserve_mb).is_low else ""
    except OSError as error:
        return describe_os_error(error, folder=label)


def find_warnings(settings: BooksSettings) -> Mapping[str, str]:
    """Return problems that will make deliveries fail but do not stop downloads, by part."""
    problem = hook_problem(settings.custom_script) if settings.custom_script else ""
    return {"hook": problem} if problem else {}
