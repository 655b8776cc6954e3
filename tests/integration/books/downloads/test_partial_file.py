"""The partial file of a download."""

import hashlib
from pathlib import Path

import pytest

from alcove.apps.books.delivery.service.disk_io import DownloadFailed
from alcove.apps.books.downloads.jobs.partial_file import MARKER, PartialFile, remove_staging_folder


async def test_a_partial_file_of_an_earlier_run_is_resumed(tmp_path: Path) -> None:
    """A partial file continues at its size, and its digests cover the whole file."""
    async with PartialFile(tmp_path / "x", digests=("sha256", "md5")) as part:
        await part.write([b"one ", b"two "])
    async with PartialFile(tmp_path / "x", digests=("sha256", "md5")) as part:
        assert part.size == 8
        await part.write([b"three"])
        assert part.digest("md5") == hashlib.md5(b"one two three").digest()  # noqa: S324 - as sources give it
        assert part.digest("sha256") == hashlib.sha256(b"one two three").digest()
        await part.restart()
        await part.write([b"four"])
        assert (part.size, part.digest("sha256")) == (4, hashlib.sha256(b"four").digest())
    assert part.path.read_bytes() == b"four"
    assert (tmp_path / "x" / MARKER).exists()
    await remove_staging_folder(tmp_path / "x")
    assert not part.path.parent.exists()


async def test_two_workers_never_write_the_same_file(tmp_path: Path) -> None:
    """A second worker starts with an empty file; the bytes of the first worker, which still writes, are lost."""
    async with PartialFile(tmp_path / "x") as old:
        await old.write([b"old"])
        async with PartialFile(tmp_path / "x") as new:
            assert new.size == 0
            await new.write([b"new"])
            await old.write([b" bytes"])
    assert new.path.read_bytes() == b"new"


async def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    """A link in place of the partial file raises an error, and its target is not written."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "part").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DownloadFailed, match="The folder for unfinished files"):
        async with PartialFile(tmp_path / "x"):
            pytest.fail("it was opened")
    assert not (tmp_path / "elsewhere").exists()
