"""What every request passes before it reaches a route: log, User-Agent, sign-in, rate window and faults."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.simulators.discogs import breaking
from alcove.simulators.discogs.accesslog import Seen
from alcove.simulators.discogs.accounts import Caller
from alcove.simulators.discogs.errors import NO_AGENT, TOO_FAST, ApiError
from alcove.simulators.discogs.faults import Act
from alcove.simulators.discogs.signing import Incoming
from alcove.simulators.discogs.simulator import Simulator
from alcove.simulators.discogs.wire import reply

CONTROL: Final = "/_simulator"
NOT_API: Final = (CONTROL, "/v6/", "/oauth/authorize")
OWN_SIGNATURE: Final = ("/oauth/request_token", "/oauth/access_token")
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Answer:
    """An answer caught before it is sent."""

    start: dict[str, Any] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Catch one message."""
        if message["type"] == "http.response.start":
            self.start = dict(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    @property
    def status(self) -> int:
        """Return the status, 0 when nothing was answered."""
        return int(self.start.get("status", 0))


class Gate:
    """The outermost layer of the simulator."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        api = not scope["path"].startswith(NOT_API)
        entry = self._simulator.log.open(
            method=scope["method"], path=scope["path"], query=scope["query_string"].decode("latin-1"),
            agent=headers.get("user-agent", ""), api=api,
        )  # fmt: skip
        status = 0
        try:
            status = await self._serve(scope, receive, send=send, entry=entry)
        finally:
            self._simulator.log.close(entry, status=status)

    async def _serve(self, scope: Scope, receive: Receive, *, send: Send, entry: Seen) -> int:
        request = Request(scope, receive)
        body = await request.body()
        early, rate = self._admit(request, body, entry=entry)
        engine = self._simulator.faults
        act: Act = "none"
        if early is None and engine.matches(entry.path, api=entry.api):
            act = engine.strike()
            await self._simulator.clock.sleep(engine.faults.latency_s)
        entry.fault = act
        if act == "reset":
            await breaking.reset_and_wait(scope, receive)
            return 0
        answer = Answer()
        answering = early or self._failing(act, rate) or self._app
        await answering(scope, _again(body), answer.send)
        return await self._emit(answer, send, act=act, entry=entry, rate=rate)

    def _admit(self, request: Request, body: bytes, *, entry: Seen) -> tuple[Response | None, dict[str, str]]:
        """Return an answer for those who may not pass, and the rate headers."""
        if not entry.api:
            return None, {}
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
        if not verdict.allowed:
            return self._throttled(verdict.retry_after), verdict.headers
        return refused, verdict.headers

    def _throttled(self, retry_after: int) -> Response:
        headers = {"Retry-After": str(retry_after)} if self._simulator.faults.faults.retry_after else {}
        return reply({"message": TOO_FAST}, status=429, headers=headers)

    def _failing(self, act: Act, rate: dict[str, str]) -> Response | None:
        if act == "throttle":
            rate["X-Discogs-Ratelimit-Remaining"] = "0"
            return self._throttled(max(1, int(self._simulator.window.length_s)))
        if act == "error":
            status = self._simulator.faults.faults.error_status
            return reply({"message": "An internal server error occurred."}, status=status)
        return None

    async def _emit(self, answer: Answer, send: Send, *, act: Act, entry: Seen, rate: dict[str, str]) -> int:
        body = bytes(answer.body)
        added = [(name.lower().encode(), value.encode()) for name, value in rate.items()]
        kept = [(name, value) for name, value in answer.start["headers"] if name != b"content-length"]
        start: dict[str, Any] = {**answer.start, "headers": [*kept, *added]}
        if act == "cut" and body:
            await breaking.cut_short(send, start=start, body=body)
        if act == "truncate":
            body = body[: len(body) // 2]
        if answer.status != 204:
            start["headers"].append((b"content-length", str(len(body)).encode()))
        await send(start)
        faults = self._simulator.faults
        slow = faults.faults.slow_body_s if faults.matches(entry.path, api=entry.api) else 0.0
        if slow:
            await breaking.drip(send, body, seconds=slow, clock=self._simulator.clock)
        else:
            await send({"type": "http.response.body", "body": b"" if entry.method == "HEAD" else body})
        return answer.status


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


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
