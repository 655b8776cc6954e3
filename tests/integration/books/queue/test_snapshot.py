"""The snapshot of the whole queue that pages read."""

from typing import Any

import pytest

from alcove.foundation.database import Connection
from integration.books.queue.entries import enqueue, read_snapshot, set_state

NAMES = {"queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled"}


async def test_an_empty_queue_has_every_status_name(connection: Connection) -> None:
    """All eight status names are present, each without books."""
    assert await read_snapshot(connection) == {name: {} for name in NAMES}


async def test_an_item_has_exactly_its_keys(connection: Connection) -> None:
    """A running book has all fifteen keys, also null ones; its status is the name of its group."""
    await enqueue(connection, "pg-84.epub")
    await set_state(connection, "pg-84.epub", "downloading", progress=41.7, message="Downloading")
    found = (await read_snapshot(connection))["downloading"]["pg-84.epub"]
    assert isinstance(found.pop("added_time"), float)
    assert found == {
        "id": "pg-84.epub", "title": "Frankenstein", "author": "Mary Shelley", "format": "epub", "size": "473 KB",
        "preview": "/api/covers/pg-84.epub", "content_type": "book (fiction)", "source": "gutenberg",
        "source_display_name": "gutenberg", "priority": 0, "progress": 41.7, "status": "downloading",
        "status_message": "Downloading", "download_path": None,
    }  # fmt: skip


async def test_unknown_values_are_null(connection: Connection) -> None:
    """Missing cover, format and size are null; the file name is present while the file exists."""
    await enqueue(connection, "a", cover_url="", format="", size=None)
    found = (await read_snapshot(connection))["queued"]["a"]
    assert {name for name, value in found.items() if value is None} == {
        "preview", "format", "size", "status_message", "download_path",
    }  # fmt: skip
    await set_state(connection, "a", "complete", file_path="/secret/A.epub", file_name="A.epub")
    assert (await read_snapshot(connection))["complete"]["a"]["download_path"] == "A.epub"
    await set_state(connection, "a", "complete", file_path=None)
    assert (await read_snapshot(connection))["complete"]["a"]["download_path"] is None


async def test_every_state_has_its_own_name(connection: Connection) -> None:
    """A book is in one group only, and delivered books are in `complete`."""
    states = ("queued", "resolving", "downloading", "complete", "error", "cancelled")
    await enqueue(connection, *states)
    for state in states:
        await set_state(connection, state, state)
    found = await read_snapshot(connection)
    assert {name: list(items) for name, items in found.items() if items} == {state: [state] for state in states}
    assert all(item["status"] == name for name, items in found.items() for item in items.values())


@pytest.mark.parametrize(("prefix", "expected"), [("/api", {"complete"}), ("/request/api", {"available", "done"})])
async def test_legacy_names_on_the_legacy_prefix(connection: Connection, prefix: Any, expected: set[str]) -> None:
    """On the legacy prefix only, a delivered book is `available`, or `done` without its file."""
    await enqueue(connection, "here", "gone")
    await set_state(connection, "here", "complete", file_path="/x/A.epub", file_name="A.epub")
    await set_state(connection, "gone", "complete")
    found = await read_snapshot(connection, prefix=prefix, legacy_names=True)
    assert {name for name, items in found.items() if items} == expected
    assert all(item["status"] == name for name, items in found.items() for item in items.values())
    assert {name for name, items in (await read_snapshot(connection, prefix=prefix)).items() if items} == {"complete"}


async def test_the_legacy_prefix_escapes_html(connection: Connection) -> None:
    """HTML characters are unchanged for the newer page and replaced by look-alikes for the older one."""
    await enqueue(connection, "a", title='<img src="x">', authors=("<b>",))
    plain = (await read_snapshot(connection))["queued"]["a"]
    assert (plain["title"], plain["author"]) == ('<img src="x">', "<b>")
    escaped = (await read_snapshot(connection, prefix="/request/api"))["queued"]["a"]
    assert (escaped["title"], escaped["author"]) == ("\u2039img src=\u201dx\u201d\u203a", "\u2039b\u203a")
    assert escaped["preview"] == "/request/api/covers/a"
