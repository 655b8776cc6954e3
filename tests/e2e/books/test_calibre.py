"""A download from a real calibre server by a running Alcove whose worker is killed."""

import hashlib
import json
import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from integration.books.opds.opds_sources import catalogs_setting
from support import ebooks
from support.peers import calibre_server, make_library
from support.processes import DIRECT, AlcoveProcess, environment, is_alive
from support.sockets import free_port
from support.throttled_relay import ThrottledRelay, throttled_relay
from support.until import until

SPEED = 700_000.0
BOOKS = {"whale.epub": ebooks.epub("The Whale", "Herman Melville", size=2_500_000)}


def status(server: AlcoveProcess, book_id: str) -> dict[str, object]:
    """Return the entry of a book in the queue."""
    groups = json.loads(server.get("/api/status")[1])
    found: dict[str, object] = next(group[book_id] for group in groups.values() if book_id in group)
    return found


def partial_size(data: Path) -> int:
    """Return the number of bytes of the book on disk."""
    return sum(path.stat().st_size for path in (data / "books" / "tmp").glob("*/part"))


def wait_for_growth(data: Path, *, minimum: int) -> None:
    """Wait until more than `minimum` bytes of the book are on disk."""
    until(lambda: partial_size(data) > minimum, describe=lambda: f"{partial_size(data)} bytes are there")


def kill_worker(server: AlcoveProcess) -> None:
    """Kill the worker with SIGKILL, as the kernel does when memory is low, and wait until it has ended."""
    (pid,) = server.children("worker")
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(pid), describe=lambda: server.output)


def range_starts(proxy: ThrottledRelay, path: str) -> list[int]:
    """Return the offset at which each request for a file starts."""
    heads = [request.split(b"\r\n\r\n")[0].decode("latin-1") for request in proxy.requests]
    matching = [head.lower() for head in heads if head.startswith(f"GET {path} ")]
    ranges = [next((line for line in head.split("\r\n") if line.startswith("range:")), "=0-") for head in matching]
    return [int(line.partition("=")[2].rstrip("-")) for line in ranges]


def fetch(port: int, path: str) -> bytes:
    """Return the file as the server sends it."""
    with DIRECT.open(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        content: bytes = answer.read()
        return content


@pytest.mark.slow
def test_a_download_from_calibre_survives_two_killed_workers(dsn: str, tmp_path: Path) -> None:
    """A book from a real catalogue is downloaded by three workers and delivered once, unchanged."""
    library = make_library(tmp_path / "calibre", BOOKS)
    data, ingest = tmp_path / "data", tmp_path / "ingest"
    with (
        calibre_server(tmp_path / "calibre", library) as peer,
        throttled_relay(urlsplit(peer.url).port or 0) as proxy,
    ):
        env = environment(
            tmp_path, PORT=str(free_port()), DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(data), INGEST_DIR=str(ingest),
            SOURCES="opds", OPDS_CATALOGS=catalogs_setting(f"http://127.0.0.1:{proxy.port}/opds"),
        )  # fmt: skip
        server = AlcoveProcess("serve", env=env)
        try:
            server.wait_ready()
            (found,) = json.loads(server.get("/api/search?query=whale")[1])
            book_id = found["id"]
            assert found["title"] == "The Whale"
            proxy.speed = SPEED
            assert server.get(f"/api/download?id={book_id}")[0] == 200
            size_before = 0
            for _ in range(2):
                wait_for_growth(data, minimum=size_before + 200_000)
                kill_worker(server)
                size_before = partial_size(data)
                assert status(server, book_id)["status"] in ("downloading", "resolving")
                assert list(ingest.rglob("*.epub")) == []
            until(lambda: status(server, book_id)["status"] == "complete", describe=lambda: server.output)
            (file,) = (path for path in ingest.rglob("*") if path.is_file())
            path = next(request for request in proxy.requests if request.startswith(b"GET /get/")).split()[1].decode()
            first, second, third = range_starts(proxy, path)
            assert first == 0 < second < third
            proxy.speed = None
            assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(fetch(proxy.port, path)).digest()
        finally:
            server.stop()
        assert partial_size(data) == 0
