"""HTTP/1.1 for programs that write any character into the query string, with limits for heads."""

import asyncio
import re
from asyncio import TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MAX_HEAD: Final = 64 * 1024
"""Bytes of a request line and its headers."""

_END_OF_HEAD: Final = b"\r\n\r\n"
_METHOD: Final = re.compile(rb"[!#$%&'*+.^_`|~\w-]+(?= )")
_METHODS: Final = frozenset({b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE"})
_KNOWN_METHOD: Final = b"REPORT"
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_UPGRADE: Final = re.compile(rb"(?<=\r\n)upgrade:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", re.IGNORECASE)


class UpgradeRefused(Exception):
    """A request would be the last that is HTTP/1.1."""


class TolerantProtocol(HttpToolsProtocol):
    r"""A connection that accepts any visible character, and any method, in request lines.

    The parser accepts `"`, `<`, `>`, `\`, `^`, `{`, `|`, `}` and the backtick itself. It gets a head when that is
    complete, with bytes beyond ASCII percent-encoded in the request line, with a method that it knows, and without
    `Upgrade`, after which it would drop the body. A request that arrives together with the one before is parsed as it
    is. A connection has as many seconds for the head of its first or next request as uvicorn's `timeout_keep_alive`
    says.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head = bytearray()
        self._method = ""
        self._is_before_head = True
        self._is_in_head = False
        self._size_in_parser = 0
        self._is_refused = False
        self._deadline: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Expect the first request."""
        super().connection_made(transport)
        self._start_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._stop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the next bytes; those of a head when it is complete."""
        if self._is_refused:
            return
        if self._is_before_head:
            data = self._complete_head(data)
            if not data:
                return
        super().data_received(data)
        if self._is_in_head:
            self._size_in_parser += len(data)
            if self._size_in_parser > MAX_HEAD:
                self._refuse(431)

    def on_message_begin(self) -> None:
        """Leave the rest of the request to the parser."""
        self._is_before_head, self._is_in_head = False, True
        self._size_in_parser = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start to handle the request."""
        self._is_in_head = False
        self._stop_deadline()
        if self.parser.should_upgrade():
            raise UpgradeRefused
        super().on_headers_complete()
        if self._method:
            self.scope["method"], self._method = self._method, ""

    def on_message_complete(self) -> None:
        """Expect the next request."""
        super().on_message_complete()
        self._is_before_head = True

    def on_response_complete(self) -> None:
        """Start the time of the next request, unless it has arrived."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._start_deadline()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - signature of uvicorn
        """Refuse what is no HTTP."""
        self._refuse(400)

    def _complete_head(self, data: bytes) -> bytes:
        """Return a head, and what comes after it, for the parser; nothing before it is complete."""
        if not self._head:
            data = data.lstrip(b"\r\n")
        known = len(self._head)
        self._head += data
        end = self._head.find(_END_OF_HEAD, max(known - len(_END_OF_HEAD), 0))
        if (len(self._head) if end < 0 else end) > MAX_HEAD:
            self._refuse(431)
        elif not self._head[:1].isalpha() and self._head:
            self._refuse(400)
        elif end >= 0:
            complete, self._head = bytes(self._head), bytearray()
            head, rest = complete[: end + len(_END_OF_HEAD)], complete[end + len(_END_OF_HEAD) :]
            return _encode_head(self._replace_method(head)) + rest
        return b""

    def _replace_method(self, head: bytes) -> bytes:
        """Return the head with a method that the parser knows; the application gets the real one."""
        method = _METHOD.match(head)
        if method is None or method[0] in _METHODS:
            return head
        self._method = method[0].decode()
        return _KNOWN_METHOD + head[len(method[0]) :]

    def _refuse(self, status: int) -> None:
        """Respond with an error, and close the connection; requests before this one get their responses instead."""
        self._is_refused = True
        is_running = self.cycle is not None and not self.cycle.response_complete
        if is_running and not self.cycle.more_body:
            self.cycle.keep_alive = False
        elif not self.transport.is_closing():
            if not (is_running and self.cycle.response_started):
                self.transport.write(STATUS_LINE[status] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
            self.transport.close()

    def _start_deadline(self) -> None:
        self._stop_deadline()
        self._deadline = self.loop.call_later(self.timeout_keep_alive, self.transport.close)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _encode_head(head: bytes) -> bytes:
    """Return the head with an ASCII request line, and without `Upgrade`."""
    if not head.isascii():
        line, end, headers = head.partition(b"\n")
        head = _NOT_ASCII.sub(lambda match: b"%%%02X" % match[0][0], line) + end + headers
    return _UPGRADE.sub(b"", head)
