"""What proxies in front of the server tell about a request, believed from those that the owner named."""

import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

_SECURE = {"http": {"http": "http", "https": "https"}, "websocket": {"http": "ws", "https": "wss"}}
_LONGEST = 50

PROXY_USER: Final = b":proxy-user"
"""Header under which the application finds the person whom a trusted proxy names; no caller can send this one."""


class BehindProxies:
    """An application that sees the caller, the scheme and the name that a trusted proxy tells of.

    The path in front of the application (`base`) is taken off before it looks. `user_header` is the header in which
    the proxy names the person that it has signed in, if any.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[str] = (), base: str = "", user_header: str = "") -> None:
        self._app = app
        self._user_header = user_header.lower().encode()
        self._trusted = [ipaddress.ip_network(each, strict=False) for each in trusted]
        self._base = base.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] in ("http", "websocket"):
            if self._trusted and self._is_trusted((scope.get("client") or ("", 0))[0]):
                self._believe(scope)
            if self._base:
                self._shorten(scope)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        told = _told(scope)
        address = self._caller(told.get(b"x-forwarded-for", []))
        if address:
            scope["client"] = (address, 0)
        scheme = (told.get(b"x-forwarded-proto") or [""])[-1].lower()
        scope["scheme"] = _SECURE[scope["type"]].get(scheme, scope["scheme"])
        host = (told.get(b"x-forwarded-host") or [""])[-1]
        if host:
            kept = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"] = [*kept, (b"host", host.encode("latin-1"))]
        users = [value for name, value in scope["headers"] if name == self._user_header]
        # A second one is the caller's own.
        if len(users) == 1 and users[0].strip():
            scope["headers"] = [*scope["headers"], (PROXY_USER, users[0].strip())]

    def _caller(self, chain: Sequence[str]) -> str:
        """Return the last address that no trusted proxy has; what stands before it anybody may have written."""
        for each in reversed(chain[-_LONGEST:]):
            address = _address(each)
            if not address:
                return ""
            if not self._is_trusted(address):
                return address
        return _address(chain[0]) if chain else ""

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None) or found
        return any(mapped in network for network in self._trusted if network.version == mapped.version)

    def _shorten(self, scope: Scope) -> None:
        base = self._base
        if scope["path"] == base or scope["path"].startswith(f"{base}/"):
            scope["path"] = scope["path"][len(base) :] or "/"
            raw = scope.get("raw_path")
            if raw and raw.startswith(base.encode()):
                scope["raw_path"] = raw[len(base) :] or b"/"


def _told(scope: Scope) -> dict[bytes, list[str]]:
    told: dict[bytes, list[str]] = {}
    for name, value in scope["headers"]:
        if name.startswith(b"x-forwarded-"):
            told.setdefault(name, []).extend(part.strip() for part in value.decode("latin-1").split(","))
    return told


def _address(text: str) -> str:
    """Return the address in 192.0.2.1, 192.0.2.1:80, 2001:db8::1 or [2001:db8::1]:80; nothing for anything else."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""
