"""Cross-origin requests, as GoTrue allows them; a gateway before it has rules of its own."""

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADERS: Final = (
    "Accept",
    "Authorization",
    "Content-Type",
    "X-Client-IP",
    "X-Client-Info",
    "X-JWT-AUD",
    "X-Use-Cookie",
    "X-Supabase-Api-Version",
    "apikey",
)
_EXPOSED: Final = b"X-Total-Count, Link, X-Supabase-Api-Version, X-Sb-Error-Code, Retry-After"
_ORIGIN: Final = (b"access-control-allow-origin", b"*")
_VARY: Final = (b"vary", b"Origin")
_VARY_PREFLIGHT: Final = (b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
_MAX_AGE: Final = b"86400"


class CrossOriginRequests:
    """Lets pages of every origin use the API; no cookies are used, so it allows no credentials."""

    def __init__(self, app: ASGIApp, *, headers: Sequence[str] = ()) -> None:
        """Take the headers that requests may have besides the usual ones."""
        self._app = app
        self._headers = {name.lower() for name in (*_HEADERS, *headers)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, and add headers to the response of any other request with an origin."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fields = dict(scope["headers"])
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in fields:
            await _send_preflight(send, self._preflight_headers(fields))
            return
        added = [_VARY, *([_ORIGIN, (b"access-control-expose-headers", _EXPOSED)] if b"origin" in fields else [])]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _preflight_headers(self, fields: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        """Return the permission that a preflight asks for, or none."""
        method = fields[b"access-control-request-method"].decode("latin-1")
        text = fields.get(b"access-control-request-headers", b"").decode("latin-1").lower()
        names = [name for part in text.split(",") if (name := part.strip())]
        if b"origin" not in fields or method not in _METHODS or not self._headers.issuperset(names):
            return [_VARY_PREFLIGHT]
        allowed = [_VARY_PREFLIGHT, _ORIGIN, (b"access-control-allow-methods", method.encode())]
        if names:
            allowed.append((b"access-control-allow-headers", ", ".join(names).encode()))
        return [*allowed, (b"access-control-max-age", _MAX_AGE)]


async def _send_preflight(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
