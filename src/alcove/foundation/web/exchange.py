"""One request and what became of it."""

import re
import secrets
from collections.abc import Mapping
from time import perf_counter

from starlette.types import Message, Receive, Scope, Send

from alcove.foundation.web.bodies import drain
from alcove.foundation.web.compression import HeaderList, wants_gzip

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_NONE: HeaderList = []


class Exchange:
    """Sends the answer with the headers every answer has, and keeps count of it."""

    __slots__ = (
        "_send", "app", "cross_origin", "gzip", "head", "headers", "method", "path", "receive", "request_id",
        "route", "scope", "size", "started", "status", "unread",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.started = perf_counter()
        self.scope = scope
        self._send = send
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        self.unread: Receive | None = None
        self.receive = self._watched(receive) if self._has_body() else receive
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.head = self.method == "HEAD"
        given = self.headers.get(b"x-request-id", b"")
        sane = given and _SANE_ID.fullmatch(given)
        self.request_id = given.decode("latin-1") if sane else secrets.token_hex(8)
        self.gzip = wants_gzip(self.headers.get(b"accept-encoding", b"")[:200])
        self.cross_origin = _NONE
        self.status = 0
        self.size = 0
        self.app = ""
        self.route = ""

    def header(self, name: bytes) -> str:
        """Return a request header, or nothing."""
        return self.headers.get(name, b"").decode("latin-1")

    async def send(self, message: Message) -> None:
        """Send one message of the answer; the request is heard out first, or the server would hang up on its sender."""
        if message["type"] == "http.response.start":
            if self.unread is not None:
                await drain(self.unread)
            self.status = message["status"]
            message["headers"] = self._complete(message["headers"])
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            if self.head:
                message["body"] = b""
        await self._send(message)

    def _has_body(self) -> bool:
        return self.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in self.headers

    def _watched(self, receive: Receive) -> Receive:
        """Return `receive` that notes when the body has ended; until then `unread` leads to the rest of it."""

        async def receive_watched() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                self.unread = None
            return message

        self.unread = receive_watched
        return receive_watched

    def _complete(self, headers: HeaderList) -> HeaderList:
        vary = b"Origin"
        kept: HeaderList = []
        cached = False
        for pair in headers:
            if pair[0] == b"vary":
                vary += b", " + pair[1]
                continue
            cached = cached or pair[0] == b"cache-control"
            kept.append(pair)
        kept += (
            (b"x-request-id", self.request_id.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", vary),
        )
        if not cached:
            kept.append((b"cache-control", b"no-store"))
        kept += self.cross_origin
        # What was decided on the way to the answer, such as a session's cookie.
        kept += self.scope.get("alcove.headers", _NONE)
        return kept
