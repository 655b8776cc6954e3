"""Catalogues on loopback addresses, and the settings by which Alcove searches them."""

import json
import os
import socket
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.place import Place
from bench.processes import free_port, running

MIB = 1 << 20


def big_book(folder: Path, size: int) -> Path:
    """Return an EPUB of about so many bytes, most of which no packer makes smaller."""
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
def catalogue(place: Place, file: Path, *, count: int, delay: float = 0.0) -> Iterator[int]:
    """Run a catalogue for the block and give its port."""
    port = free_port()
    arguments = ["bench.books.serving", str(port), str(file), str(count), str(delay)]
    with running(arguments, environ=place.environ(), log=place.folder / "catalogue.log"):
        wait_for_port(port)
        yield port


def wait_for_port(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(1000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"nobody listens on {port}")


def settings(addresses: Sequence[str], **more: str) -> dict[str, str]:
    """Return the settings by which these catalogues are searched and nothing else."""
    catalogs = [
        {"name": f"bench {number}", "url": f"http://{address}/opds", "allow_private": True}
        for number, address in enumerate(addresses)
    ]
    return {
        "SOURCES": "opds",
        "OPDS_CATALOGS": json.dumps(catalogs),
        "OPENLIBRARY_ENABLED": "false",
        "STATUS_TIMEOUT": "86400",
        **more,
    }
