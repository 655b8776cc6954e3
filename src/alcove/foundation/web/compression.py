"""gzip for callers that ask for it."""

import asyncio
import zlib
from functools import lru_cache

from starlette.types import Message, Send

SMALLEST = 1024
_LEVEL = 3
_ASIDE = 256 * 1024
_WINDOW = 31
_TEXTUAL = (b"text/", b"application/json", b"application/javascript", b"application/xml", b"image/svg+xml")

HeaderList = list[tuple[bytes, bytes]]


@lru_cache(maxsize=256)
def wants_gzip(accept_encoding: bytes) -> bool:
    """Tell whether an Accept-Encoding header asks for gzip, by name or by *."""
    weights: dict[str, float] = {}
    for part in accept_encoding.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        try:
            weights[name.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            weights[name.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


@lru_cache(maxsize=256)
def compressible(content_type: bytes) -> bool:
    """Tell whether bodies of this type get smaller; event streams must not wait for a full block."""
    kind = content_type.partition(b";")[0].strip().lower()
    return kind != b"text/event-stream" and (kind.startswith(_TEXTUAL) or kind.endswith((b"+json", b"+xml")))


async def gzipped(body: bytes) -> bytes:
    """Return the body compressed; a large one is compressed in a thread, where it blocks nobody."""
    if len(body) < _ASIDE:
        return zlib.compress(body, _LEVEL, _WINDOW)
    return await asyncio.to_thread(zlib.compress, body, _LEVEL, _WINDOW)


class Compressor:
    """A `send` that compresses what passes through it, where that is worth while."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._engine: "zlib._Compress | None" = None  # noqa: UP037 - a name for type checkers only

    async def send(self, message: Message) -> None:
        """Pass a message on; the start waits for the first part of the body."""
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None:
            start, self._start = self._start, None
            await self._begin(start, message)
        elif self._engine is not None:
            await self._send(await self._part(message))
        else:
            await self._send(message)

    async def _begin(self, start: Message, message: Message) -> None:
        whole = not message.get("more_body", False)
        headers: HeaderList = list(start["headers"])
        fits = message["type"] == "http.response.body" and _fit(start["status"], headers)
        if fits:
            headers.append((b"vary", b"Accept-Encoding"))
        if not fits or (whole and len(message.get("body", b"")) <= SMALLEST):
            await self._send({**start, "headers": headers})
            await self._send(message)
            return
        self._engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW)
        part = await self._part(message)
        await self._send({**start, "headers": _encoded(headers, length=len(part["body"]) if whole else None)})
        await self._send(part)

    async def _part(self, message: Message) -> Message:
        body = bytes(message.get("body", b""))
        more = message.get("more_body", False)
        if len(body) < _ASIDE:
            packed = self._pack(body, more=more)
        else:
            packed = await asyncio.to_thread(self._pack, body, more=more)
        return {"type": "http.response.body", "body": packed, "more_body": more}

    def _pack(self, body: bytes, *, more: bool) -> bytes:
        if self._engine is None:
            return body
        packed = self._engine.compress(body)
        return packed if more else packed + self._engine.flush()


def _fit(status: int, headers: HeaderList) -> bool:
    if status < 200 or status in (204, 206, 304):
        return False
    names = {name for name, _ in headers}
    if b"content-encoding" in names or b"content-range" in names:
        return False
    return any(compressible(value) for name, value in headers if name == b"content-type")


def _encoded(headers: HeaderList, *, length: int | None) -> HeaderList:
    kept: HeaderList = []
    for name, value in headers:
        if name in (b"content-length", b"accept-ranges"):
            continue
        weak = name == b"etag" and not value.startswith(b"W/")
        kept.append((name, b"W/" + value if weak else value))
    kept.append((b"content-encoding", b"gzip"))
    if length is not None:
        kept.append((b"content-length", b"%d" % length))
    return kept
