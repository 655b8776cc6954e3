"""What every request passes: the log, the faults, the sign-in."""

import base64
from typing import Final

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.simulators.opds.simulator import Act, Seen, Simulator

AUTHENTICATION: Final = "application/opds-authentication+json"
_DOCUMENT: Final = msgspec.json.encode(
    {
        "id": "urn:catalogue",
        "title": "A simulated catalogue",
        "authentication": [
            {
                "type": "http://opds-spec.org/auth/basic",
                "labels": {"login": "Name", "password": "Password"},
                "links": [],
            }
        ],
    }
)


class Gate:
    """The outermost layer of the catalogue."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        seen = Seen(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=dict(headers),
            at=self._simulator.clock.monotonic(),
        )
        self._simulator.seen.append(seen)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
            await send(message)

        if self._simulator.faults.latency_s and seen.path.startswith(self._simulator.faults.only):
            await self._simulator.clock.sleep(self._simulator.faults.latency_s)
        act = self._simulator.faults.strike(seen.path)
        answering = self._early(act, headers) or self._app
        await answering(scope, receive, _halved(noted) if act == "cut" else noted)

    def _early(self, act: Act | None, headers: Headers) -> Response | None:
        match act:
            case "error":
                return Response("broken", status_code=503)
            case "throttle":
                return Response("slower", status_code=429, headers={"Retry-After": "1"})
            case "html":
                return Response("<html><body>Please wait</body></html>", media_type="text/html")
            case _:
                return None if self._may_pass(headers) else self._refusal()

    def _may_pass(self, headers: Headers) -> bool:
        config = self._simulator.config
        if not config.username:
            return True
        wanted = base64.b64encode(f"{config.username}:{config.password}".encode()).decode()
        return headers.get("authorization", "") == f"Basic {wanted}"

    def _refusal(self) -> Response:
        return Response(
            _DOCUMENT,
            status_code=401,
            media_type=AUTHENTICATION,
            headers={"WWW-Authenticate": 'Basic realm="catalogue"'},
        )


def _halved(send: Send) -> Send:
    """Return a way to answer that lets half of the body through and then breaks the connection."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            raise ConnectionAbortedError("cut on demand")
        await send(message)

    return half
