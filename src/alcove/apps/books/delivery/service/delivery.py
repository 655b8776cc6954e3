"""Delivers a finished file into the library's folder, exactly once, also when a process dies in between.

Each step is stored in the database before it is done. After a crash, the next run finds out by inode and hash whether
the step was done.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alcove.apps.books.delivery.model import FileName, Naming, list_file_names
from alcove.apps.books.delivery.service import publish
from alcove.apps.books.delivery.service.disk_io import (
    LIBRARY_LABEL,
    DownloadFailed,
    FolderUnavailable,
    NameRefused,
    run_in_thread,
    run_on_disk,
    run_to_completion,
)
from alcove.apps.books.delivery.service.folders import (
    Target,
    check_free_space,
    choose_folder,
    folder_mode,
    list_folders,
    make_subfolder,
)
from alcove.apps.books.delivery.service.publish import DeliveryState, find_state
from alcove.apps.books.delivery.service.readiness import remember_folder
from alcove.apps.books.delivery.service.rename import rename_no_replace
from alcove.apps.books.delivery.store import deliveries, files
from alcove.apps.books.delivery.store.deliveries import Delivery
from alcove.apps.books.delivery.store.files import Content
from alcove.apps.books.model.book import AUDIOBOOK, Book
from alcove.apps.books.model.media import format_size
from alcove.apps.books.notifications import notify_delivered
from alcove.apps.books.queue import Lease, claims
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import Pool, transaction
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.books.delivery")


class LeaseLost(Exception):
    """This run no longer holds the download: it was cancelled, or another run claimed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDeps:
    """The running parts that a delivery needs."""

    pool: Pool
    settings: BooksSettings
    data_dir: Path
    rng: random.Random

    @property
    def mode(self) -> int:
        """Return the permissions of delivered files."""
        return 0o666 & ~int(self.settings.umask, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedFile:
    """A verified file; `book` has its real format and size."""

    lease: Lease
    book: Book
    file: Path
    content: Content


def choose_naming(book: Book, settings: BooksSettings) -> Naming:
    """Return the naming rule for a book's file."""
    if book.content == AUDIOBOOK:
        organization = settings.file_organization_audiobook or settings.file_organization
        renamed, organized = settings.template_audiobook_rename, settings.template_audiobook_organize
    else:
        organization = settings.file_organization
        renamed, organized = settings.template_rename, settings.template_organize
    if organization is None:
        return Naming(organization="rename" if settings.use_book_title else "none", template="{Title}")
    return Naming(organization=organization, template=organized if organization == "organize" else renamed)


async def choose_target(deps: DeliveryDeps, book: Book) -> Target:
    """Return the target folder for a book; FolderUnavailable when no folder is usable now."""
    known = await deliveries.find_known_folders(deps.pool, list_folders(book, deps.settings, data_dir=deps.data_dir))
    target = await run_on_disk(lambda _: choose_folder(book, deps.settings, data_dir=deps.data_dir, known=known))
    await remember_folder(deps.pool, target.folder, known=known)
    return target


async def deliver(deps: DeliveryDeps, finished: FinishedFile, *, target: Target) -> None:
    """Put a file into its folder and complete the download; DownloadFailed or LeaseLost.

    FolderUnavailable when the download has to wait: the file is still in the staging folder then, or complete under
    its temporary name, where `resume_delivery` finds it.
    """
    names = list_file_names(finished.book, choose_naming(finished.book, deps.settings))
    try:
        while not await _deliver_as(deps, finished, target=target, names=names):
            del names[0]
    except FolderUnavailable:
        raise
    except DownloadFailed:
        await clean_up(deps.pool, finished.lease)
        raise


async def _deliver_as(deps: DeliveryDeps, finished: FinishedFile, *, target: Target, names: Sequence[FileName]) -> bool:
    """Deliver a file under the first of its names; False when the library's file system refuses that one."""
    name, mode = names[0], folder_mode(target.folder, deps.settings, data_dir=deps.data_dir)
    try:
        folder = await run_on_disk(lambda _: make_subfolder(target.folder, name.folders, mode=mode))
        if deps.settings.ingest_publish == "write":
            await _write(deps, finished, folder=folder, name=name, note=target.note)
            return True
        delivery = await _stage(deps, finished, folder=folder, name=name)
    except NameRefused:
        if len(names) == 1:
            raise
        return False
    await _publish(deps, finished, delivery=delivery, names=names, note=target.note)
    return True


async def resume_delivery(deps: DeliveryDeps, lease: Lease, *, book: Book, staging: Path) -> bool:
    """Finish the delivery of an interrupted run; False when there is none to finish, or FolderUnavailable."""
    delivery = await deliveries.find(deps.pool, book_id=lease.id, generation=lease.generation)
    if delivery is None:
        return False
    path = Path(delivery.path)
    described = replace(book, format=path.suffix[1:] or book.format, size=delivery.size)
    await _check_reachable(deps, path, book=described)
    state = await run_on_disk(lambda stop: find_state(delivery, staging=staging, stop=stop))
    content = Content(size=delivery.size, sha256=delivery.sha256)
    finished = FinishedFile(lease=lease, book=described, file=path, content=content)
    if state is DeliveryState.PUBLISHED:
        current = path if await run_on_disk(lambda _: os.path.lexists(path)) else None
        await run_to_completion(_complete(deps, finished, path=current))
        return True
    if state is DeliveryState.STAGED:
        temporary = Path(delivery.temporary or "")
        await run_on_disk(lambda _: publish.sync_file(temporary, mode=deps.mode))
        names = list_file_names(described, choose_naming(described, deps.settings))
        await _publish(deps, finished, delivery=delivery, names=names, note=None)
        return True
    await clean_up(deps.pool, lease)
    return False


async def _check_reachable(deps: DeliveryDeps, path: Path, *, book: Book) -> None:
    """Raise FolderUnavailable when the folder of a delivery is missing: nobody knows then what is in it."""
    target = await choose_target(deps, book)
    is_missing = not await run_on_disk(lambda _: path.parent.is_dir())
    # The library may have removed a folder of its own after it had taken the book.
    if is_missing and (path.parent == target.folder or not path.is_relative_to(target.folder)):
        raise FolderUnavailable(f"{LIBRARY_LABEL} is missing.")


async def clean_up(pool: Pool, lease: Lease) -> None:
    """Remove the files that an unfinished delivery left in the library's folder."""
    delivery = await deliveries.find(pool, book_id=lease.id, generation=lease.generation)
    if delivery is not None:
        await remove_leftovers(pool, delivery)


async def remove_leftovers(pool: Pool, delivery: Delivery) -> None:
    """Remove a file that was never published, and delete its delivery; it stays while the file cannot be removed."""
    if delivery.temporary is not None:
        await deliveries.discard(pool, book_id=delivery.book_id, generation=delivery.generation)
    if await run_in_thread(lambda _: _remove_unfinished(delivery)):
        await deliveries.delete(pool, book_id=delivery.book_id, generation=delivery.generation)


def _remove_unfinished(delivery: Delivery) -> bool:
    """Remove an unfinished file; False when it is still there."""
    path = Path(delivery.temporary or delivery.path)
    try:
        # A final name may belong to another file by now; a temporary one is used once.
        if delivery.temporary is not None or path.lstat().st_ino == delivery.inode:
            path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        log.warning("leftover_not_removed", book=delivery.book_id, error=str(error))
        return False
    return True


async def _stage(deps: DeliveryDeps, finished: FinishedFile, *, folder: Path, name: FileName) -> Delivery:
    """Move or copy a file into its target folder under a temporary name."""
    salt = f"{deps.rng.getrandbits(32):08x}"
    temporary = folder / publish.temporary_name(name.with_number(1), salt=salt)
    delivery = _describe(finished, path=await _free_path(folder, name), temporary=temporary)
    if await run_on_disk(lambda _: finished.file.stat().st_dev == folder.stat().st_dev):
        moved = replace(delivery, how="move", inode=await run_on_disk(lambda _: finished.file.stat().st_ino))
        await deliveries.save(deps.pool, moved)
        if await run_on_disk(lambda _: _move(finished.file, temporary, mode=deps.mode)):
            return moved
    return await _copy(deps, finished, delivery=replace(delivery, how="copy"), path=temporary)


def _describe(finished: FinishedFile, *, path: Path, temporary: Path | None) -> Delivery:
    return Delivery(
        book_id=finished.lease.id, generation=finished.lease.generation, how="write", path=str(path),
        temporary=str(temporary) if temporary else None, inode=0, size=finished.content.size,
        sha256=finished.content.sha256,
    )  # fmt: skip


def _move(file: Path, temporary: Path, *, mode: int) -> bool:
    """Rename a file into its folder; False when that is not possible, for example between two file systems."""
    try:
        file.rename(temporary)
    except OSError:
        return False
    publish.sync_file(temporary, mode=mode)
    return True


async def _copy(deps: DeliveryDeps, finished: FinishedFile, *, delivery: Delivery, path: Path) -> Delivery:
    """Copy a file to a new name; the delivery is saved before the first byte is written."""
    reserve = deps.settings.alcove_disk_reserve_mb
    await run_on_disk(lambda _: check_free_space(path.parent, size=finished.content.size, reserve_mb=reserve))
    target = await run_on_disk(lambda _: publish.create_file(path))
    with target:
        saved = replace(delivery, inode=os.fstat(target.fileno()).st_ino)
        try:
            await deliveries.save(deps.pool, saved)
        except BaseException:
            # No later run could find a file that is not saved.
            await run_in_thread(lambda _: path.unlink())
            raise
        try:
            await run_on_disk(lambda stop: publish.copy_file(finished.file, target, mode=deps.mode, stop=stop))
        except DownloadFailed:
            # It may be what fills the disk. It is removed before it is closed, when a library would notice it.
            await remove_leftovers(deps.pool, saved)
            raise
        except BaseException:
            if saved.temporary is None:
                # It has the final name already, under which a library would notice an unfinished file.
                await run_in_thread(lambda _: path.unlink())
            raise
    return saved


async def _publish(
    deps: DeliveryDeps, finished: FinishedFile, *, delivery: Delivery, names: Sequence[FileName], note: str | None
) -> None:
    """Rename a complete file to its final name, or to the next free one when that name is taken or not accepted."""
    temporary, path = Path(delivery.temporary or ""), Path(delivery.path)
    remaining = list(names)
    while True:

        def rename(target: Path = path) -> None:
            rename_no_replace(temporary, target)
            publish.sync_folder(target.parent)

        try:
            return await run_to_completion(_complete(deps, finished, path=path, message=note, rename=rename))
        except FileExistsError:
            pass
        except NameRefused:
            if len(remaining) == 1:
                raise
            del remaining[0]
        path = await _free_path(path.parent, remaining[0])
        await deliveries.save(deps.pool, replace(delivery, path=str(path)))


async def _write(deps: DeliveryDeps, finished: FinishedFile, *, folder: Path, name: FileName, note: str | None) -> None:
    """Write a file directly under its final name, for libraries that do not notice a rename."""
    while True:
        path = await _free_path(folder, name)
        try:
            delivery = await _copy(deps, finished, delivery=_describe(finished, path=path, temporary=None), path=path)
        except FileExistsError:
            continue
        await run_on_disk(lambda _: publish.sync_folder(folder))
        try:
            return await run_to_completion(_complete(deps, finished, path=path, message=note))
        except LeaseLost:
            await remove_leftovers(deps.pool, delivery)
            raise


async def _free_path(folder: Path, name: FileName) -> Path:
    """Return the first path that a name has free in a folder."""
    return folder / name.with_number(await run_on_disk(lambda _: publish.find_free_number(folder, name)))


async def _complete(
    deps: DeliveryDeps, finished: FinishedFile, *, path: Path | None, message: str | None = None,
    rename: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """Publish the file and complete the download in one transaction, which blocks a cancellation; LeaseLost.

    `path` is None when the file has been removed.
    """
    book, lease = finished.book, finished.lease
    async with transaction(deps.pool) as connection:
        if not await claims.lock(connection, lease):
            raise LeaseLost
        if rename is not None and path is not None:
            await deliveries.lock_folder(connection, path.parent)
            await run_on_disk(lambda _: rename())
        if path is not None:
            await files.add(connection, book, path=str(path), name=path.name, content=finished.content)
        await deliveries.delete(connection, book_id=lease.id, generation=lease.generation)
        await claims.complete(
            connection, lease, message=message, path=str(path) if path else None,
            name=path.name if path else None, book=book, size_text=format_size(finished.content.size),
        )  # fmt: skip
        owner = await claims.find_owner(connection, lease)
        await notify_delivered(connection, key=lease.download, owner=owner, title=book.title, message=message)


async def complete_consumed(deps: DeliveryDeps, finished: FinishedFile) -> None:
    """Complete a download whose file was removed by the hook script."""
    await run_to_completion(_complete(deps, finished, path=None, message="Consumed by script"))
