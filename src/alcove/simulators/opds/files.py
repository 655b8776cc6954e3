"""Files and covers of the catalogue."""

import struct
import zlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.opds.offers import TYPES
from alcove.simulators.opds.simulator import simulator_of
from alcove.simulators.opds.tags import partial


async def file(request: Request) -> Response:
    """Return the file of a book."""
    key, _, kind = request.path_params["name"].rpartition(".")
    simulator = simulator_of(request)
    book = simulator.book(key)
    if book is None or book.kind == "gone":
        return Response("gone", status_code=404)
    return partial(request, simulator.content(book, kind), type_=TYPES.get(kind, "application/octet-stream"))


async def cover(_request: Request) -> Response:
    """Return a small picture."""
    return Response(picture(), media_type="image/png")


async def book_page(_request: Request) -> Response:
    """Return a page for people."""
    return Response("<html><body>A book.</body></html>", media_type="text/html")


def picture() -> bytes:
    """Return a PNG of two by three grey points."""
    rows = b"\0\x80\x80" * 3
    head = struct.pack(">IIBBBBB", 2, 3, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


ROUTES: list[BaseRoute] = [
    Route("/files/{name}", file),
    Route("/covers/{name}", cover),
    Route("/book/{key}", book_page),
]
