"""Mounts that lack what most file systems have: a rename that never replaces, hard links, permissions, long names."""

import errno
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from alcove.apps.books.delivery.service.folders import set_mode
from integration.books.delivery.folder_watcher import Event, watch_folder
from integration.books.downloads.world import Row, World
from support import ebooks

BOOK = ebooks.epub(size=200_000)
NAME = "An Author - A Title (1900).epub"
NOTICED = {"closed", "moved to"}

Refuse = Callable[..., Mapping[str, str]]


async def deliver(world: World, environ: Mapping[str, str], **changes: Any) -> tuple[Row, list[Event]]:
    """Deliver a book in a worker process; return its row and the events of the library's folder."""
    world.file_server.put("st-1.epub", BOOK)
    world.library.mkdir(exist_ok=True)
    with watch_folder(world.library) as collect_events:
        await world.queue(**changes)
        async with world.worker_subprocess(environ=environ):
            row = await world.wait_until_ended()
            await world.wait_until_clean()
        return row, collect_events()


def list_noticed(events: list[Event]) -> list[tuple[str, str, int | None]]:
    """Return the events that a library reacts to: of visible files without the suffix of unfinished ones."""
    finals = (event for event in events if not event.name.endswith(".crdownload"))
    return [(event.kind, event.name, event.size) for event in finals if event.kind in NOTICED]


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        ({"rename_no_replace": errno.EINVAL}, "closed"),
        ({"rename_no_replace": errno.EINVAL, "link": errno.EPERM}, "moved to"),
        *(
            pytest.param({"rename_no_replace": number}, "closed", marks=pytest.mark.slow)
            for number in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV)
        ),
        *(
            pytest.param({"rename_no_replace": errno.ENOSYS, "link": number}, "moved to", marks=pytest.mark.slow)
            for number in (errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EACCES)
        ),
        pytest.param({"rename_no_replace": errno.EINVAL, "reopen": errno.EACCES}, "moved to", marks=pytest.mark.slow),
    ],
)
async def test_a_library_notices_one_complete_file(
    world: World, refuse: Refuse, refused: dict[str, int], kind: str
) -> None:
    """Whichever rename a mount lacks, a watcher of close_write and moved_to sees one event, with the whole file."""
    row, events = await deliver(world, refuse(refused=refused))
    assert (row["state"], row["message"]) == ("complete", None)
    assert list_noticed(events) == [(kind, NAME, len(BOOK))]
    assert world.library_files() == {NAME: BOOK}


@pytest.mark.slow
@pytest.mark.usefixtures("disks")
@pytest.mark.parametrize("link", [0, errno.EPERM])
async def test_a_taken_name_is_never_replaced(world: World, refuse: Refuse, link: int) -> None:
    """Also without renameat2, an existing file stays as it is, and the book gets a number."""
    world.library.mkdir()
    (world.library / NAME).write_bytes(b"mine")
    refused = {"rename_no_replace": errno.EINVAL} | ({"link": link} if link else {})
    row, events = await deliver(world, refuse(refused=refused))
    assert row["file_name"] == "An Author - A Title (1900) (2).epub"
    assert [event[1:] for event in list_noticed(events)] == [(row["file_name"], len(BOOK))]
    assert world.library_files() == {NAME: b"mine", row["file_name"]: BOOK}


@pytest.mark.parametrize(
    "number",
    [
        errno.EPERM,
        *(pytest.param(number, marks=pytest.mark.slow) for number in (errno.EOPNOTSUPP, errno.EROFS, errno.EACCES)),
    ],
)
@pytest.mark.parametrize("publish", ["rename", pytest.param("write", marks=pytest.mark.slow)])
async def test_a_mount_that_refuses_permissions(world: World, refuse: Refuse, number: int, publish: str) -> None:
    """Where chmod, chown and utime fail, the book is delivered with the permissions of the mount."""
    world.settings(ingest_publish=publish, file_organization="organize")
    refused = {"mode": number, "owner": number, "times": number}
    row, _ = await deliver(world, refuse(refused=refused))
    assert (row["state"], row["message"]) == ("complete", None)
    assert world.library_files() == {"An Author/A Title (1900).epub": BOOK}


@pytest.mark.slow
@pytest.mark.usefixtures("disks")
async def test_a_mount_that_lacks_almost_everything(world: World, refuse: Refuse) -> None:
    """A mount without renames that never replace, links, permissions, locks and syncs delivers a complete file."""
    refused = {
        "rename_no_replace": errno.ENOSYS, "link": errno.EPERM, "mode": errno.EPERM, "flock": errno.ENOLCK,
        "sync_folder": errno.EINVAL, "sync_file": errno.EINVAL, "move_in": errno.EXDEV,
    }  # fmt: skip
    row, events = await deliver(world, refuse(refused=refused))
    assert row["state"] == "complete"
    assert list_noticed(events) == [("moved to", NAME, len(BOOK))]
    assert world.library_files() == {NAME: BOOK}


@pytest.mark.slow
@pytest.mark.parametrize("number", [errno.EBADF, errno.EACCES, errno.EIO])
async def test_a_folder_that_cannot_be_synced(world: World, refuse: Refuse, number: int) -> None:
    """A published file is complete, whatever the sync of its folder says, and is not delivered again."""
    row, events = await deliver(world, refuse(refused={"sync_folder": number}))
    assert row["state"] == "complete"
    assert list_noticed(events) == [("moved to", NAME, len(BOOK))]


@pytest.mark.slow
async def test_a_staging_folder_without_locks(world: World, refuse: Refuse) -> None:
    """Where files cannot be locked, a book is fetched nevertheless."""
    environ = {**refuse(refused={"flock": errno.ENOLCK}), "REFUSING_FOLDER": str(world.staging)}
    row, _ = await deliver(world, environ)
    assert row["state"] == "complete"


@pytest.mark.slow
@pytest.mark.parametrize("publish", ["rename", "write"])
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"longest_name": 143}, "An Author/" + "ü" * 47 + ".epub"),
        ({"longest_name": 60}, "st-1.epub"),
        ({"letters": "ü"}, "st-1.epub"),
    ],
)
async def test_names_that_a_mount_refuses(
    world: World, refuse: Refuse, *, publish: str, limits: dict[str, Any], expected: str
) -> None:
    """A name that is too long or has letters that the mount refuses is shortened, or replaced by the id."""
    world.settings(ingest_publish=publish, file_organization="organize", template_organize="{Author}/{Title}")
    row, _ = await deliver(world, refuse(refused={}, **limits), title="ü" * 200)
    assert (row["state"], row["message"]) == ("complete", None)
    assert world.library_files() == {expected: BOOK}


def test_refused_permissions_are_logged_once() -> None:
    """One warning for each file system says that it refuses permissions, and what to do."""
    with Path("/proc/self/status").open() as file, capture_logs() as logs:
        before = stat.S_IMODE(Path("/proc/self/status").stat().st_mode)
        set_mode(file.fileno(), 0o600)
        set_mode(file.fileno(), 0o640)
        assert stat.S_IMODE(Path("/proc/self/status").stat().st_mode) == before
    assert [entry["event"] for entry in logs] == ["permissions_refused"]
    assert "mount" in logs[0]["remedy"]
