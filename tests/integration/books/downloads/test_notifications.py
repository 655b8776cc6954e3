"""What people hear of their downloads."""

from integration.books.downloads.world import World
from support import ebooks
from support.notified import add_members, list_notified


async def test_whoever_queued_a_book_is_notified_of_its_end(world: World) -> None:
    """A delivered book is reported to its owner alone, a failed one of nobody to all members, with the reason."""
    await add_members(world.pool, "books", "ann", "bob")
    world.file_server.put("st-1.epub", ebooks.epub(size=30_000))
    await world.fetch(owner="bob")
    assert await list_notified(world.pool) == [
        ("bob", "books.delivered", "Delivered: A Title", "The file is in the library.")
    ]
    world.file_server.put("st-2.epub", b"<html>no book</html>")
    row = await world.fetch("st-2.epub")
    assert row["state"] == "error"
    failed = (await list_notified(world.pool))[1:]
    assert [line[:2] for line in failed] == [("ann", "books.failed"), ("bob", "books.failed")]
    assert failed[0][3] == row["message"]
