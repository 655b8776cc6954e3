"""The address of a client behind a proxy, as GoTrue reads it: it trusts the proxy before it."""

import ipaddress

from starlette.types import ASGIApp, Receive, Scope, Send

from alcove.wires.supabase.auth.requests import LIMIT_KEY


class ForwardedClients:
    """Reads the address of the client from X-Forwarded-For, and what limits count by from the header of the limits."""

    def __init__(self, app: ASGIApp, *, limit_header: str) -> None:
        """Take the name of the header in lower case; '' counts no requests."""
        self._app = app
        self._limit_header = limit_header.encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request with the address of its client."""
        if scope["type"] == "http":
            fields = dict(scope["headers"])
            key = fields.get(self._limit_header, b"") if self._limit_header else b""
            scope = {**scope, LIMIT_KEY: key.decode("latin-1").partition(",")[0].strip()}
            address = _find_address(fields.get(b"x-forwarded-for", b"").decode("latin-1"))
            if address:
                scope["client"] = (address, 0)
        await self._app(scope, receive, send)


def _find_address(forwarded: str) -> str:
    """Return the first valid IP address of a list, '' without one."""
    for part in forwarded.split(","):
        try:
            return str(ipaddress.ip_address(part.strip().partition("%")[0]))
        except ValueError:
            continue
    return ""
