"""Folders that are missing, not writable or full, and that become usable again."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from alcove.apps.books.delivery.model import FileName
from alcove.apps.books.delivery.service import publish, rename
from alcove.apps.books.delivery.service.disk_io import (
    LIBRARY_LABEL,
    NO_SPACE,
    DownloadFailed,
    FolderUnavailable,
    describe_os_error,
)
from alcove.apps.books.delivery.service.folders import check_free_space, find_problems, find_warnings
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.disk_space import MEGABYTE, free_bytes, read_disk_space
from integration.books.downloads.world import World
from support import ebooks
from support.until import until_async

BOOK = ebooks.epub()


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "There is no space left for the book."),
        (errno.EDQUOT, "There is no space left for the book."),
        (errno.EACCES, "The library's folder is not writable."),
        (errno.EPERM, "The library's folder is not writable."),
        (errno.EROFS, "The library's folder is not writable."),
        (errno.ENOENT, "The library's folder is missing."),
        (errno.ENOTDIR, "The library's folder is missing."),
        (errno.ENOTCONN, "The library's folder is on a disk or server that is not available."),
        (errno.ESTALE, "The library's folder is on a disk or server that is not available."),
        (errno.ENAMETOOLONG, "The file's name is too long."),
        (errno.EILSEQ, "The library's folder does not accept the file's name."),
        (errno.EFBIG, "The file is too large for its folder."),
        (errno.EIO, "The library's folder cannot be used."),
    ],
)
def test_error_messages(number: int, message: str) -> None:
    """Errors of the system become messages without a path."""
    assert describe_os_error(OSError(number, os.strerror(number), "/secret"), folder=LIBRARY_LABEL) == message


async def test_folders_are_created(tmp_path: Path) -> None:
    """Missing folders are created, and the check leaves nothing in them."""
    settings = BooksSettings(ingest_dir=tmp_path / "a" / "b", tmp_dir=tmp_path / "c")
    assert await find_problems(settings, data_dir=tmp_path) == {}
    assert list((tmp_path / "a" / "b").iterdir()) == list((tmp_path / "c").iterdir()) == []


@pytest.mark.parametrize(("name", "part"), [("ingest_dir", "ingest"), ("tmp_dir", "staging")])
@pytest.mark.parametrize("path", ["/proc/nowhere", "{tmp}/file", "{tmp}/file/below"])
async def test_unusable_folders(tmp_path: Path, name: str, part: str, path: str) -> None:
    """A folder that cannot be created or written to is reported by its role, without its path."""
    (tmp_path / "file").write_bytes(b"")
    folders: dict[str, Any] = {"ingest_dir": tmp_path / "a", "tmp_dir": tmp_path / "b"}
    folders[name] = Path(path.format(tmp=tmp_path))
    found = await find_problems(BooksSettings(**folders), data_dir=tmp_path)
    assert list(found) == [part]
    assert found[part].startswith(
        {"ingest": "The library's folder", "staging": "The folder for unfinished files"}[part]
    )
    assert "/" not in found[part]


async def test_no_download_is_claimed_while_a_folder_is_missing(world: World) -> None:
    """While the library's folder is unusable, downloads wait and do not fail; they continue once it is usable."""
    world.file_server.put("st-1.epub", BOOK)
    world.library.write_bytes(b"a file is in its place")
    await world.queue()
    await world.run()
    row = await world.row()
    assert (row["state"], row["run"]) == ("queued", 0)
    assert world.file_server.server.requests == []
    retry_job = await world.pool.fetchrow("SELECT * FROM procrastinate_jobs WHERE queueing_lock = 'books.fetch.later'")
    assert retry_job["scheduled_at"] is not None
    world.library.unlink()
    await world.run()
    assert (await world.row())["state"] == "complete"


@pytest.mark.slow
async def test_a_folder_that_is_mounted_again_needs_no_restart(world: World) -> None:
    """A worker checks an unusable folder again after some seconds."""
    world.file_server.put("st-1.epub", BOOK)
    world.library.write_bytes(b"")
    async with world.worker():
        await world.queue()
        sql = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = 'books.fetch.later')"
        await until_async(lambda: world.pool.fetchval(sql))
        world.library.unlink()
        assert (await world.wait_until_ended())["state"] == "complete"


def test_free_space_is_checked(tmp_path: Path) -> None:
    """A file waits that leaves less than the reserve free; one that the disk can never hold is refused."""
    room, whole = free_bytes(tmp_path) - 10 * MEGABYTE, read_disk_space(tmp_path, reserve_mb=0).size
    check_free_space(tmp_path, tmp_path / "none", size=room, reserve_mb=5)
    for size, reserve in ((room, 20), (room + 10 * MEGABYTE, 5), (-1, room // MEGABYTE + 20)):
        with pytest.raises(FolderUnavailable, match=NO_SPACE):
            check_free_space(tmp_path, size=size, reserve_mb=reserve)
    with pytest.raises(DownloadFailed, match=NO_SPACE):
        check_free_space(tmp_path, size=whole, reserve_mb=1)


async def test_a_book_that_exceeds_the_disk(world: World, tmp_path: Path) -> None:
    """A file larger than the whole disk is refused at the response's headers, with the reason."""
    stats = os.statvfs(tmp_path)
    length = stats.f_blocks * stats.f_frsize + 1
    head = f'HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nETag: "x"\r\n\r\nPK'.encode()
    world.file_server.put("st-1.epub", BOOK, faults=[head])
    world.settings(max_file_size_mb=1_000_000)
    row = await world.fetch()
    assert (row["state"], row["message"]) == ("error", NO_SPACE)


def test_warnings_about_the_script(tmp_path: Path) -> None:
    """A script that is missing or not executable is reported before it is needed."""
    assert find_warnings(BooksSettings()) == {}
    script = tmp_path / "hook"
    assert find_warnings(BooksSettings(custom_script=script)) == {"hook": "The hook script is missing."}
    script.write_bytes(b"")
    assert find_warnings(BooksSettings(custom_script=script)) == {"hook": "The hook script is not executable."}
    script.chmod(0o755)
    assert find_warnings(BooksSettings(custom_script=script)) == {}


@pytest.mark.parametrize("function", ["rename_no_replace", "_rename_by_link", "_rename_plainly"])
def test_no_rename_overwrites_a_file(tmp_path: Path, function: str) -> None:
    """Every way to rename raises FileExistsError for an existing name and changes nothing; a free name works."""
    rename_file = getattr(rename, function)
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"new")
    target.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        rename_file(source, target)
    assert (source.read_bytes(), target.read_bytes()) == (b"new", b"old")
    target.unlink()
    rename_file(source, target)
    assert not source.exists()
    assert target.read_bytes() == b"new"


def test_temporary_names_are_not_too_long() -> None:
    """The temporary name of the longest allowed name is still valid."""
    found = publish.temporary_name("ü" * 120 + ".epub", salt="01234567")
    assert len(found.encode()) <= 255
    assert found.startswith(".ü")
    assert found.endswith(".01234567.crdownload")


def test_numbers_of_file_names_are_limited(tmp_path: Path) -> None:
    """When a thousand files have the same name, the next one is refused."""
    name = FileName(folders=(), stem="A", extension="")
    for number in range(1, publish.MAX_NUMBER + 1):
        (tmp_path / name.with_number(number)).touch()
    with pytest.raises(DownloadFailed, match="Too many files"):
        publish.find_free_number(tmp_path, name)
