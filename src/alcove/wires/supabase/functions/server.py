"""The server of functions, as an ASGI application."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from alcove.foundation.database import explain_unavailable
from alcove.foundation.errors import AppError
from alcove.foundation.identity import address_network
from alcove.foundation.web import ClientGone, run_lifespan
from alcove.wires.supabase.callers import CALLER, identify_caller
from alcove.wires.supabase.functions.call import FunctionCall
from alcove.wires.supabase.functions.errors import (
    Refusal,
    RefusalKind,
    build_body,
    invalid_token,
    missing_token,
    not_found,
    render,
)
from alcove.wires.supabase.functions.limits import CallLimiter
from alcove.wires.supabase.functions.model import Function, FunctionAccess, FunctionRequest
from alcove.wires.supabase.tokens import TokenError, TokenVerifier, VerifiedToken

MAX_PARAMETERS: Final = 100
_REGION: Final = "forceFunctionRegion"
"""The client's wish for a place to run at; there is one place here."""
_USER_REQUIRED: Final = "Sign in, and send the access token as a Bearer token"
_SERVICE_REQUIRED: Final = "Only the service_role key may call this function"
_FAILED: Final = "Function exited due to an error (please check logs)"


class FunctionServer:
    """Answers `<prefix>/<name>` by the function of that name."""

    def __init__(
        self,
        functions: Sequence[Function],
        *,
        verifier: Callable[[], TokenVerifier],
        limiter: CallLimiter,
        log: Any,
        prefix: str = "",
        max_running: int = 1000,
    ) -> None:
        """Take the functions; `max_running` is how many calls run at the same time in this process."""
        self._functions = {function.name: function for function in functions}
        if len(self._functions) != len(functions):
            raise ValueError("two functions have the same name")
        self._verifier = verifier
        self._limiter = limiter
        self._log = log
        self._prefix = prefix
        self._max_running = max_running
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "lifespan":
            await run_lifespan(None, scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204)(scope, receive, send)
        else:
            await self._handle(scope, receive, send)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        name, path = _split_path(scope, self._prefix)
        function = self._functions.get(name)
        if function is None:
            refusal = not_found()
            await render(refusal, build_body(refusal))(scope, receive, send)
            return
        call = FunctionCall(function, scope=scope, receive=receive, send=send, log=self._log)
        try:
            await self._run(call, function, request=self._read_request(function, scope, path=path))
        except (ClientDisconnect, ClientGone):
            return
        except Exception as error:  # noqa: BLE001 - outermost handler: every error becomes a response and a log line
            refusal = error if isinstance(error, Refusal) else self._explain(error, function)
            if not call.has_started:
                await render(refusal, function.describe_refusal(refusal))(scope, receive, send)

    async def _run(self, call: FunctionCall, function: Function, *, request: FunctionRequest) -> None:
        headers: dict[str, str] = {}
        if function.limit is not None:
            use = await self._limiter.count(limit_key(request), function.limit)
            headers = dict(use.headers())
        request = await call.read_body(request)
        if self._running[function.name] >= function.max_running or self._running.total() >= self._max_running:
            message = "Too many functions are running. Try again in a moment."
            raise Refusal(RefusalKind.BUSY, message, status=503, headers={"Retry-After": "1"})
        self._running[function.name] += 1
        try:
            await call.run(request, headers=headers)
        finally:
            self._running[function.name] -= 1

    def _read_request(self, function: Function, scope: Scope, *, path: str) -> FunctionRequest:
        """Return the request of a caller who may call the function; Refusal."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        caller = self._identify(function, scope, headers=headers)
        request = FunctionRequest(
            name=function.name,
            method=scope["method"],
            path=path,
            query=_parse_query(scope["query_string"]),
            headers=headers,
            caller=caller,
            client=(scope.get("client") or ("", 0))[0],
            body=b"",
            chunks=_no_chunks(),
        )
        method = "GET" if request.method == "HEAD" else request.method
        if method not in function.methods:
            allow = {"Allow": ", ".join((*function.methods, "OPTIONS"))}
            raise Refusal(RefusalKind.METHOD, "Method not allowed", status=405, headers=allow)
        if function.access is FunctionAccess.USER and request.user_id is None:
            raise Refusal(RefusalKind.USER_REQUIRED, _USER_REQUIRED, status=401)
        if function.access is FunctionAccess.SERVICE and not request.is_service:
            raise Refusal(RefusalKind.SERVICE_REQUIRED, _SERVICE_REQUIRED, status=403)
        return request

    def _identify(self, function: Function, scope: Scope, *, headers: Mapping[str, str]) -> VerifiedToken | None:
        if function.verify_jwt and "authorization" not in headers and not _has_opaque_key(scope, headers):
            raise missing_token()
        try:
            caller = identify_caller(scope, verifier=self._verifier())
        except TokenError as error:
            if function.verify_jwt:
                raise invalid_token() from error
            return None
        if caller is None and function.verify_jwt:
            raise invalid_token()
        return caller

    def _explain(self, error: Exception, function: Function) -> Refusal:
        """Log an error that the function has not handled, and return what the client gets."""
        unavailable = error if isinstance(error, AppError) else explain_unavailable(error)
        if unavailable is not None and unavailable.status in (503, 507):
            self._log.warning("function_unavailable", function=function.name, reason=type(error).__name__)
            headers = unavailable.headers or {"Retry-After": "5"}
            return Refusal(RefusalKind.UNAVAILABLE, unavailable.message, status=unavailable.status, headers=headers)
        self._log.error("function_failed", function=function.name, exc_info=error)
        return Refusal(RefusalKind.FAILED, _FAILED, status=500)


def limit_key(request: FunctionRequest) -> str:
    """Return what the limit of a function counts a call by: the user, or else the network of the client."""
    who = request.user_id or address_network(request.client)
    return f"function {request.name} {who}"


def _has_opaque_key(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Return whether a key that is no token identifies the caller: clients send it as `apikey` alone."""
    return scope.get(CALLER) is not None and "." not in headers.get("apikey", ".")


def _split_path(scope: Scope, prefix: str) -> tuple[str, str]:
    """Return the name of the function and the path after it; an encoded slash does not end a name."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.partition(b"?")[0].decode("latin-1")
    name, _, rest = path.removeprefix(prefix).removeprefix("/").partition("/")
    return unquote(name), "/" + unquote(rest)


def _parse_query(raw: bytes) -> Sequence[tuple[str, str]]:
    fields = "&".join(raw.decode("latin-1").split("&", MAX_PARAMETERS)[:MAX_PARAMETERS])
    pairs = parse_qsl(fields, keep_blank_values=True)
    return tuple((name, value) for name, value in pairs if name != _REGION)


async def _no_chunks() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for chunk in nothing:
        yield chunk
