"""One line per request in the combined log format, for the statuses that the log level asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.foundation.clock import Clock

LOWEST_STATUS: Final = {"crit": 1000, "error": 500, "warn": 400, "info": 0, "debug": 0}
"""The lowest status that is logged, by `log-level`."""
ROLE: Final = "role"
"""Where a request's state has the name of the role that it ran as."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNSAFE: Final = {code: f"\\x{code:02x}" for code in (*range(32), 34, 92, 127)}


@dataclass(slots=True)
class _Sent:
    """What was sent of a response."""

    status: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLog:
    """Writes a line after each response of `app`."""

    app: ASGIApp
    level: str
    clock: Clock
    write: Callable[[str], object]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        lowest = LOWEST_STATUS[self.level]
        if scope["type"] != "http" or self.level == "crit":
            await self.app(scope, receive, send)
            return
        sent = _Sent()
        state = scope.setdefault("state", {})

        async def observe(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
            elif message["type"] == "http.response.body":
                sent.size += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, observe)
        if sent.status >= lowest:
            self.write(format_line(scope, sent.status, size=sent.size, role=state.get(ROLE), time=self.clock.now()))


def format_line(scope: Scope, status: int, *, size: int, role: str | None, time: datetime) -> str:
    """Return the line of a request; the time is in the zone of the machine."""
    local = time.astimezone()
    stamp = f"{local.day:02}/{_MONTHS[local.month - 1]}/{local:%Y:%H:%M:%S %z}"
    query = scope.get("query_string", b"").decode("latin-1")
    target = scope.get("raw_path", b"").decode("latin-1") or scope["path"]
    target += f"?{query}" if query else ""
    headers = dict(scope["headers"])
    client = scope.get("client") or ("-", 0)
    request = _escape(f"{scope['method']} {target} HTTP/{scope.get('http_version', '1.1')}")
    return (
        f'{client[0]} - {_escape(role or "-")} [{stamp}] "{request}" {status} {size or "-"}'
        f' "{_header(headers, b"referer")}" "{_header(headers, b"user-agent")}"'
    )


def _header(headers: dict[bytes, Any], name: bytes) -> str:
    return _escape(headers.get(name, b"").decode("latin-1"))


def _escape(text: str) -> str:
    """Return a text that stays one field of one line."""
    return text.translate(_UNSAFE)
