"""Middleware for all requests: log, User-Agent check, authentication and rate limit."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.simulators.discogs.auth import OAuthRequest
from alcove.simulators.discogs.config import Caller
from alcove.simulators.discogs.request_log import LoggedRequest
from alcove.simulators.discogs.responses import MISSING_USER_AGENT, RATE_LIMITED, ApiError, json_response
from alcove.simulators.discogs.simulator import Simulator

CONTROL_PREFIX: Final = "/_simulator"
NON_API_PREFIXES: Final = (CONTROL_PREFIX, "/v6/", "/stats/eurofxref/", "/oauth/authorize")
SELF_SIGNED_PATHS: Final = ("/oauth/request_token", "/oauth/access_token")
FORM: Final = "application/x-www-form-urlencoded"


class SimulatorMiddleware:
    """Logs, authenticates and limits requests."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; its log entry keeps status 0 when the response is not completed."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL_PREFIX):
            await self._app(scope, receive, send)
            return
        entry = self._simulator.log.start(
            method=scope["method"], path=scope["path"], query=scope["query_string"].decode("latin-1"),
            agent=Headers(scope=scope).get("user-agent", ""), api=not scope["path"].startswith(NON_API_PREFIXES),
        )  # fmt: skip
        status = 0
        try:
            status = await self._serve(scope, receive, send=send, entry=entry)
        finally:
            self._simulator.log.finish(entry, status=status)

    async def _serve(self, scope: Scope, receive: Receive, *, send: Send, entry: LoggedRequest) -> int:
        request = Request(scope, receive)
        body = await request.body()
        error, headers = self._admit(request, body, entry=entry) if entry.api else (None, {})
        status = 0

        async def send_with_rate(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = _with_headers(message, headers)
            await send(message)

        await (error or self._app)(scope, _replay_body(body, receive), send_with_rate)
        return status

    def _admit(
        self, request: Request, body: bytes, *, entry: LoggedRequest
    ) -> tuple[Response | None, Mapping[str, str]]:
        """Return the error response for a rejected request, and the rate limit headers."""
        if not entry.agent:
            return json_response({"message": MISSING_USER_AGENT}, status=403), {}
        caller, rejection = Caller(), None
        try:
            if entry.path not in SELF_SIGNED_PATHS:
                caller = self._simulator.authenticator.caller(oauth_request(request, body))
        except ApiError as error:
            rejection = json_response({"message": error.message}, status=error.status)
        request.scope["alcove.caller"] = caller
        entry.authenticated = caller.authenticated
        entry.user = caller.account.username if caller.account else None
        address = request.client.host if request.client else ""
        decision = self._simulator.window.admit(address, limit=self._simulator.limit_for(caller))
        if decision.allowed:
            return rejection, decision.headers
        wait = {"Retry-After": str(decision.retry_after)} if self._simulator.sends_retry_after else {}
        return json_response({"message": RATE_LIMITED}, status=429, headers=wait), decision.headers


def oauth_request(request: Request, body: bytes) -> OAuthRequest:
    """Return the parts of a request that are signed by OAuth, with the path as it was sent."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    is_form = request.headers.get("content-type", "").startswith(FORM)
    return OAuthRequest(
        method=request.method,
        uri=f"{request.url.scheme}://{request.url.netloc}{raw.decode('ascii')}",
        query=request.url.query,
        authorization=request.headers.get("authorization", ""),
        form=body.decode("utf-8", "replace") if is_form else "",
    )


def _with_headers(message: Message, extra: Mapping[str, str]) -> Message:
    """Return the start of a response with additional headers, except for those that it already has."""
    headers = list(message["headers"])
    known = {name.lower() for name, _ in headers}
    new = ((name.lower().encode(), value.encode()) for name, value in extra.items())
    return {**message, "headers": [*headers, *(pair for pair in new if pair[0] not in known)]}


def _replay_body(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that returns the already read body again, and then the following messages."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
