"""The gateway before the Supabase services of one project, as an ASGI application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.wires.supabase.callers import CALLER
from alcove.wires.supabase.gateway.cors import HeaderList, OriginPolicy
from alcove.wires.supabase.gateway.keys import ApiKeys
from alcove.wires.supabase.tokens import TokenVerifier, VerifiedToken, read_bearer

_NO_KEY: Final = {
    "message": "No API key found in request",
    "hint": "No `apikey` request header or url param was found.",
}
_WRONG_KEY: Final = {
    "message": "Invalid API key",
    "hint": "Double check your Supabase `anon` or `service_role` API key.",
}
_PARAMETER: Final = b"apikey="


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """What the gateway accepts: its keys, whether a key is required, and the origins of pages.

    With `accepts_bearer`, a request without a key may have a bearer instead, which the service verifies.
    """

    keys: ApiKeys
    requires_key: bool = True
    accepts_bearer: bool = False
    origins: tuple[str, ...] = ("*",)


class Gateway:
    """Checks the API key of requests and allows cross-origin requests, before a service sees them."""

    def __init__(
        self,
        service: ASGIApp,
        *,
        settings: Callable[[], GatewaySettings],
        verifier: Callable[[], TokenVerifier],
        is_public: Callable[[Scope], bool] = lambda _: False,
    ) -> None:
        """Take the service; `is_public` says which of its requests need no key, because they come from links."""
        self._service = service
        self._is_public = is_public
        self._settings = settings
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, refuse a request without a valid key, and pass on all others."""
        if scope["type"] not in ("http", "websocket"):
            await self._service(scope, receive, send)
            return
        settings = self._settings()
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        policy = OriginPolicy(settings.origins)
        if scope.get("method") == "OPTIONS" and origin and b"access-control-request-method" in headers:
            await _send_empty(send, policy.preflight_headers(origin))
            return
        send = _with_headers(send, policy.response_headers(origin))
        key, scope = _take_key(scope, headers)
        problem, caller = self._check(key, headers, settings=settings)
        if problem is not None and not self._is_public(scope):
            await _refuse(scope, send, problem=problem)
            return
        if caller is not None:
            scope[CALLER] = caller
        await self._service(scope, receive, send)

    def _check(
        self, key: str, headers: Mapping[bytes, bytes], *, settings: GatewaySettings
    ) -> tuple[Mapping[str, str] | None, VerifiedToken | None]:
        """Return what is wrong with the key, and who calls if the key says so and not a session."""
        bearer = read_bearer(headers.get(b"authorization", b"").decode("latin-1"))
        identified = settings.keys.identify(key, verifier=self._verifier()) if key else None
        has_bearer = settings.accepts_bearer and not key and bool(bearer)
        if settings.requires_key and identified is None and not has_bearer:
            return (_WRONG_KEY if key else _NO_KEY), None
        if bearer is None or bearer == key:
            return None, identified
        role = settings.keys.find_role(bearer)
        return None, (VerifiedToken.of_role(role) if role is not None else None)


def _take_key(scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[str, Scope]:
    """Return the key, and the scope of the service, whose query string does not have it."""
    query: bytes = scope["query_string"]
    scope = dict(scope)
    key = headers.get(b"apikey", b"")
    if _PARAMETER in query:
        parts = query.split(b"&")
        key = key or next((part[len(_PARAMETER) :] for part in parts if part.startswith(_PARAMETER)), b"")
        scope["query_string"] = b"&".join(part for part in parts if not part.startswith(_PARAMETER))
    return key.decode("latin-1").strip(), scope


def _with_headers(send: Send, headers: HeaderList) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [pair for pair in message["headers"] if not pair[0].lower().startswith(b"access-control-")]
            message["headers"] = own + headers
        await send(message)

    return send_with_headers


async def _refuse(scope: Scope, send: Send, *, problem: Mapping[str, str]) -> None:
    if scope["type"] == "websocket":
        # Closing a websocket before accepting it rejects it.
        await send({"type": "websocket.close", "code": 1008})
        return
    body = msgspec.json.encode(problem)
    headers: list[tuple[bytes, bytes]] = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
    ]
    await _send(send, 401, headers=headers, body=body)


async def _send_empty(send: Send, headers: HeaderList) -> None:
    await _send(send, 204, headers=headers, body=b"")


async def _send(send: Send, status: int, *, headers: Any, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
