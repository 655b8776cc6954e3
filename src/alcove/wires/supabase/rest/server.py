"""The REST server as an ASGI application."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from alcove.foundation.errors import AppError
from alcove.foundation.web import ClientGone, end_when_client_leaves, limit_body, read_body, run_lifespan
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.config.validation import is_public_address
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.handler import IncomingRequest, RequestHandler
from alcove.wires.supabase.rest.header_fields import is_header, join_headers
from alcove.wires.supabase.rest.openapi.document import VERSION
from alcove.wires.supabase.rest.pg_errors import PgError
from alcove.wires.supabase.rest.respond.cors import is_preflight, origin_headers, preflight_headers
from alcove.wires.supabase.rest.respond.errors import JSON_CONTENT, UnexpectedError, render_body
from alcove.wires.supabase.rest.respond.model import Headers, Response

_SERVER: Final = (b"server", f"postgrest/{VERSION}".encode())
_METHODS_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_BODILESS: Final = frozenset({204, 304})


class RestServer:
    """Answers HTTP requests as PostgREST does."""

    def __init__(
        self, handler: RequestHandler, *, config: Callable[[], RestConfig], log: Any, prefix: str = ""
    ) -> None:
        """Take the handler of requests; `prefix` is the part of paths before the API, without a slash at its end."""
        self._handler = handler
        self._config = config
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
        config = self._config()
        headers = join_headers(scope["headers"])
        if is_preflight(scope["method"], headers):
            preflight = preflight_headers(headers, config.server_cors_allowed_origins)
            if preflight is not None:
                await _send(send, Response(200, preflight), is_head=False)
                return
        try:
            response = await self._respond(scope, receive, headers=headers, config=config)
        except ClientGone:
            return
        response.headers += origin_headers(headers.get("origin"), config.server_cors_allowed_origins)
        response.headers += _trace_headers(headers, config)
        await _send(send, response, is_head=scope["method"] == "HEAD")

    async def _respond(
        self, scope: Scope, receive: Receive, *, headers: Mapping[str, str], config: RestConfig
    ) -> Response:
        try:
            body = await _read_body(scope, receive, config=config)
            path = scope["path"].removeprefix(self._prefix) or "/"
            if self._prefix and path == "/":
                config = _with_address(config, f"{scope['scheme']}://{headers.get('host', '')}{self._prefix}")
            incoming = IncomingRequest(
                method=scope["method"],
                path=path,
                raw_query=scope["query_string"].decode("utf-8", "replace"),
                headers=scope["headers"],
                fields=headers,
                body=body,
                known_caller=scope.get("supabase.caller"),
            )
            return await end_when_client_leaves(self._handler.handle(incoming, config=config), receive=receive)
        except RestError as error:
            return render_error(error, config)
        except AppError as error:
            refusal = PgError(str(error), code=error.code, status=error.status, headers=error.headers)
            return render_error(refusal, config)
        except (ClientDisconnect, ClientGone):
            raise
        except Exception as error:  # noqa: BLE001 - outermost handler: every error becomes a response and a log line
            self._log.error("rest_request_failed", method=scope["method"], path=scope["path"], exc_info=error)
            return render_error(UnexpectedError(), config)


def render_error(error: RestError, config: RestConfig) -> Response:
    """Return the response of an error."""
    headers = [JSON_CONTENT, *error.headers.items()]
    proxy_status = ("Proxy-Status", f"PostgREST; error={error.code}")
    # SQL may raise any text as a code.
    if is_header(*proxy_status):
        headers.append(proxy_status)
    return Response(error.status, headers, render_body(error, config))


def _with_address(config: RestConfig, address: str) -> RestConfig:
    """Return the configuration for a description of the API, which is below a prefix of the address it is asked at."""
    if config.openapi_server_proxy_uri is not None or not is_public_address(address):
        return config
    return replace(config, openapi_server_proxy_uri=address)


async def _read_body(scope: Scope, receive: Receive, *, config: RestConfig) -> bytes:
    if scope["method"] not in _METHODS_WITH_BODY:
        return b""
    if config.max_body:
        receive = limit_body(receive, limit=config.max_body)
    return await read_body(receive)


def _trace_headers(headers: Mapping[str, str], config: RestConfig) -> Headers:
    name = config.server_trace_header
    value = headers.get(name.lower()) if name else None
    return [(name, value)] if name and value is not None else []


async def _send(send: Send, response: Response, *, is_head: bool) -> None:
    headers = [(name.lower().encode("latin-1", "replace"), value.encode()) for name, value in response.headers]
    headers.append(_SERVER)
    if not is_head and response.status not in _BODILESS:
        headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else response.body})
