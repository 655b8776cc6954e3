"""The endpoints for administrators while DEBUG is on: restart the server, download a debug archive."""

import io
import json
import platform
import zipfile
from typing import Any, Final

import msgspec
from starlette.responses import Response

from alcove import __version__
from alcove.apps.books.errors import AdminRequired, CrossSite, NotFound
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.server.routes.health import ServerDeps, check_health
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import Access, Api, Call

ERRORS: Final = (NotFound, AdminRequired, CrossSite)
_REDACTED: Final = ("url", "proxy", "username", "contact", "email")
"""Parts of the names of settings that may contain passwords or identify a person."""

log = get_logger("alcove.books.debug")


def register(api: Api, deps: ServerDeps) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/restart"),
        changes=True,
        response_model=dict[str, str],
        errors=ERRORS,
        access=Access.OWNER,
        summary="Restart this process once its requests are finished",
    )
    async def restart(call: Call[None, None]) -> dict[str, str]:
        await _require_debug(deps)
        log.warning("restart_requested")
        # The supervisor starts the process again; running requests are finished first.
        deps.stopping.set()
        return {"status": "restarting"}

    @api.route(
        "GET",
        *both_paths("/api/debug", "/debug"),
        response_model=bytes,
        errors=(NotFound, AdminRequired),
        media_type="application/zip",
        headers={"Content-Disposition": "The name of the file."},
        access=Access.OWNER,
        summary="A debug archive with the app's state, without secrets",
    )
    async def debug(call: Call[None, None]) -> Response:
        await _require_debug(deps)
        headers = {"Content-Disposition": 'attachment; filename="alcove-books-debug.zip"'}
        return Response(await _build_archive(deps), media_type="application/zip", headers=headers)


async def _require_debug(deps: ServerDeps) -> None:
    settings = await deps.preferences.current()
    if not settings.debug:
        raise NotFound("Resource not found")


async def _build_archive(deps: ServerDeps) -> bytes:
    settings = await deps.preferences.current()
    sources = [msgspec.to_builtins(source.info) for source in (await deps.sources.current()).list_enabled()]
    parts: dict[str, Any] = {
        "versions.json": {"alcove": __version__, "python": platform.python_version(), "system": platform.system()},
        "settings.json": redact_settings(settings),
        "sources.json": sources,
        "health.json": msgspec.to_builtins(await check_health(deps)),
        "status.json": msgspec.json.decode(await deps.snapshots.read()),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in parts.items():
            archive.writestr(name, json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True))
    return buffer.getvalue()


def redact_settings(settings: BooksSettings) -> dict[str, Any]:
    """Return the settings with secrets, addresses and names replaced by `set` or `not set`."""
    return {name: _redact(name, getattr(settings, name)) for name in settings.__struct_fields__}


def _redact(name: str, value: object) -> object:
    if isinstance(value, Secret) or any(part in name for part in _REDACTED):
        return "set" if value else "not set"
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return str(value)
