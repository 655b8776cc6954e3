"""The accounts API as an ASGI application."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import unquote
from uuid import UUID

import asyncpg
import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from alcove.foundation.database import CONFLICTS, is_away
from alcove.foundation.errors import RETRY_SOON, AppError
from alcove.foundation.web import RouteTable, limit_body, read_body, run_lifespan
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.errors import (
    VERSION_HEADER,
    AuthError,
    OAuthError,
    choose_version,
    unexpected_failure,
    validation_failed,
)
from alcove.wires.supabase.auth.requests import (
    LIMIT_KEY,
    Access,
    AuthRequest,
    AuthResponse,
    AuthRoute,
    Caller,
    ClientInfo,
    parse_query,
)
from alcove.wires.supabase.tokens import VerifiedToken


class Identify(Protocol):
    """Identifies the callers of routes."""

    async def __call__(self, request: AuthRequest, access: Access, *, key: VerifiedToken | None) -> Caller | None:
        """Return the caller of a route by its access; AuthError. `key` is whom a gateway knows by an API key."""
        ...


UNREPRESENTABLE: Final = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
"""Errors of PostgreSQL for a text with a NUL character."""
_OVERTAKEN: Final = (*CONFLICTS, asyncpg.ForeignKeyViolationError)
"""Errors of a request that another one was in the way of, for example one that has deleted the user."""
_JSON: Final = ("content-type", "application/json")
_MAX_USER_AGENT: Final = 500
_UNAVAILABLE: Final = "Database unavailable, please try again"


class AuthServer:
    """Answers HTTP requests as GoTrue does."""

    def __init__(
        self,
        routes: Sequence[AuthRoute],
        *,
        identify: Identify,
        config: Callable[[], AuthConfig],
        after_change: Callable[[UUID | None], None],
        log: Any,
        prefix: str = "",
    ) -> None:
        """Take the routes; `prefix` is the part of paths before the API, without a slash at its end."""
        self._routes: RouteTable[AuthRoute] = RouteTable()
        for route in routes:
            self._routes.add(f"/{route.path.strip('/')}", route.method, endpoint=route)
        self._identify = identify
        self._config = config
        self._after_change = after_change
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
        request = _read_request(scope, self._prefix)
        version = choose_version(request.fields.get(VERSION_HEADER, ""))
        try:
            response = await self._respond(request, scope, receive=receive)
        except ClientDisconnect:
            return
        except AuthError as error:
            response = _render_error(error, version)
        except AppError as error:
            refusal = AuthError(error.code, str(error), status=error.status, headers=error.headers)
            response = _render_error(refusal, version)
        except UNREPRESENTABLE as error:
            self._log.info("auth_text_refused", reason=type(error).__name__)
            response = _render_error(validation_failed("Texts may not contain NUL characters"), version)
        except Exception as error:  # noqa: BLE001 - outermost handler: every error becomes a response and a log line
            response = _render_error(self._explain(error, request), version)
        await _send(send, response, version=version, is_head=request.method == "HEAD")

    def is_public(self, scope: Scope) -> bool:
        """Return whether a request needs no API key, because browsers send it from links."""
        if scope["type"] != "http":
            return False
        route = self._routes.find(scope["path"].removeprefix(self._prefix), scope["method"]).endpoint
        return route is not None and route.access is Access.PUBLIC

    def _explain(self, error: Exception, request: AuthRequest) -> AuthError:
        """Log an error that nobody handled, and return what the client gets."""
        if is_away(error):
            self._log.warning("auth_database_unavailable", reason=type(error).__name__)
            return AuthError("unexpected_failure", _UNAVAILABLE, status=503, headers=RETRY_SOON)
        self._log.error("auth_request_failed", method=request.method, path=request.path, exc_info=error)
        return unexpected_failure()

    async def _respond(self, request: AuthRequest, scope: Scope, *, receive: Receive) -> AuthResponse:
        route, parameters = self._find_route(request)
        request = replace(request, parameters=parameters)
        key: VerifiedToken | None = scope.get("supabase.caller")
        if route.access is not Access.PUBLIC:
            request = replace(request, caller=await self._identify(request, route.access, key=key))
        request = replace(request, body=await read_body(limit_body(receive, limit=self._config().max_body)))
        try:
            return await self._handle(route, request)
        except _OVERTAKEN as error:
            # Nothing was stored. The second time the request meets what the other one has left.
            self._log.info("auth_request_repeated", path=request.path, reason=type(error).__name__)
        if request.caller is not None:
            request = replace(request, caller=await self._identify(request, route.access, key=key))
        return await self._handle(route, request)

    async def _handle(self, route: AuthRoute, request: AuthRequest) -> AuthResponse:
        response = await route.handler(request)
        if request.caller is not None and request.method not in ("GET", "HEAD"):
            self._after_change(request.caller.user.id if request.caller.user is not None else None)
        return response

    def _find_route(self, request: AuthRequest) -> tuple[AuthRoute, Mapping[str, str]]:
        """Return the route of a request and the parameters in its path; AuthError."""
        match = self._routes.find(request.path, request.method)
        if match.endpoint is not None:
            return match.endpoint, {name: unquote(value) for name, value in match.path.items()}
        if not match.allowed:
            raise AuthError("not_found", HTTPStatus.NOT_FOUND.phrase, status=404)
        methods = ", ".join(sorted(match.allowed - {"HEAD"}))
        raise AuthError("method_not_allowed", "Method Not Allowed", status=405, headers={"Allow": methods})


def _read_request(scope: Scope, prefix: str) -> AuthRequest:
    fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    address = (scope.get("client") or ("", 0))[0]
    return AuthRequest(
        method=scope["method"],
        path=scope["path"].removeprefix(prefix) or "/",
        query=parse_query(scope["query_string"].decode("utf-8", "replace")),
        fields=fields,
        client=ClientInfo(
            address=address,
            user_agent=fields.get("user-agent", "")[:_MAX_USER_AGENT],
            limit_key=scope.get(LIMIT_KEY),
        ),
    )


def _render_error(error: AuthError, version: str) -> AuthResponse:
    # The codes of OAuth 2 are in the body alone.
    codes = [] if isinstance(error, OAuthError) else [("x-sb-error-code", error.code)]
    headers = [*codes, *error.headers.items()]
    return AuthResponse(content=error.body(version), status=error.status, headers=headers)


async def _send(send: Send, response: AuthResponse, *, version: str, is_head: bool) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    content = response.content
    body = content if isinstance(content, bytes) else b"" if content is None else msgspec.json.encode(content)
    if body and not any(name == b"content-type" for name, _ in headers):
        headers.append((_JSON[0].encode(), _JSON[1].encode()))
    if version:
        headers.append((VERSION_HEADER.encode(), version.encode()))
    if response.status != HTTPStatus.NO_CONTENT:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})
