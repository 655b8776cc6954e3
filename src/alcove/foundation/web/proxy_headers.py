"""Forwarded headers of reverse proxies, applied when they come from trusted proxies."""

import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

_SCHEMES = {"http": {"http": "http", "https": "https"}, "websocket": {"http": "ws", "https": "wss"}}
_MAX_CHAIN = 50

PROXY_USER: Final = b":proxy-user"
"""Internal header with the user that a trusted proxy names; no client can send a header of this name."""


class ProxyHeadersMiddleware:
    """ASGI middleware: applies the client address, scheme and host that a trusted proxy forwards.

    `base` is a path prefix to remove. `user_header` is the header in which the proxy names the signed-in user, if any.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[str] = (), base: str = "", user_header: str = "") -> None:
        self._app = app
        self._user_header = user_header.lower().encode()
        self._trusted = [ipaddress.ip_network(network, strict=False) for network in trusted]
        self._base = base.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] in ("http", "websocket"):
            if self._trusted and self._is_trusted((scope.get("client") or ("", 0))[0]):
                self._apply(scope)
            if self._base:
                self._strip_base(scope)
        await self._app(scope, receive, send)

    def _apply(self, scope: Scope) -> None:
        forwarded = _forwarded_values(scope)
        address = self._client_address(forwarded.get(b"x-forwarded-for", []))
        if address:
            scope["client"] = (address, 0)
        scheme = (forwarded.get(b"x-forwarded-proto") or [""])[-1].lower()
        scope["scheme"] = _SCHEMES[scope["type"]].get(scheme, scope["scheme"])
        host = (forwarded.get(b"x-forwarded-host") or [""])[-1]
        if host:
            headers = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"] = [*headers, (b"host", host.encode("latin-1"))]
        users = [value for name, value in scope["headers"] if name == self._user_header]
        # A second header was sent by the client.
        if len(users) == 1 and users[0].strip():
            scope["headers"] = [*scope["headers"], (PROXY_USER, users[0].strip())]

    def _client_address(self, chain: Sequence[str]) -> str:
        """Return the last address that is no trusted proxy; clients can forge everything before it."""
        for text in reversed(chain[-_MAX_CHAIN:]):
            address = _address(text)
            if not address:
                return ""
            if not self._is_trusted(address):
                return address
        return _address(chain[0]) if chain else ""

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(mapped in network for network in self._trusted if network.version == mapped.version)

    def _strip_base(self, scope: Scope) -> None:
        base = self._base
        if scope["path"] == base or scope["path"].startswith(f"{base}/"):
            scope["path"] = scope["path"][len(base) :] or "/"
            raw = scope.get("raw_path")
            if raw and raw.startswith(base.encode()):
                scope["raw_path"] = raw[len(base) :] or b"/"


def _forwarded_values(scope: Scope) -> dict[bytes, list[str]]:
    forwarded: dict[bytes, list[str]] = {}
    for name, value in scope["headers"]:
        if name.startswith(b"x-forwarded-"):
            forwarded.setdefault(name, []).extend(part.strip() for part in value.decode("latin-1").split(","))
    return forwarded


def _address(text: str) -> str:
    """Return the address in 192.0.2.1, 192.0.2.1:80, 2001:db8::1 or [2001:db8::1]:80; "" for anything else."""
    host = text.strip().strip('"')
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""
