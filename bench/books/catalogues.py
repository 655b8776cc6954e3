"""Runs catalogues on loopback, and builds the settings that search them."""

import json
import os
import socket
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.environment import BenchEnvironment
from bench.processes import find_free_port, run_process

MIB = 1 << 20


def create_book(folder: Path, size: int) -> Path:
    """Return an EPUB of about this size whose content cannot be compressed."""
    path = folder / f"big-{size}.epub"
    if path.exists():
        return path
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "<container/>")
        with archive.open("noise.bin", "w", force_zip64=True) as noise:
            piece = os.urandom(4 * MIB)
            for _ in range(max(1, size // len(piece))):
                noise.write(piece)
    return path


@contextmanager
def run_catalogue(env: BenchEnvironment, file: Path, *, count: int, delay: float = 0.0) -> Iterator[int]:
    """Run a catalogue for the block and yield its port."""
    port = find_free_port()
    arguments = ["bench.books.catalogue_server", str(port), str(file), str(count), str(delay)]
    with run_process(arguments, environ=env.environ(), log=env.folder / "catalogue.log"):
        wait_for_port(port)
        yield port


def wait_for_port(port: int) -> None:
    """Wait until the port accepts connections."""
    for _ in range(1000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"nothing listens on {port}")


def build_settings(addresses: Sequence[str], **extra: str) -> dict[str, str]:
    """Return the settings that search only these catalogues."""
    catalogs = [
        {"name": f"bench {number}", "url": f"http://{address}/opds", "allow_private": True}
        for number, address in enumerate(addresses)
    ]
    return {
        "SOURCES": "opds",
        "OPDS_CATALOGS": json.dumps(catalogs),
        "OPENLIBRARY_ENABLED": "false",
        "STATUS_TIMEOUT": "86400",
        **extra,
    }
