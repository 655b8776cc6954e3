"""The demonstration's books."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.folders import short_folder
from support.processes import AlcoveProcess, environment
from support.sockets import free_port
from support.until import until


def complete(demo: AlcoveProcess) -> dict[str, dict[str, object]]:
    """Return what the queue lists as delivered."""
    found: dict[str, dict[str, object]] = json.loads(demo.get("/api/status")[1])["complete"]
    return found


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a home with a short name, because a Unix socket's path may not be long."""
    with short_folder() as place:
        yield place


def test_the_demonstration_fetches_a_book(home: Path) -> None:
    """A made-up book is found, queued, delivered into the demonstration's folder, and offered to e-readers."""
    data = home / "data"
    env = environment(home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(data), INGEST_DIR=str(home / "mine"))
    demo = AlcoveProcess("serve", "--demo", env=env)
    try:
        demo.wait_ready()
        until(lambda: "/opds" in demo.output, within=30, describe=lambda: demo.output)
        until(
            lambda: demo.get("/api/search?query=volume")[1].startswith(b"[{"), within=30, describe=lambda: demo.output
        )
        book = json.loads(demo.get("/api/search?query=volume")[1])[0]
        assert demo.get(f"/api/download?id={book['id']}")[0] == 200
        until(lambda: book["id"] in complete(demo), within=40, describe=lambda: demo.output)
        (file,) = (data / "demo" / "books" / "ingest").iterdir()
        assert book["title"].split(",")[0] in file.name
        assert book["title"] in demo.get("/opds/new")[1].decode()
        assert not (home / "mine").exists()
    finally:
        demo.stop()
