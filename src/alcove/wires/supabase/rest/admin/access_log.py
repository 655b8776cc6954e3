"""One line per request in the combined log format, for the statuses that the log level asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import redact_text
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.request_record import start_record

LOWEST_STATUS: Final = {"crit": 1000, "error": 500, "warn": 400, "info": 0, "debug": 0}
"""The lowest status that is logged, by `log-level`."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNSAFE: Final = {code: f"\\x{code:02x}" for code in (*range(32), 34, 92, 127)}


@dataclass(slots=True)
class _SentResponse:
    """What was sent of a response."""

    status: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLog:
    """Writes a line after each response of `app`, after the SQL of its main statement if `log-query` is on."""

    app: ASGIApp
    config: Callable[[], RestConfig]
    clock: Clock
    write: Callable[[str], object]
    write_query: Callable[[str], object]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        config = self.config()
        if scope["type"] != "http" or config.log_level == "crit":
            await self.app(scope, receive, send)
            return
        response = _SentResponse()
        record = start_record()

        async def observe(message: Message) -> None:
            if message["type"] == "http.response.start":
                response.status = message["status"]
            elif message["type"] == "http.response.body":
                response.size += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, observe)
        # Without a status, the client has left before the response.
        if not response.status or response.status < LOWEST_STATUS[config.log_level]:
            return
        if config.log_query and record.statement is not None:
            self.write_query(record.statement)
        self.write(format_line(scope, response.status, size=response.size, role=record.role, time=self.clock.now()))


def format_line(scope: Scope, status: int, *, size: int, role: str | None, time: datetime) -> str:
    """Return the line of a request, without keys and tokens of its URL; the time is in the zone of the machine."""
    local = time.astimezone()
    stamp = f"{local.day:02}/{_MONTHS[local.month - 1]}/{local:%Y:%H:%M:%S %z}"
    query = scope.get("query_string", b"").decode("latin-1")
    target = scope.get("raw_path", b"").decode("latin-1") or scope["path"]
    target += f"?{query}" if query else ""
    headers = dict(scope["headers"])
    client = scope.get("client") or ("-", 0)
    request = _escape(redact_text(f"{scope['method']} {target} HTTP/{scope.get('http_version', '1.1')}"))
    return (
        f'{client[0]} - {_escape(role or "-")} [{stamp}] "{request}" {status} {size or "-"}'
        f' "{_header(headers, b"referer")}" "{_header(headers, b"user-agent")}"'
    )


def _header(headers: dict[bytes, Any], name: bytes) -> str:
    return _escape(redact_text(headers.get(name, b"").decode("latin-1")))


def _escape(text: str) -> str:
    """Return a text that stays one field of one line."""
    return text.translate(_UNSAFE)
