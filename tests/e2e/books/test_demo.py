"""Books of the demo server."""

import json

from support.processes import AlcoveProcess
from support.until import until
from support.world import World


def complete(demo: AlcoveProcess) -> dict[str, dict[str, object]]:
    """Return the delivered books of the queue."""
    books: dict[str, dict[str, object]] = json.loads(demo.get("/api/status")[1])["complete"]
    return books


def test_the_demo_fetches_a_book(demo: AlcoveProcess, demo_world: World) -> None:
    """A generated book is found, queued, delivered to the demo's folder and listed in the OPDS catalogue."""
    until(lambda: "/opds" in demo.output, describe=lambda: demo.output)
    until(lambda: demo.get("/api/search?query=volume")[1].startswith(b"[{"), describe=lambda: demo.output)
    book = json.loads(demo.get("/api/search?query=volume")[1])[0]
    assert demo.get(f"/api/download?id={book['id']}")[0] == 200
    until(lambda: book["id"] in complete(demo), describe=lambda: demo.output)
    # Other tests of this process fetch books from the same demonstration.
    names = [file.name for file in (demo_world.data_dir / "demo" / "books" / "ingest").iterdir()]
    assert any(book["title"].split(",")[0] in name for name in names), names
    assert book["title"] in demo.get("/opds/new")[1].decode()
