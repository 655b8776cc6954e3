"""The server as one ASGI application, in one layer."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from alcove.foundation.errors import (
    AppError,
    BadRequest,
    BodyTooLarge,
    ForeignOrigin,
    Internal,
    MethodRefused,
    QueryTooLong,
    RouteUnknown,
)
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import REQUEST_ID, Probe, get_logger
from alcove.foundation.web import cors
from alcove.foundation.web.access import Access, Authenticator
from alcove.foundation.web.access_guard import AccessGuard, TokenAuthenticator
from alcove.foundation.web.api import Api, Mount
from alcove.foundation.web.bodies import bounded
from alcove.foundation.web.endpoints import Endpoint, respond
from alcove.foundation.web.exchange import Exchange
from alcove.foundation.web.frontend import INDEX, Frontend, no_page
from alcove.foundation.web.guards import Guards
from alcove.foundation.web.lifespan import Lifespan, run_lifespan
from alcove.foundation.web.operations import OWN, own_api
from alcove.foundation.web.table import Table, longest_prefix, prefixes

# The server itself refuses addresses of 64 KiB with an answer of its own; this limit comes before it.
LONGEST_QUERY = 60 * 1024
_QUIET = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PAGE_METHODS = frozenset({"GET", "HEAD"})
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
_GONE = 499


def build_app(  # noqa: PLR0913 - what one server is made of
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
) -> "App":
    """Compose apps into one ASGI application.

    With a built front end, `pages` are its addresses, exactly as written: they win over an API path's
    alias without a slash (`/dashboard` is the page, `/dashboard/` the API). `frontend` is another one in
    place of that of the settings. `lifespan` makes a context that is open while the server runs; a mapping
    it yields becomes `request.state`. `apps` are the names of the apps that are on, for the page.
    `authenticator` tells who is calling; without one whoever has ALCOVE_TOKEN. `ready` says who may see the
    state of all parts.
    """
    render_error = apis[0].render_error if apis else plain_error
    folder = settings.serve_frontend_dir
    if frontend is None and folder is not None:
        frontend = Frontend(folder, pages)
    authenticator = authenticator or TokenAuthenticator(settings.alcove_token)
    own = own_api(
        apis,
        probes=probes,
        render_error=render_error,
        pages=frontend.pages if frontend is not None else (),
        reserved=pages,
        ready=ready,
        apps=apps,
        authenticator=authenticator,
    )
    return App([*apis, own], settings=settings, lifespan=lifespan, frontend=frontend, authenticator=authenticator)


class App:
    """Guards, routes, answers, logs and counts every request."""

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
        self._guards = Guards(settings, is_required=lambda: authenticator.is_required)
        self._access = AccessGuard(authenticator, guards=self._guards)
        self._body_limit = settings.alcove_body_limit
        self._table: Table[Endpoint] = Table()
        self._owners: dict[str, Api] = {}
        self._mounts: list[Mount] = []
        self._first = apis[0]
        self._log = get_logger("web").bind()
        self._counts: dict[tuple[str, str, str, int], Callable[[float], None]] = {}
        for api in apis:
            self._add(api)

    def _add(self, api: Api) -> None:
        for route in api.routes:
            endpoint = Endpoint(route)
            for path in route.paths:
                self._table.add(path, route.method, endpoint=endpoint, head=not route.changes)
        self._mounts += api.mounts
        paths = [path for route in api.routes for path in route.paths]
        for prefix in prefixes([*paths, *(mount.path for mount in api.mounts)]):
            self._owners.setdefault(prefix, api)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] == "lifespan":
            await run_lifespan(self._lifespan, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._converse(scope, receive, send)
        else:
            await self._serve(Exchange(scope, receive, send))

    async def _converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        mount = self._mount(scope["path"])
        if mount is None:
            await send({"type": "websocket.close", "code": 1000})
            return
        try:
            headers: Mapping[bytes, bytes] = dict(scope["headers"])
            self._guards.check_host(headers.get(b"host", b"").decode("latin-1"))
            await self._access.admit(scope, access=mount.access, app=mount.owner, changes=False)
            await mount.app(scope, receive, send)
        except AppError:
            # Before it is accepted, closing a websocket refuses it.
            await send({"type": "websocket.close", "code": 1000})
        except Exception as error:  # noqa: BLE001 - the outermost place there is: it ends here, and in the log
            self._log.error("websocket_failed", url=_url(scope), exc_info=error)
            await send({"type": "websocket.close", "code": 1011})

    def _mount(self, path: str) -> Mount | None:
        for mount in self._mounts:
            if path == mount.path or path.startswith(f"{mount.path}/"):
                return mount
        return None

    async def _serve(self, exchange: Exchange) -> None:
        bound = REQUEST_ID.set(exchange.request_id)
        self.in_flight += 1
        try:
            await self._answer(exchange)
        except AppError as error:
            await self._fail(exchange, error)
        except ClientDisconnect:
            pass
        except Exception as error:
            # The outermost place there is: whatever broke becomes an answer and a line in the log.
            self._log.error("request_failed", method=exchange.method, url=_url(exchange.scope), exc_info=error)
            if exchange.status:
                raise
            await self._fail(exchange, _internal(exchange))
        finally:
            self.in_flight -= 1
            self._record(exchange)
            REQUEST_ID.reset(bound)

    async def _answer(self, exchange: Exchange) -> None:
        mount = self._mount(exchange.path) if self._mounts else None
        if mount is not None:
            await self._hand_over(exchange, mount)
            return
        if self._guard(exchange):
            await self._permit(exchange)
            return
        page = self._frontend
        if page is not None and exchange.method in ("GET", "HEAD") and page.owns(exchange.path):
            response = await page.index(exchange)
            if response is not None:
                exchange.route = "(page)"
                await respond(exchange, response)
                return
        found = self._table.find(exchange.path, exchange.method)
        if found.endpoint is None:
            await self._miss(exchange, found.allowed)
            return
        route = found.endpoint.route
        exchange.app, exchange.route = route.app, found.endpoint.template
        await self._access.admit(exchange.scope, access=route.access, app=route.app, changes=route.changes or None)
        if exchange.method not in _BODILESS:
            self._bound_body(exchange)
        await found.endpoint.answer(exchange, found.path)

    async def _hand_over(self, exchange: Exchange, mount: Mount) -> None:
        exchange.route = mount.path
        self._guards.check_host(exchange.header(b"host"))
        await self._access.admit(exchange.scope, access=mount.access, app=mount.owner, changes=False)
        if exchange.method not in _BODILESS:
            self._bound_body(exchange)
        await mount.app(exchange.scope, exchange.receive, exchange.send)

    def _guard(self, exchange: Exchange) -> bool:
        """Run the checks that come before any handler; True asks for a preflight's answer."""
        headers, guards = exchange.headers, self._guards
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and guards.origin_listed(origin):
            exchange.cross_origin = cors.sharing(origin)
        host = headers.get(b"host", b"").decode("latin-1")
        guards.check_host(host)
        if exchange.method == "OPTIONS" and origin and b"access-control-request-method" in headers:
            return True
        if len(exchange.scope["query_string"]) > LONGEST_QUERY:
            raise QueryTooLong(f"The query is longer than {LONGEST_QUERY} bytes.")
        return False

    async def _permit(self, exchange: Exchange) -> None:
        exchange.route = "(preflight)"
        if not exchange.cross_origin:
            raise ForeignOrigin("Web pages of this origin may not call this server; CORS_ORIGINS lists those that may.")
        asked = exchange.header(b"access-control-request-headers")[:1000]
        await exchange.send({"type": "http.response.start", "status": 204, "headers": cors.permission(asked)})
        await exchange.send({"type": "http.response.body", "body": b""})

    def _bound_body(self, exchange: Exchange) -> None:
        length = exchange.headers.get(b"content-length", b"")
        if length and not length.isdigit():
            raise BadRequest("The Content-Length header is not a number.")
        if length and int(length) > self._body_limit:
            raise BodyTooLarge(f"The request body is larger than {self._body_limit} bytes.")
        exchange.receive = bounded(exchange.receive, limit=self._body_limit)

    async def _miss(self, exchange: Exchange, allowed: frozenset[str]) -> None:
        method = exchange.method
        if not allowed and self._frontend is not None and exchange.path in self._frontend.pages:
            allowed = _PAGE_METHODS
        if method in ("GET", "HEAD") and not allowed:
            response = await self._page(exchange)
            if response is not None:
                exchange.route = "(page)"
                await respond(exchange, response)
                return
        exchange.route = "(unknown)"
        # Which addresses there are is nothing for strangers.
        await self._access.admit(exchange.scope, access=Access.ACCOUNT, app="", changes=False)
        if not allowed:
            raise RouteUnknown(f"There is nothing at {exchange.path[:200]}.")
        allow = {"Allow": ", ".join(sorted(allowed | {"OPTIONS"}))}
        if method != "OPTIONS":
            raise MethodRefused(f"{method[:20]} is not possible at this address.", headers=allow)
        await respond(exchange, Response(status_code=204, headers=allow))

    async def _page(self, exchange: Exchange) -> Response | None:
        response = await self._frontend.file(exchange) if self._frontend is not None else None
        return no_page() if response is None and exchange.path == "/" else response

    async def _fail(self, exchange: Exchange, error: AppError) -> None:
        if exchange.status:
            raise error
        owner = longest_prefix(exchange.path, self._owners) or self._first
        if owner.translate_error is not None:
            error = owner.translate_error(error, exchange.path)
        response = self._render(owner, exchange, error=error)
        for name, value in error.headers.items():
            response.headers[name] = value
        await respond(exchange, response)

    def _render(self, owner: Api, exchange: Exchange, *, error: AppError) -> Response:
        try:
            return owner.render_error(error, exchange.request_id)
        except Exception as fault:  # noqa: BLE001 - an app that cannot say what is wrong must not hide it
            self._log.error("render_error_failed", app=owner.name, error=error.code, exc_info=fault)
            return plain_error(error, exchange.request_id)

    def _record(self, exchange: Exchange) -> None:
        seconds = perf_counter() - exchange.started
        exchange.status = exchange.status or _GONE
        method = exchange.method if exchange.method in _METHODS else "OTHER"
        key = (exchange.app, exchange.route, method, exchange.status)
        observe = self._counts.get(key)
        if observe is None:
            from alcove.foundation.telemetry import REQUESTS  # noqa: PLC0415 - loaded once the first answer is out

            observe = self._counts[key] = REQUESTS.labels(*key[:3], str(exchange.status)).observe
        observe(seconds)
        tell = self._log.debug if exchange.route in _QUIET and exchange.status < 400 else self._log.info
        tell(
            "request",
            method=exchange.method,
            url=_url(exchange.scope),
            route=exchange.route,
            status=exchange.status,
            ms=round(seconds * 1000, 2),
            bytes=exchange.size,
        )


def _url(scope: Mapping[str, Any]) -> str:
    query: bytes = scope["query_string"]
    path: str = scope["path"]
    return f"{path[:1000]}?{query[:1000].decode('latin-1')}" if query else path[:1000]


def _internal(exchange: Exchange) -> Internal:
    return Internal(f"Something went wrong on the server; its log has more under {exchange.request_id}.")


def plain_error(error: AppError, request_id: str) -> Response:
    """Return an error as JSON in the server's own shape, where no app says how its errors look."""
    body = {"error": error.message, "code": error.code, "request_id": request_id}
    return Response(msgspec.json.encode(body), status_code=error.status, media_type="application/json")


__all__ = ["LONGEST_QUERY", "OWN", "App", "build_app", "plain_error"]
