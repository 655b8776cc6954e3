"""A file server that tests control: ranges, pauses, faults, and a log of the requests."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from integration.fetch.scripted_server import ReceivedRequest, Server, http_response, serve_responder

CHUNK_SIZE = 16 * 1024


@dataclass(slots=True, kw_only=True)
class File:
    """One file and how it is served."""

    content: bytes
    etag: str = '"one"'
    modified: str = ""
    ranges: bool = True
    length: bool = True
    media_type: str = "application/octet-stream"
    speed: float | None = None
    """Bytes per second."""
    break_after: list[int] = field(default_factory=list)
    """Response number N breaks off after this many bytes of its body."""
    faults: list[bytes] = field(default_factory=list)
    """Raw responses that are sent before any good one, one per request."""
    headers: dict[str, str] = field(default_factory=dict)
    stalls: bool = False
    """Whether the body stops after its first chunk."""

    @property
    def sha256(self) -> str:
        """Return its digest."""
        return hashlib.sha256(self.content).hexdigest()


class FileServer:
    """The files of the server and the requests for them."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.server = Server(0)
        self.sent: dict[str, int] = {}
        """Bytes of bodies by path."""

    @property
    def base(self) -> str:
        """Return the server's address."""
        return self.server.base

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self.base}/{name}"

    def put(self, name: str, content: bytes, **options: object) -> File:
        """Add or replace a file."""
        self.files[name] = File(content=content, **options)  # type: ignore[arg-type] # the test's own words
        return self.files[name]

    def requests(self, name: str) -> list[ReceivedRequest]:
        """Return the requests for a file."""
        return [request for request in self.server.requests if request.target == f"/{name}"]

    def ranges(self, name: str) -> list[str]:
        """Return the requested ranges of a file, '' for requests without a range."""
        return [request.headers.get("range", "") for request in self.requests(name)]

    async def respond(self, request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        file = self.files.get(request.target[1:])
        if file is None:
            writer.write(http_response(404, b"none"))
        elif file.faults:
            writer.write(file.faults.pop(0))
        else:
            await self._serve(request, writer, file=file)

    async def _serve(self, request: ReceivedRequest, writer: asyncio.StreamWriter, *, file: File) -> None:
        start = _start(request, file)
        total = len(file.content)
        if start and start >= total:
            writer.write(http_response(416, b"", Content_Range=f"bytes */{total}"))
            return
        head = {"Content-Type": file.media_type, **file.headers}
        head |= {name: text for name, text in (("ETag", file.etag), ("Last-Modified", file.modified)) if text}
        if start:
            head["Content-Range"] = f"bytes {start}-{total - 1}/{total}"
        if file.length:
            head["Content-Length"] = str(total - start)
        else:
            head["Connection"] = "close"
        status = "206 Partial Content" if start else "200 OK"
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in head.items())]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        await self._body(request, writer, file=file, start=start)

    async def _body(self, request: ReceivedRequest, writer: asyncio.StreamWriter, *, file: File, start: int) -> None:
        limit = file.break_after.pop(0) if file.break_after else None
        end = len(file.content) if limit is None else min(len(file.content), start + limit)
        for offset in range(start, end, CHUNK_SIZE):
            chunk = file.content[offset : min(offset + CHUNK_SIZE, end)]
            writer.write(chunk)
            await writer.drain()
            self.sent[request.target[1:]] = self.sent.get(request.target[1:], 0) + len(chunk)
            if file.speed:
                await asyncio.sleep(len(chunk) / file.speed)
            if file.stalls:
                await asyncio.Event().wait()
        if limit is not None or not file.length:
            writer.close()


def _start(request: ReceivedRequest, file: File) -> int:
    found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
    condition = request.headers.get("if-range")
    if not found or not file.ranges or (condition and condition not in {file.etag, file.modified}):
        return 0
    return int(found[1])


@asynccontextmanager
async def serve_files(*, port: int = 0) -> AsyncIterator[FileServer]:
    """Run a file server during the block."""
    file_server = FileServer()
    async with serve_responder(file_server.respond, port=port) as server:
        file_server.server = server
        yield file_server
