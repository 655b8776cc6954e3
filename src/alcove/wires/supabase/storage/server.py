"""The storage API as an ASGI application."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from alcove.foundation.errors import AppError, BodyTooLarge
from alcove.foundation.web import RouteTable, limit_body, read_body, run_lifespan
from alcove.wires.supabase.callers import identify_caller
from alcove.wires.supabase.storage.caller_sessions import find_error
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import (
    StorageError,
    internal_error,
    invalid_key,
    invalid_request,
    invalid_token,
    too_large,
)
from alcove.wires.supabase.storage.requests import (
    Access,
    Body,
    FilePart,
    StorageRequest,
    StorageResponse,
    StorageRoute,
    parse_query,
)
from alcove.wires.supabase.storage.send_file import send_file
from alcove.wires.supabase.tokens import TokenError

_SERVER_ERRORS: Final = 500
_EXPIRED: Final = '"exp" claim timestamp check failed'


class StorageServer:
    """Answers HTTP requests as Supabase's storage does."""

    def __init__(self, routes: Sequence[StorageRoute], *, deps: StorageDeps, log: Any, prefix: str = "") -> None:
        """Take the routes; `prefix` is the part of paths before the API, without a slash at its end."""
        self._routes: RouteTable[StorageRoute] = RouteTable()
        for route in routes:
            self._routes.add(route.path, route.method, endpoint=route)
        self._deps = deps
        self._log = log
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "lifespan":
            await run_lifespan(None, scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        request = _read_request(scope, receive, prefix=self._prefix)
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            # Who is still there has sent malformed chunks, or nothing for too long.
            response = _render_error(invalid_request("The body is incomplete; send it again as a whole"))
        except StorageError as error:
            if error.status >= _SERVER_ERRORS:
                self._log.warning("storage_unavailable", code=error.code, reason=repr(error.__cause__))
            response = _render_error(error)
        except BodyTooLarge:
            response = _render_error(too_large())
        except AppError as error:
            refusal = StorageError(str(error), code=str(error.status), error=error.code, status=error.status)
            response = _render_error(refusal)
        except Exception as error:  # noqa: BLE001 - outermost handler: every error becomes a response and a log line
            response = _render_error(self._explain(error, request))
        await _send(response, scope=scope, send=send)

    def is_public(self, scope: Scope) -> bool:
        """Return whether a request needs no API key, because it comes from a link."""
        if scope["type"] != "http":
            return False
        route = self._routes.find(_read_path(scope, self._prefix), scope["method"]).endpoint
        return route is not None and route.access is Access.PUBLIC

    def _explain(self, error: Exception, request: StorageRequest) -> StorageError:
        """Log an error that nobody handled, and return what the client gets."""
        known = find_error(error)
        if known is not None:
            self._log.warning("storage_unavailable", code=known.code, reason=repr(error))
            return known
        self._log.error("storage_request_failed", method=request.method, path=request.path, exc_info=error)
        return internal_error()

    async def _respond(self, request: StorageRequest) -> StorageResponse:
        match = self._routes.find(request.path, request.method)
        route = match.endpoint
        if route is None:
            message = f"Route {request.method}:{request.path[:200]} not found"
            raise StorageError(message, code="404", error="Not Found", status=404)
        request = replace(request, parameters=_decode(match.path))
        if route.access is not Access.PUBLIC:
            try:
                caller = identify_caller(request.scope, verifier=self._deps.verifier())
            except TokenError as error:
                raise invalid_token(_EXPIRED if error.message == "JWT expired" else error.message) from error
            request = replace(request, caller=caller)
        if route.body is Body.JSON and request.method not in ("GET", "HEAD"):
            body = await read_body(limit_body(request.receive, limit=self._deps.config.max_json))
            request = replace(request, body=body)
        return await route.handler(request)


def _decode(parameters: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters without percent escapes; StorageError for one that is no UTF-8."""
    decoded = {}
    for name, value in parameters.items():
        try:
            decoded[name] = unquote_to_bytes(value).decode()
        except UnicodeDecodeError:
            raise invalid_key(value) from None
    return decoded


def _read_path(scope: Scope, prefix: str) -> str:
    """Return the path below the prefix, with its percent escapes."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0].decode("latin-1").removeprefix(prefix) or "/"


def _read_request(scope: Scope, receive: Receive, *, prefix: str) -> StorageRequest:
    return StorageRequest(
        method=scope["method"],
        path=_read_path(scope, prefix),
        query=parse_query(scope["query_string"].decode("utf-8", "replace")),
        fields={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        scope=scope,
        receive=receive,
    )


def _render_error(error: StorageError) -> StorageResponse:
    headers = [*error.headers.items(), ("cache-control", "no-store")]
    return StorageResponse(content=error.body(), status=error.status, headers=headers)


async def _send(response: StorageResponse, *, scope: Scope, send: Send) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    content = response.content
    if isinstance(content, FilePart):
        await send_file(content, scope=scope, send=send, status=response.status, headers=headers)
        return
    body = content if isinstance(content, bytes) else b"" if content is None else msgspec.json.encode(content)
    if content is not None and not any(name == b"content-type" for name, _ in headers):
        headers.append((b"content-type", b"application/json; charset=utf-8"))
    if response.status not in (204, 304) and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
