"""How files are published in the library's folder."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from alcove.apps.books.model.book import COMIC, FICTION
from integration.books.delivery.folder_watcher import watch_folder
from integration.books.downloads.world import World
from support import ebooks

BOOK = ebooks.epub(size=200_000)
NAME = "An Author - A Title (1900).epub"


@pytest.mark.usefixtures("disks")
async def test_a_folder_watcher_sees_one_complete_file(world: World) -> None:
    """The final name appears once, with the full size; temporary names are ignored by watchers."""
    world.file_server.put("st-1.epub", BOOK)
    world.library.mkdir()
    with watch_folder(world.library) as collect_events:
        assert (await world.fetch())["state"] == "complete"
        events = collect_events()
    finals = [event for event in events if event.name == NAME]
    assert [(event.kind, event.size) for event in finals] == [("moved to", len(BOOK))]
    assert all(event.name == NAME or event.name.endswith(".crdownload") for event in events)
    assert world.library_files() == {NAME: BOOK}
    await world.wait_until_clean()


@pytest.mark.usefixtures("disks")
async def test_publishing_by_writing(world: World) -> None:
    """With INGEST_PUBLISH=write, the file is written under its final name at once, for watchers of close events."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(ingest_publish="write")
    world.library.mkdir()
    with watch_folder(world.library) as collect_events:
        assert (await world.fetch())["state"] == "complete"
        events = collect_events()
    closed = [event for event in events if event.name == NAME and event.kind == "closed"]
    assert [event.size for event in closed] == [len(BOOK)]
    assert world.library_files() == {NAME: BOOK}
    assert await world.pool.fetchval("SELECT count(*) FROM books_delivery") == 0
    await world.wait_until_clean()


@pytest.mark.usefixtures("disks")
@pytest.mark.parametrize("publish", ["rename", "write"])
async def test_nothing_is_ever_overwritten(world: World, publish: str) -> None:
    """Two books with one title give two files, and existing files are never changed."""
    world.settings(ingest_publish=publish)
    world.library.mkdir()
    (world.library / NAME).write_bytes(b"mine")
    (world.library / NAME.replace(".epub", " (2).epub")).symlink_to("nowhere")
    for number in (1, 2):
        world.file_server.put(f"st-{number}.epub", ebooks.epub(size=100_000, seed=number))
        assert (await world.fetch(f"st-{number}.epub"))["state"] == "complete"
    found = world.library_files()
    assert found[NAME] == b"mine"
    assert found[NAME.replace(".epub", " (3).epub")] == ebooks.epub(size=100_000, seed=1)
    assert found[NAME.replace(".epub", " (4).epub")] == ebooks.epub(size=100_000, seed=2)
    assert not (world.library / "nowhere").exists()


@pytest.mark.usefixtures("disks")
@pytest.mark.parametrize(("umask", "mode"), [("0022", 0o644), ("002", 0o664), ("077", 0o600)])
async def test_file_permissions_use_the_umask(world: World, umask: str, mode: int) -> None:
    """A delivered file has the permissions that UMASK allows, and is not executable."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(umask=umask)
    await world.fetch()
    assert stat.S_IMODE((world.library / NAME).stat().st_mode) == mode


@pytest.mark.parametrize(("umask", "mode"), [("0022", 0o755), ("002", 0o775), ("077", 0o700)])
async def test_new_library_folders_use_the_umask(world: World, umask: str, mode: int) -> None:
    """New library folders outside the data directory have the permissions that UMASK allows.

    The own files of the app are private.
    """
    world.file_server.put("st-1.epub", BOOK)
    world.settings(umask=umask, file_organization="organize")
    before = os.umask(0o077)
    try:
        await world.fetch(authors=("Somebody",))
    finally:
        os.umask(before)
    folders = (world.library, world.library / "Somebody")
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [mode, mode]


async def test_folders_by_template(world: World) -> None:
    """With `organize`, slashes of the template make folders in the library."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(file_organization="organize")
    row = await world.fetch(authors=("../..", "/etc"))
    assert list(world.library_files()) == ["etc/A Title (1900).epub"]
    assert row["file_name"] == "A Title (1900).epub"


async def test_a_link_out_of_the_library_is_not_followed(world: World, tmp_path: Path) -> None:
    """Nothing is written through an author's folder that is a link out of the library."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(file_organization="organize")
    outside = tmp_path / "outside"
    outside.mkdir()
    world.library.mkdir()
    (world.library / "An Author").symlink_to(outside)
    row = await world.fetch()
    assert row["state"] == "error"
    assert row["message"] == "The library's folder has a link in the book's place that leads out of it."
    assert list(outside.iterdir()) == []
    await world.wait_until_clean()


@pytest.mark.parametrize(
    "settings",
    [{"file_organization": None}, {"file_organization": "none"}, {"file_organization": "none", "use_book_title": True}],
)
async def test_files_by_id(world: World, settings: dict[str, Any]) -> None:
    """With `none`, the id names the file; the newer setting takes precedence over the older one."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(**settings)
    await world.fetch()
    assert list(world.library_files()) == ["st-1.epub"]


async def test_the_legacy_setting(world: World) -> None:
    """With the older setting alone, the title names the file."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(file_organization=None, use_book_title=True)
    await world.fetch()
    assert list(world.library_files()) == ["A Title.epub"]


async def test_every_content_type_has_its_folder(world: World, tmp_path: Path) -> None:
    """With routing, the content type selects the folder; types without a folder use the default one."""
    world.settings(content_type_routing=True, content_type_dir_comic=tmp_path / "comics" / "new")
    for number, kind in ((1, COMIC), (2, FICTION)):
        world.file_server.put(f"st-{number}.epub", ebooks.epub(f"Number {number}"))
        assert (await world.fetch(f"st-{number}.epub", content=kind))["message"] is None
    assert [path.name for path in (tmp_path / "comics" / "new").iterdir()] == [NAME]
    assert list(world.library_files()) == [NAME]


@pytest.mark.parametrize("folder", ["relative/folder", "/proc/none", "{tmp}/file"])
async def test_an_unusable_folder(world: World, tmp_path: Path, folder: str) -> None:
    """When the folder of a content type is unusable, the default folder is used, and the message says so."""
    (tmp_path / "file").write_bytes(b"")
    world.settings(content_type_routing=True, content_type_dir_fiction=Path(folder.format(tmp=tmp_path)))
    world.file_server.put("st-1.epub", BOOK)
    row = await world.fetch(content=FICTION)
    assert row["state"] == "complete"
    assert row["message"] == "The folder for books (fiction) cannot be used; this is in the usual one."
    assert list(world.library_files()) == [NAME]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("../../x", "x.epub"),
        ("CON", "CON_.epub"),
        ("ü" * 600, "ü" * 121 + ".epub"),
        ("<img src=x onerror=alert(1)>", "img src=x onerror=alert(1).epub"),
        ("\u202eabc\u202c", "abc.epub"),
    ],
)
async def test_hostile_titles(world: World, title: str, expected: str) -> None:
    """Whatever the title contains, the file is in the library under a safe name."""
    world.file_server.put("st-1.epub", BOOK)
    world.settings(template_rename="{Title}")
    assert (await world.fetch(title=title))["state"] == "complete"
    assert list(world.library_files()) == [expected]
