"""Downloads stop before a disk is full, wait, and go on by themselves when there is space."""

import pytest

from alcove.foundation.disk_space import MEGABYTE
from integration.books.downloads.world import Row, World
from support import ebooks
from support.small_disk import small_disk

RESERVE_MB = 20


async def try_again(world: World) -> Row:
    """Run a job when the pauses of all downloads have ended; return the row of the book."""
    await world.pool.execute("UPDATE books_download SET retry_at = now() WHERE retry_at IS NOT NULL")
    await world.run()
    return await world.row()


@pytest.mark.parametrize("has_length", [True, False])
async def test_a_download_waits_at_the_reserve(world: World, *, has_length: bool) -> None:
    """The reserve stays free whether the file's size is known or not; the reason is shown, and the book comes later."""
    content = ebooks.epub(size=30 * MEGABYTE)
    with small_disk(megabytes=80) as disk:
        world.staging = disk.path / "staging"
        world.settings(tmp_dir=world.staging, alcove_disk_reserve_mb=RESERVE_MB)
        world.file_server.put("st-1.epub", content, length=has_length)
        disk.fill(leave=(RESERVE_MB + 15) * MEGABYTE)
        row = await world.fetch()
        assert row["state"] == "queued"
        assert "There is no space left for the book." in row["message"]
        # What was on its way when the reserve was reached.
        assert disk.free >= (RESERVE_MB - 3) * MEGABYTE
        assert not world.library_files()
        assert (await try_again(world))["state"] == "queued"
        disk.empty()
        row = await try_again(world)
        assert (row["state"], row["message"]) == ("complete", None)
        assert list(world.library_files().values()) == [content]
