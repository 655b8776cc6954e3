"""Endpoints of the server itself: health, metrics and the OpenAPI document."""

import asyncio
import base64
import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
from starlette.responses import HTMLResponse, Response

from alcove.foundation import telemetry
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.telemetry import ComponentHealth, GaugeReader, Probe
from alcove.foundation.web.access import Access, Authenticator
from alcove.foundation.web.api import Api, Call, ErrorBody, RenderError, ResponseSpec
from alcove.foundation.web.frontend import page_headers

SERVER_API = "alcove"


class PartState(msgspec.Struct, frozen=True):
    """The state of one part of the server."""

    name: str
    state: str
    detail: str


class Health(msgspec.Struct, frozen=True):
    """The server's state and that of its parts."""

    status: str
    parts: list[PartState]


class RunningApps(msgspec.Struct, frozen=True, omit_defaults=True):
    """The enabled apps, those among them in which the caller has no role, if any, and whether all data are made up."""

    apps: list[str]
    closed: list[str] = msgspec.field(default_factory=list)
    demo: bool = False


class Alive(msgspec.Struct, frozen=True):
    """The process is running."""

    status: str


def build_server_api(  # noqa: PLR0913 - the parts of a server
    apis: Sequence[Api],
    *,
    probes: Sequence[Probe],
    render_error: RenderError,
    pages: Collection[str] = (),
    reserved: Collection[str] = (),
    apps: Sequence[str] = (),
    is_demo: bool = False,
    ready: Access = Access.PUBLIC,
    authenticator: Authenticator | None = None,
    gauges: Sequence[GaugeReader] = (),
) -> Api:
    """Return the endpoints that every Alcove server has.

    For the OpenAPI document: `pages` are the addresses of the front end if it has been built, `reserved` those that it
    would have; `authenticator` has the security schemes. `apps` are the names of the enabled apps, whose data are made
    up if `is_demo`. `gauges` are read for every response of `/metrics`.
    """
    body = apis[0].error_body if apis else ErrorBody
    api = Api(name=SERVER_API, title="The server itself", render_error=render_error, error_body=body)
    _add_health(api, probes, access=ready)
    _add_metrics(api, gauges)
    _add_apps(api, apps, is_demo=is_demo)
    _add_openapi([*apis, api], server_api=api, pages=pages, reserved=reserved, authenticator=authenticator)
    return api


def _add_health(api: Api, probes: Sequence[Probe], *, access: Access) -> None:
    async def ready(call: Call[None, None]) -> Response:  # noqa: ARG001
        parts = await telemetry.run_probes(probes, unreachable=DATABASE_LOST)
        status = 503 if any(part.state == "down" for part in parts) else 200
        return Response(_health(parts), status_code=status, media_type="application/json")

    async def live(call: Call[None, None]) -> Alive:  # noqa: ARG001
        return Alive(status="alive")

    down = [ResponseSpec(503, "A part of the server is unavailable.", model=Health)]
    api.route(
        "GET", "/health/ready", response_model=Health, responses=down, access=access,
        summary="Whether every part works; 503 if one is down",
    )(ready)  # fmt: skip
    api.route("GET", "/health/live", response_model=Alive, access=Access.PUBLIC, summary="Whether the process answers")(
        live
    )
    # An app may declare this path, too; its endpoint is found first.
    api.route(
        "GET",
        "/health",
        response_model=Health,
        responses=down,
        access=Access.PUBLIC,
        summary="Whether every part works",
    )(ready)


def _health(parts: Sequence[ComponentHealth]) -> bytes:
    part_states = {part.state for part in parts}
    status = "down" if "down" in part_states else "degraded" if "degraded" in part_states else "healthy"
    states = [PartState(part.name, part.state, part.detail) for part in parts]
    return msgspec.json.encode(Health(status=status, parts=states))


def _add_metrics(api: Api, gauges: Sequence[GaugeReader]) -> None:
    @api.route(
        "GET",
        "/metrics",
        response_model=str,
        media_type="text/plain",
        access=Access.ACCOUNT,
        summary="Counters for Prometheus",
    )
    async def metrics(call: Call[None, None]) -> Response:  # noqa: ARG001
        body, media_type = await asyncio.to_thread(telemetry.render_metrics, await telemetry.read_gauges(gauges))
        return Response(body, headers={"Content-Type": media_type})


def _add_apps(api: Api, apps: Sequence[str], *, is_demo: bool) -> None:
    async def list_apps(call: Call[None, None]) -> RunningApps:
        principal = call.request.scope.get("alcove.principal")
        closed = [] if principal is None else [app for app in apps if principal.role_in(app) is None]
        return RunningApps(apps=list(apps), closed=closed, demo=is_demo)

    api.route(
        "GET", "/api/apps", response_model=RunningApps, access=Access.ACCOUNT,
        summary="The apps that are on, and those in which the caller has no role",
    )(list_apps)  # fmt: skip


def _add_openapi(
    apis: Sequence[Api],
    *,
    server_api: Api,
    pages: Collection[str],
    reserved: Collection[str],
    authenticator: Authenticator | None,
) -> None:
    encoded: list[bytes] = []

    @server_api.route(
        "GET",
        "/openapi.json",
        response_model=dict[str, object],
        access=Access.ACCOUNT,
        summary="This description, as OpenAPI 3.1",
    )
    async def description(call: Call[None, None]) -> bytes:  # noqa: ARG001
        if not encoded:
            from alcove.foundation.web.openapi import build_openapi  # noqa: PLC0415 - rarely needed

            schemes = authenticator.schemes if authenticator is not None and authenticator.is_required else {}
            encoded.append(msgspec.json.encode(build_openapi(apis, pages=pages, reserved=reserved, schemes=schemes)))
        return encoded[0]

    @server_api.route(
        "GET",
        "/docs",
        response_model=str,
        media_type="text/html",
        access=Access.ACCOUNT,
        summary="A page to read and try this",
    )
    async def docs(call: Call[None, None]) -> Response:  # noqa: ARG001
        page = await asyncio.to_thread(Path(__file__).with_name("explorer.html").read_text, "utf-8")
        return HTMLResponse(page, headers=page_headers(_explorer_policy(page)))


def _explorer_policy(page: str) -> str:
    """Return the CSP that allows exactly the inline script and style of the page."""
    hashes = {}
    for tag in ("script", "style"):
        text = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[tag] = f"'sha256-{digest}'"
    return (
        f"default-src 'none'; script-src {hashes['script']}; style-src {hashes['style']}; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
