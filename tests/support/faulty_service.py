"""A service whose replies a test chooses: invalid, too large, too late, or none at all."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

CHUNK = b" " * 65536


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: sent after `wait` seconds, with `chunks` of white space before its body, `pause` seconds apart."""

    body: object = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    chunks: int = 0
    pause: float = 0.0

    def content(self) -> bytes:
        """Return the body as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the body in chunks."""
        for _ in range(self.chunks):
            await asyncio.sleep(self.pause)
            yield CHUNK
        yield self.content()


class FaultyService:
    """A service that replies by path and keeps the requests it got."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[str, Any]] = []
        self.tokens: list[str] = []
        self.closing = asyncio.Event()
        """Ends what the service waits for, so that it can be closed."""
        self.app = Starlette(routes=[Route("/{rest:path}", self._reply, methods=["GET", "POST"])])

    def bodies(self, path: str) -> list[Any]:
        """Return what was sent to a path, in order."""
        return [body for requested, body in self.requests if requested == path]

    async def _reply(self, request: Request) -> Response:
        body = await request.body()
        self.requests.append((request.url.path, json.loads(body) if body else None))
        self.tokens.append(request.headers.get("authorization", ""))
        reply = self.replies.get(request.url.path, Reply({"error": "nothing is here"}, status=404))
        if reply.wait:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), reply.wait)
        headers = {"content-type": "application/json", **reply.headers}
        if reply.chunks:
            return StreamingResponse(reply.parts(), status_code=reply.status, headers=headers)
        return Response(reply.content(), status_code=reply.status, headers=headers)


INVALID_REPLIES: Mapping[str, Reply] = {
    "html": Reply(b"<html><body>It works!</body></html>", headers={"content-type": "text/html"}),
    "nothing": Reply(b""),
    "cut off": Reply(b'{"predictions": [{"id": 1'),
    "not utf-8": Reply(b'{"message": "\xff\xfe"}'),
    "a list": Reply([1, 2, 3]),
    "null": Reply(b"null"),
    "too deep": Reply(b"[" * 100_000),
    "a failure": Reply({"success": False, "error": "I would rather not"}, status=500),
    "a refusal": Reply({"error": "slow down"}, status=429, headers={"retry-after": "1"}),
    "another token": Reply({"error": "who are you?"}, status=401),
    "somewhere else": Reply(b"", status=302, headers={"location": "/elsewhere"}),
    "somewhere private": Reply(b"", status=307, headers={"location": "http://10.0.0.1/"}),
    "itself": Reply(b"", status=307, headers={"location": "/predict"}),
    "too much": Reply(b"{}", chunks=80),
    "broken packing": Reply(b"no gzip", headers={"content-encoding": "gzip"}),
}
"""Replies that no client can use, by what is wrong with them."""
