"""Send a file or a part of it: by its path where the server can do so, otherwise in chunks."""

import asyncio
from pathlib import Path
from typing import IO, Final

from starlette.types import Scope, Send

from alcove.wires.supabase.storage.requests import FilePart

CHUNK: Final = 256 * 1024
_PATHSEND: Final = "http.response.pathsend"

HeaderList = list[tuple[bytes, bytes]]


async def send_file(part: FilePart, *, scope: Scope, send: Send, status: int, headers: HeaderList) -> None:
    """Send the head of a response and the bytes of a file; OSError before that when it cannot be opened."""
    headers = [*headers, (b"content-length", b"%d" % part.length)]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    if scope["method"] == "HEAD":
        await send(start)
        await send({"type": "http.response.body", "body": b""})
        return
    if part.is_whole and _PATHSEND in (scope.get("extensions") or {}):
        await send(start)
        await send({"type": _PATHSEND, "path": str(part.path)})
        return
    file = await asyncio.to_thread(_open, part.path, part.start)
    try:
        await send(start)
        await _send_chunks(send, file, length=part.length)
    finally:
        file.close()


async def _send_chunks(send: Send, file: IO[bytes], *, length: int) -> None:
    left = length
    while left > 0:
        chunk = await asyncio.to_thread(file.read, min(CHUNK, left))
        if not chunk:
            break
        left -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
    if left or not length:
        await send({"type": "http.response.body", "body": b""})


def _open(path: Path, start: int) -> IO[bytes]:
    file = path.open("rb")
    file.seek(start)
    return file
