"""Downloads from a real server into a real folder."""

import hashlib

from integration.books.downloads.world import World
from support import ebooks


async def test_a_book_reaches_the_library(world: World) -> None:
    """A queued book is downloaded, named, delivered and reported as complete; no temporary file is left."""
    content = ebooks.epub(size=300_000)
    world.file_server.put("st-1.epub", content)
    row = await world.fetch()
    assert (row["state"], row["message"], row["progress"]) == ("complete", None, 100.0)
    assert world.library_files() == {"An Author - A Title (1900).epub": content}
    assert row["file_name"] == "An Author - A Title (1900).epub"
    assert row["size"] == "293 KB"
    file = await world.pool.fetchrow("SELECT * FROM books_file")
    assert (file["book_id"], file["size"], file["format"]) == ("st-1.epub", 300_000, "epub")
    assert file["sha256"] == hashlib.sha256(content).digest()
    await world.wait_until_clean()
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0
