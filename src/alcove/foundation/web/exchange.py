"""One HTTP request and its response."""

import re
from collections.abc import Mapping
from os import urandom
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from alcove.foundation.web.bodies import drain_body
from alcove.foundation.web.compression import HeaderList, wants_gzip
from alcove.foundation.web.cors import expose_own
from alcove.foundation.web.security_headers import SecurityHeaders

_VALID_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_NO_HEADERS: HeaderList = []
_SECURITY = SecurityHeaders()
PAGE = "(page)"
"""The route of the files of a front end."""


class Exchange:
    """One request; sends its response with the headers that every response has, and counts its bytes."""

    __slots__ = (
        "_security", "_send", "app", "cross_origin", "gzip", "headers", "is_body_cut", "is_head", "method", "path",
        "receive", "request_id", "route", "scope", "size", "started", "status", "unread",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, security: SecurityHeaders = _SECURITY) -> None:
        self._security = security
        self.started = perf_counter()
        self.scope = scope
        self._send = send
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        self.unread: Receive | None = None
        self.is_body_cut = False
        self.receive = self._track_body(receive) if self._has_body() else receive
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.is_head = self.method == "HEAD"
        sent_id = self.headers.get(b"x-request-id", b"")
        is_valid = sent_id and _VALID_ID.fullmatch(sent_id)
        self.request_id = sent_id.decode("latin-1") if is_valid else urandom(8).hex()
        self.gzip = wants_gzip(self.headers.get(b"accept-encoding", b"")[:200])
        self.cross_origin = _NO_HEADERS
        self.status = 0
        self.size = 0
        self.app = ""
        self.route = ""

    def header(self, name: bytes) -> str:
        """Return a request header, "" when it is absent."""
        return self.headers.get(name, b"").decode("latin-1")

    async def receive_whole(self) -> Message:
        """Receive one ASGI message; ClientDisconnect when the body is cut, which not every application notices."""
        message = await self.receive()
        if self.is_body_cut:
            raise ClientDisconnect
        return message

    async def send(self, message: Message) -> None:
        """Send one ASGI message of the response.

        The rest of the request body is read first; otherwise the server would close the connection on the client.
        """
        if message["type"] == "http.response.start":
            if self.unread is not None:
                await drain_body(self.unread)
            self.status = message["status"]
            message["headers"] = self._with_common_headers(message["headers"])
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            if self.is_head:
                message["body"] = b""
        await self._send(message)

    def _has_body(self) -> bool:
        return self.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in self.headers

    def _track_body(self, receive: Receive) -> Receive:
        """Return a `receive` that clears `unread` at the end of the body, and notes if it ends too early."""

        async def receive_tracked() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect" and self.unread is not None:
                # Malformed chunks end the body in this way, too; then the client is still there.
                self.is_body_cut = True
            if not message.get("more_body", False):
                self.unread = None
            return message

        self.unread = receive_tracked
        return receive_tracked

    def _with_common_headers(self, headers: HeaderList) -> HeaderList:
        vary = b"Origin"
        complete: HeaderList = []
        has_cache_control = False
        for pair in headers:
            if pair[0] == b"vary":
                vary += b"" if pair[1] == vary else b", " + pair[1]
                continue
            has_cache_control = has_cache_control or pair[0] == b"cache-control"
            complete.append(pair)
        complete += (
            (b"x-request-id", self.request_id.encode()),
            (b"vary", vary),
        )
        if not has_cache_control:
            complete.append((b"cache-control", b"no-store"))
        if self.cross_origin:
            complete += expose_own(self.cross_origin, headers)
        # Headers set on the way, such as the cookie of a session.
        complete += self.scope.get("alcove.headers", _NO_HEADERS)
        return self._security.complete(complete, scheme=self.scope["scheme"], is_page=self.route == PAGE)
