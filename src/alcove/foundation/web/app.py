"""The server as one ASGI application."""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from alcove.foundation.database import explain_unavailable
from alcove.foundation.errors import (
    AppError,
    BadRequest,
    BodyTooLarge,
    CrossOriginForbidden,
    InternalError,
    MethodNotAllowed,
    QueryTooLong,
    RouteNotFound,
    ShuttingDown,
)
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import (
    REQUEST_ID,
    REQUEST_SCOPE,
    GaugeReader,
    Probe,
    SecurityKind,
    get_logger,
    report_security,
)
from alcove.foundation.web import cors
from alcove.foundation.web.access import SAFE_METHODS, Access, Authenticator
from alcove.foundation.web.access_guard import AccessGuard, TokenAuthenticator
from alcove.foundation.web.api import Api, Mount
from alcove.foundation.web.bodies import has_left, limit_body
from alcove.foundation.web.endpoints import Endpoint, send_response
from alcove.foundation.web.exchange import PAGE, Exchange
from alcove.foundation.web.frontend import INDEX, Frontend, not_built_page
from alcove.foundation.web.lifespan import Lifespan, run_lifespan
from alcove.foundation.web.operations import build_server_api
from alcove.foundation.web.origin_guard import OriginGuard
from alcove.foundation.web.route_table import RouteTable, all_prefixes, find_longest_prefix
from alcove.foundation.web.security_headers import SecurityHeaders
from alcove.foundation.web.unavailable import is_temporary, repeat_read

# Granian rejects URLs of 64 KiB with a response of its own; this limit applies first.
MAX_QUERY_LENGTH = 60 * 1024
_DEBUG_ROUTES = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PAGE_METHODS = frozenset({"GET", "HEAD"})
_REPORTED = {403: SecurityKind.REFUSED_PERMISSION, 429: SecurityKind.RATE_LIMITED}
_CLIENT_CLOSED = 499
_SECRET_PARAMETER = re.compile(
    r"\b(apikey|token|token_hash|ticket|access_token|refresh_token|code)=[^&]*", re.IGNORECASE
)
"""Keys, and what signed addresses and links in mails prove: whoever reads the log must not be able to use them."""
_CUT_BODY = "The request body is incomplete or its chunks are malformed; send it again as a whole."
_STOPPING = "The server is stopping. Try again in a moment."


def build_app(  # noqa: PLR0913 - the parts of a server
    apis: Sequence[Api],
    *,
    settings: ServerSettings,
    lifespan: Lifespan | None = None,
    probes: Sequence[Probe] = (),
    pages: Sequence[str] = (INDEX,),
    frontend: Frontend | None = None,
    apps: Sequence[str] = (),
    authenticator: Authenticator | None = None,
    ready: Access = Access.PUBLIC,
    gauges: Sequence[GaugeReader] = (),
) -> "WebApp":
    """Combine APIs into one ASGI application.

    `pages` are the addresses of a built front end, exactly as written. They take precedence over an API path without
    its trailing slash (`/dashboard` is the page, `/dashboard/` the API). `frontend` replaces the one of the settings.
    `lifespan` returns a context that is open while the server runs; the mapping that it yields becomes
    `request.state`. `apps` are the names of the enabled apps. `authenticator` identifies callers; the default checks
    ALCOVE_TOKEN. `ready` is the access level of the readiness endpoint. `gauges` are metrics that are read when
    somebody asks for them.
    """
    render_error = apis[0].render_error if apis else render_plain_error
    folder = settings.serve_frontend_dir
    if frontend is None and folder is not None:
        frontend = Frontend(folder, pages)
    authenticator = authenticator or TokenAuthenticator(settings.alcove_token)
    server_api = build_server_api(
        apis,
        probes=probes,
        render_error=render_error,
        pages=frontend.pages if frontend is not None else (),
        reserved=pages,
        ready=ready,
        apps=apps,
        is_demo=settings.alcove_demo,
        authenticator=authenticator,
        gauges=gauges,
    )
    return WebApp(
        [*apis, server_api], settings=settings, lifespan=lifespan, frontend=frontend, authenticator=authenticator
    )


class WebApp:
    """The ASGI application: checks, routes, handles, logs and counts every request."""

    def __init__(
        self,
        apis: Sequence[Api],
        *,
        settings: ServerSettings,
        lifespan: Lifespan | None,
        frontend: Frontend | None,
        authenticator: Authenticator,
    ) -> None:
        self.in_flight = 0
        self._lifespan = lifespan
        self._frontend = frontend
        self._origins = OriginGuard(settings, is_required=lambda: authenticator.is_required)
        self._access = AccessGuard(authenticator, origins=self._origins)
        self._body_limit = settings.alcove_body_limit
        self._routes: RouteTable[Endpoint] = RouteTable()
        self._apis_by_prefix: dict[str, Api] = {}
        self._mounts: list[Mount] = []
        self._default_api = apis[0]
        report_path = next((api.csp_report_path for api in apis if api.csp_report_path), "")
        self._security = SecurityHeaders(report_uri=f"{settings.url_base}{report_path}" if report_path else "")
        self._log = get_logger("web").bind()
        self._observers: dict[tuple[str, str, str, int], Callable[[float], None]] = {}
        for api in apis:
            self._add(api)
        self._mount_paths = tuple(mount.path for mount in self._mounts)

    def _add(self, api: Api) -> None:
        for route in api.routes:
            endpoint = Endpoint(route)
            for path in route.paths:
                self._routes.add(path, route.method, endpoint=endpoint, head=route.changes is not True)
        self._mounts += api.mounts
        paths = [path for route in api.routes for path in route.paths]
        for prefix in all_prefixes([*paths, *(mount.path for mount in api.mounts)]):
            self._apis_by_prefix.setdefault(prefix, api)

    def set_origins(self, origins: Iterable[str]) -> None:
        """Replace the origins of other pages that may call this server."""
        self._origins.set_origins(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] == "lifespan":
            await run_lifespan(self._lifespan, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._handle_websocket(scope, receive, send)
        else:
            await self._handle_http(Exchange(scope, receive, send, security=self._security))

    async def _handle_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        mount = self._mount(scope["path"])
        if mount is None:
            await send({"type": "websocket.close", "code": 1000})
            return
        try:
            headers: Mapping[bytes, bytes] = dict(scope["headers"])
            if mount.checks_host:
                self._origins.check_host(headers.get(b"host", b"").decode("latin-1"))
            await self._access.authorize(scope, access=mount.access, app=mount.app_name, changes=False)
            await mount.app(scope, receive, send)
        except AppError:
            # Closing a websocket before accepting it rejects it.
            await send({"type": "websocket.close", "code": 1000})
        except Exception as error:  # noqa: BLE001 - outermost handler: the error is logged
            self._log.error("websocket_failed", url=_log_url(scope), exc_info=error)
            await send({"type": "websocket.close", "code": 1011})

    def _mount(self, path: str) -> Mount | None:
        if not path.startswith(self._mount_paths):
            return None
        for mount in self._mounts:
            if path == mount.path or path.startswith(f"{mount.path}/"):
                return mount
        return None

    async def _handle_http(self, exchange: Exchange) -> None:
        token = REQUEST_ID.set(exchange.request_id)
        scope_token = REQUEST_SCOPE.set(exchange.scope)
        self.in_flight += 1
        try:
            await self._dispatch(exchange)
        except AppError as error:
            await self._send_error(exchange, error)
        except ClientDisconnect:
            if exchange.is_body_cut and not exchange.status:
                await self._send_error(exchange, BadRequest(_CUT_BODY))
        except asyncio.CancelledError:
            # The process does not wait any longer for the end of this request.
            if not exchange.status and not await has_left(exchange.receive):
                await self._send_error(exchange, ShuttingDown(_STOPPING))
            raise
        except Exception as error:
            # Outermost handler: every error becomes a response and a line in the log.
            response = self._log_failure(exchange, error)
            if exchange.status:
                raise
            await self._send_error(exchange, response)
        finally:
            self.in_flight -= 1
            self._record_request(exchange)
            REQUEST_SCOPE.reset(scope_token)
            REQUEST_ID.reset(token)

    async def _dispatch(self, exchange: Exchange) -> None:
        mount = self._mount(exchange.path) if self._mounts else None
        if mount is not None:
            await self._call_mount(exchange, mount)
            return
        if self._is_preflight(exchange):
            await self._answer_preflight(exchange)
            return
        page = self._frontend
        if page is not None and exchange.method in ("GET", "HEAD") and page.is_page_path(exchange.path):
            response = await page.index_response(exchange)
            if response is not None:
                exchange.route = PAGE
                await send_response(exchange, response)
                return
        match = self._routes.find(exchange.path, exchange.method)
        if match.endpoint is None:
            await self._handle_unmatched(exchange, match.allowed)
            return
        exchange.app, exchange.route = match.endpoint.route.app, match.endpoint.template
        exchange.scope["alcove.route"] = exchange.route
        try:
            await self._run_route(exchange, match.endpoint, path=match.path)
        except Exception as error:
            is_change = match.endpoint.route.is_change(exchange.scope["query_string"])
            if exchange.status or is_change or not is_temporary(error):
                raise
            await repeat_read(partial(self._run_route, exchange, match.endpoint, path=match.path))

    async def _run_route(self, exchange: Exchange, endpoint: Endpoint, *, path: Mapping[str, str]) -> None:
        route = endpoint.route
        changes = route.is_change(exchange.scope["query_string"])
        await self._access.authorize(
            exchange.scope, access=route.access, app=route.app, changes=changes, same_site_only=route.same_site_only
        )
        if exchange.method not in SAFE_METHODS:
            self._limit_body(exchange, limit=route.body_limit)
        await endpoint.handle(exchange, path)

    async def _call_mount(self, exchange: Exchange, mount: Mount) -> None:
        exchange.route = mount.path
        if mount.checks_host:
            self._origins.check_host(exchange.header(b"host"))
        await self._access.authorize(exchange.scope, access=mount.access, app=mount.app_name, changes=False)
        if exchange.method not in SAFE_METHODS:
            self._limit_body(exchange, limit=mount.body_limit)
        await mount.app(exchange.scope, exchange.receive_whole, exchange.send)

    def _log_failure(self, exchange: Exchange, error: Exception) -> AppError:
        """Log an error that no handler expected, and return the one for the caller."""
        unavailable = explain_unavailable(error)
        if unavailable is not None:
            self._log.warning("database_unavailable", code=unavailable.code, error=f"{type(error).__name__}: {error}")
            return unavailable
        self._log.error("request_failed", method=exchange.method, url=_log_url(exchange.scope), exc_info=error)
        return _internal(exchange)

    def _is_preflight(self, exchange: Exchange) -> bool:
        """Check host, origin and query length; return whether the request is a CORS preflight."""
        headers, origins = exchange.headers, self._origins
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and origins.is_listed_origin(origin):
            exchange.cross_origin = cors.cors_headers(origin)
        host = headers.get(b"host", b"").decode("latin-1")
        origins.check_host(host)
        if exchange.method == "OPTIONS" and origin and b"access-control-request-method" in headers:
            return True
        if len(exchange.scope["query_string"]) > MAX_QUERY_LENGTH:
            raise QueryTooLong(f"The query is longer than {MAX_QUERY_LENGTH} bytes.")
        return False

    async def _answer_preflight(self, exchange: Exchange) -> None:
        exchange.route = "(preflight)"
        if not exchange.cross_origin:
            raise CrossOriginForbidden(
                "Web pages of this origin may not call this server; CORS_ORIGINS lists those that may."
            )
        requested = exchange.header(b"access-control-request-headers")[:1000]
        await exchange.send(
            {"type": "http.response.start", "status": 204, "headers": cors.preflight_headers(requested)}
        )
        await exchange.send({"type": "http.response.body", "body": b""})

    def _limit_body(self, exchange: Exchange, *, limit: int | None = None) -> None:
        limit = self._body_limit if limit is None else limit
        length = exchange.headers.get(b"content-length", b"")
        if length and not length.isdigit():
            raise BadRequest("The Content-Length header is not a number.")
        if length and int(length) > limit:
            raise BodyTooLarge(f"The request body is larger than {limit} bytes.")
        exchange.receive = limit_body(exchange.receive, limit=limit)

    async def _handle_unmatched(self, exchange: Exchange, allowed: frozenset[str]) -> None:
        method = exchange.method
        if not allowed and self._frontend is not None and exchange.path in self._frontend.pages:
            allowed = _PAGE_METHODS
        if method in ("GET", "HEAD") and not allowed:
            response = await self._frontend_response(exchange)
            if response is not None:
                exchange.route = PAGE
                await send_response(exchange, response)
                return
        exchange.route = "(unknown)"
        # Unknown callers must not find out which addresses exist.
        await self._access.authorize(exchange.scope, access=Access.ACCOUNT, app="", changes=False)
        if not allowed:
            raise RouteNotFound(f"There is nothing at {exchange.path[:200]}.")
        allow = {"Allow": ", ".join(sorted(allowed | {"OPTIONS"}))}
        if method != "OPTIONS":
            raise MethodNotAllowed(f"{method[:20]} is not possible at this address.", headers=allow)
        await send_response(exchange, Response(status_code=204, headers=allow))

    async def _frontend_response(self, exchange: Exchange) -> Response | None:
        response = await self._frontend.file_response(exchange) if self._frontend is not None else None
        return not_built_page() if response is None and exchange.path == "/" else response

    async def _send_error(self, exchange: Exchange, error: AppError) -> None:
        if exchange.status:
            raise error
        api = find_longest_prefix(exchange.path, self._apis_by_prefix) or self._default_api
        if api.translate_error is not None:
            error = api.translate_error(error, exchange.path)
        response = self._render(api, exchange, error=error)
        for name, value in error.headers.items():
            response.headers[name] = value
        await send_response(exchange, response)

    def _render(self, api: Api, exchange: Exchange, *, error: AppError) -> Response:
        try:
            return api.render_error(error, exchange.request_id)
        except Exception as exception:  # noqa: BLE001 - an error in an app's renderer must not hide the original error
            self._log.error("render_error_failed", app=api.name, error=error.code, exc_info=exception)
            return render_plain_error(error, exchange.request_id)

    def _record_request(self, exchange: Exchange) -> None:
        seconds = perf_counter() - exchange.started
        exchange.status = exchange.status or _CLIENT_CLOSED
        if exchange.status in _REPORTED:
            report_security(_REPORTED[exchange.status], route=exchange.route, method=exchange.method[:20])
        method = exchange.method if exchange.method in _METHODS else "OTHER"
        key = (exchange.app, exchange.route, method, exchange.status)
        observe = self._observers.get(key)
        if observe is None:
            from alcove.foundation.telemetry import REQUESTS  # noqa: PLC0415 - loaded after the first response

            observe = self._observers[key] = REQUESTS.labels(*key[:3], str(exchange.status)).observe
        observe(seconds)
        log = self._log.debug if exchange.route in _DEBUG_ROUTES and exchange.status < 400 else self._log.info
        log(
            "request",
            method=exchange.method,
            url=_log_url(exchange.scope),
            route=exchange.route,
            status=exchange.status,
            ms=round(seconds * 1000, 2),
            bytes=exchange.size,
        )


def _log_url(scope: Mapping[str, Any]) -> str:
    query: bytes = scope["query_string"]
    path: str = scope["path"]
    if not query:
        return path[:1000]
    shown = query[:1000].decode("latin-1")
    lowered = shown.lower()
    # The pattern takes long, and each of its names has one of these in it.
    if "token" in lowered or "code" in lowered or "apikey" in lowered:
        shown = _SECRET_PARAMETER.sub(r"\1=***", shown)
    return f"{path[:1000]}?{shown}"


def _internal(exchange: Exchange) -> InternalError:
    return InternalError(f"Something went wrong on the server; its log has more under {exchange.request_id}.")


def render_plain_error(error: AppError, request_id: str) -> Response:
    """Return an error as JSON in the default shape, for apps without one of their own."""
    body = {"error": error.message, "code": error.code, "request_id": request_id}
    return Response(msgspec.json.encode(body), status_code=error.status, media_type="application/json")


__all__ = ["MAX_QUERY_LENGTH", "WebApp", "build_app", "render_plain_error"]
