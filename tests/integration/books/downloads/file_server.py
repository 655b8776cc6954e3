"""A file server that does exactly what a test wants: ranges, pauses, faults, and a log of who asked for what."""

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
    """Bytes a second."""
    break_after: list[int] = field(default_factory=list)
    """After so many bytes of its body each answer breaks off, one number an answer."""
    faults: list[bytes] = field(default_factory=list)
    """Whole answers given before any good one, one a request."""
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    """Whether the body stops after its first piece."""

    @property
    def sha256(self) -> str:
        """Return its digest."""
        return hashlib.sha256(self.content).hexdigest()


class FileServer:
    """What the server has."""

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

    def put(self, name: str, content: bytes, **terms: object) -> File:
        """Put a file up, or another in its place."""
        self.files[name] = File(content=content, **terms)  # type: ignore[arg-type] # the test's own words
        return self.files[name]

    def asked(self, name: str) -> list[ReceivedRequest]:
        """Return the requests for a file."""
        return [seen for seen in self.server.requests if seen.target == f"/{name}"]

    def ranges(self, name: str) -> list[str]:
        """Return the ranges asked for of a file, '' where the whole of it was."""
        return [seen.headers.get("range", "") for seen in self.asked(name)]

    async def respond(self, seen: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        file = self.files.get(seen.target[1:])
        if file is None:
            writer.write(http_response(404, b"none"))
        elif file.faults:
            writer.write(file.faults.pop(0))
        else:
            await self._serve(seen, writer, file=file)

    async def _serve(self, seen: ReceivedRequest, writer: asyncio.StreamWriter, *, file: File) -> None:
        start = _start(seen, file)
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
        await self._body(seen, writer, file=file, start=start)

    async def _body(self, seen: ReceivedRequest, writer: asyncio.StreamWriter, *, file: File, start: int) -> None:
        most = file.break_after.pop(0) if file.break_after else None
        end = len(file.content) if most is None else min(len(file.content), start + most)
        for place in range(start, end, CHUNK_SIZE):
            piece = file.content[place : min(place + CHUNK_SIZE, end)]
            writer.write(piece)
            await writer.drain()
            self.sent[seen.target[1:]] = self.sent.get(seen.target[1:], 0) + len(piece)
            if file.speed:
                await asyncio.sleep(len(piece) / file.speed)
            if file.hang:
                await asyncio.Event().wait()
        if most is not None or not file.length:
            writer.close()


def _start(seen: ReceivedRequest, file: File) -> int:
    found = re.fullmatch(r"bytes=(\d+)-", seen.headers.get("range", ""))
    condition = seen.headers.get("if-range")
    if not found or not file.ranges or (condition and condition not in {file.etag, file.modified}):
        return 0
    return int(found[1])


@asynccontextmanager
async def serve_files(*, port: int = 0) -> AsyncIterator[FileServer]:
    """Serve a shelf around the block."""
    file_server = FileServer()
    async with serve_responder(file_server.respond, port=port) as server:
        file_server.server = server
        yield file_server
