"""What every request passes: the log and the sign-in."""

import base64
from typing import Final

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.simulators.opds.simulator import Seen, Simulator

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

        answering = self._app if self._may_pass(headers) else self._refusal()
        await answering(scope, receive, noted)

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
