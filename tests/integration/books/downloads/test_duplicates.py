"""Books that the library has already: recognised by their content, and delivered again only when somebody asks."""

from pathlib import Path

from alcove.foundation.database import transaction
from integration.books.downloads.world import World
from support import ebooks

BOOK = ebooks.epub()
NAME = "An Author - A Title (1900).epub"


def remove_file(path: str, *, replacement: bytes = b"") -> None:
    """Remove a delivered file, or replace it."""
    Path(path).unlink()
    if replacement:
        Path(path).write_bytes(replacement)


async def test_the_same_file_under_another_id_is_not_delivered_twice(world: World) -> None:
    """A file with the content of a delivered one completes with that one, and says so."""
    world.file_server.put("st-1.epub", BOOK)
    world.file_server.put("st-2.epub", BOOK)
    first = await world.fetch("st-1.epub")
    second = await world.fetch("st-2.epub", title="Another Title")
    assert list(world.library_files()) == [NAME]
    assert (second["state"], second["message"]) == ("complete", f"The library has this file already, as {NAME}.")
    assert (second["file_path"], second["file_name"]) == (first["file_path"], NAME)
    await world.wait_until_clean()


async def test_a_file_that_is_gone_is_delivered_again(world: World) -> None:
    """When the delivered file was moved away, the same content under another id is delivered."""
    world.file_server.put("st-1.epub", BOOK)
    world.file_server.put("st-2.epub", BOOK)
    row = await world.fetch("st-1.epub")
    remove_file(row["file_path"])
    assert (await world.fetch("st-2.epub", title="Another Title"))["message"] is None
    assert list(world.library_files()) == ["An Author - Another Title (1900).epub"]


async def test_who_asks_gets_another_copy(world: World) -> None:
    """A delivered book that is queued again is delivered again, and so is the same file with `again`."""
    for name in ("st-1.epub", "st-2.epub"):
        world.file_server.put(name, BOOK)
    await world.fetch("st-1.epub")
    await world.fetch("st-1.epub")
    assert sorted(world.library_files()) == ["An Author - A Title (1900) (2).epub", NAME]
    await world.queue("st-2.epub", again=True, title="Forced")
    await world.run()
    assert "An Author - Forced (1900).epub" in world.library_files()


async def test_other_content_is_another_book(world: World) -> None:
    """Two editions with one title are two files, also when one of them has changed since its delivery."""
    world.file_server.put("st-1.epub", BOOK)
    world.file_server.put("st-2.epub", ebooks.epub("Second edition"))
    world.file_server.put("st-3.epub", BOOK)
    row = await world.fetch("st-1.epub")
    await world.fetch("st-2.epub")
    assert len(world.library_files()) == 2
    remove_file(row["file_path"], replacement=b"changed by its owner")
    async with transaction(world.pool) as connection:
        await connection.execute("UPDATE books_download SET file_path = NULL")
    assert (await world.fetch("st-3.epub", title="Three"))["message"] is None
    assert len(world.library_files()) == 3
