"""gzip for clients that accept it."""

import asyncio
import zlib
from functools import lru_cache

from starlette.types import Message, Send

MIN_SIZE = 1024
_LEVEL = 3
_THREAD_SIZE = 256 * 1024
_WINDOW = 31
_TEXTUAL = (b"text/", b"application/json", b"application/javascript", b"application/xml", b"image/svg+xml")

HeaderList = list[tuple[bytes, bytes]]


@lru_cache(maxsize=256)
def wants_gzip(accept_encoding: bytes) -> bool:
    """Return whether an Accept-Encoding header accepts gzip, by name or by *."""
    weights: dict[str, float] = {}
    for part in accept_encoding.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        try:
            weights[name.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            weights[name.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


@lru_cache(maxsize=256)
def is_compressible(content_type: bytes) -> bool:
    """Return whether to compress bodies of this type; event streams must not wait for a full block."""
    kind = content_type.partition(b";")[0].strip().lower()
    return kind != b"text/event-stream" and (kind.startswith(_TEXTUAL) or kind.endswith((b"+json", b"+xml")))


async def gzip_body(body: bytes) -> bytes:
    """Return the compressed body; a large one is compressed in a thread, so that the event loop is not blocked."""
    if len(body) < _THREAD_SIZE:
        return zlib.compress(body, _LEVEL, _WINDOW)
    return await asyncio.to_thread(zlib.compress, body, _LEVEL, _WINDOW)


class Compressor:
    """Wraps `send` and compresses the response when that saves bytes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._engine: "zlib._Compress | None" = None  # noqa: UP037 - exists for type checkers only

    async def send(self, message: Message) -> None:
        """Send a message; the response start is held back until the first part of the body."""
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None:
            start, self._start = self._start, None
            await self._start_response(start, message)
        elif self._engine is not None:
            await self._send(await self._compress_part(message))
        else:
            await self._send(message)

    async def _start_response(self, start: Message, message: Message) -> None:
        is_complete = not message.get("more_body", False)
        headers: HeaderList = list(start["headers"])
        can_compress = message["type"] == "http.response.body" and _can_compress(start["status"], headers)
        if can_compress:
            headers.append((b"vary", b"Accept-Encoding"))
        if not can_compress or (is_complete and len(message.get("body", b"")) <= MIN_SIZE):
            await self._send({**start, "headers": headers})
            await self._send(message)
            return
        self._engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW)
        part = await self._compress_part(message)
        await self._send(
            {**start, "headers": _gzip_headers(headers, length=len(part["body"]) if is_complete else None)}
        )
        await self._send(part)

    async def _compress_part(self, message: Message) -> Message:
        body = bytes(message.get("body", b""))
        more = message.get("more_body", False)
        if len(body) < _THREAD_SIZE:
            compressed = self._compress(body, more=more)
        else:
            compressed = await asyncio.to_thread(self._compress, body, more=more)
        return {"type": "http.response.body", "body": compressed, "more_body": more}

    def _compress(self, body: bytes, *, more: bool) -> bytes:
        if self._engine is None:
            return body
        compressed = self._engine.compress(body)
        return compressed if more else compressed + self._engine.flush()


def _can_compress(status: int, headers: HeaderList) -> bool:
    if status < 200 or status in (204, 206, 304):
        return False
    names = {name for name, _ in headers}
    if b"content-encoding" in names or b"content-range" in names:
        return False
    return any(is_compressible(value) for name, value in headers if name == b"content-type")


def _gzip_headers(headers: HeaderList, *, length: int | None) -> HeaderList:
    result: HeaderList = []
    for name, value in headers:
        if name in (b"content-length", b"accept-ranges"):
            continue
        is_strong_etag = name == b"etag" and not value.startswith(b"W/")
        result.append((name, b"W/" + value if is_strong_etag else value))
    result.append((b"content-encoding", b"gzip"))
    if length is not None:
        result.append((b"content-length", b"%d" % length))
    return result
