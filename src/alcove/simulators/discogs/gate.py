"""What every request passes before it reaches a route: access log, User-Agent, sign-in and rate window."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.simulators.discogs.access_log import Seen
from alcove.simulators.discogs.config import Caller
from alcove.simulators.discogs.responses import NO_AGENT, TOO_FAST, ApiError, reply
from alcove.simulators.discogs.sign_in import Incoming
from alcove.simulators.discogs.simulator import Simulator

CONTROL: Final = "/_simulator"
NOT_API: Final = (CONTROL, "/v6/", "/oauth/authorize")
OWN_SIGNATURE: Final = ("/oauth/request_token", "/oauth/access_token")
FORM: Final = "application/x-www-form-urlencoded"


class Gate:
    """The outermost layer of the simulator."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; its entry in the log keeps status 0 when the answer could not be finished."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        entry = self._simulator.log.open(
            method=scope["method"], path=scope["path"], query=scope["query_string"].decode("latin-1"),
            agent=Headers(scope=scope).get("user-agent", ""), api=not scope["path"].startswith(NOT_API),
        )  # fmt: skip
        status = 0
        try:
            status = await self._serve(scope, receive, send=send, entry=entry)
        finally:
            self._simulator.log.close(entry, status=status)

    async def _serve(self, scope: Scope, receive: Receive, *, send: Send, entry: Seen) -> int:
        request = Request(scope, receive)
        body = await request.body()
        refused, rate = self._admit(request, body, entry=entry) if entry.api else (None, {})
        status = 0

        async def send_with_rate(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = _with_headers(message, rate)
            await send(message)

        await (refused or self._app)(scope, _again(body, receive), send_with_rate)
        return status

    def _admit(self, request: Request, body: bytes, *, entry: Seen) -> tuple[Response | None, Mapping[str, str]]:
        """Return an answer for those who may not pass, and the rate headers."""
        if not entry.agent:
            return reply({"message": NO_AGENT}, status=403), {}
        caller, refused = Caller(), None
        try:
            if entry.path not in OWN_SIGNATURE:
                caller = self._simulator.signin.caller(incoming(request, body))
        except ApiError as error:
            refused = reply({"message": error.message}, status=error.status)
        request.scope["alcove.caller"] = caller
        entry.authenticated = caller.authenticated
        entry.user = caller.account.username if caller.account else None
        address = request.client.host if request.client else ""
        verdict = self._simulator.window.admit(address, limit=self._simulator.limit_for(caller))
        if verdict.allowed:
            return refused, verdict.headers
        wait = {"Retry-After": str(verdict.retry_after)} if self._simulator.sends_retry_after else {}
        return reply({"message": TOO_FAST}, status=429, headers=wait), verdict.headers


def incoming(request: Request, body: bytes) -> Incoming:
    """Return what OAuth looks at, with the path as it was sent."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    is_form = request.headers.get("content-type", "").startswith(FORM)
    return Incoming(
        method=request.method,
        uri=f"{request.url.scheme}://{request.url.netloc}{raw.decode('ascii')}",
        query=request.url.query,
        authorization=request.headers.get("authorization", ""),
        form=body.decode("utf-8", "replace") if is_form else "",
    )


def _with_headers(message: Message, added: Mapping[str, str]) -> Message:
    """Return the start of an answer with headers added, except for those that it has already."""
    headers = list(message["headers"])
    known = {name.lower() for name, _ in headers}
    new = ((name.lower().encode(), value.encode()) for name, value in added.items())
    return {**message, "headers": [*headers, *(pair for pair in new if pair[0] not in known)]}


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body that was read already once more, and then whatever follows it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
