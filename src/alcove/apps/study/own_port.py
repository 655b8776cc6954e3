"""STUDY_PORT: the Supabase prefixes at an address of their own, with a built page at its root."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from alcove.apps.study.settings import StudySettings
from alcove.foundation.app import Listener, Site
from alcove.foundation.deps import Deps
from alcove.foundation.settings import Configuration, Secret, ServerSettings
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from alcove.foundation.web import Api, Frontend

OWN_PORT: Final = "study port"
"""The name of the listener."""

# The page of a program speaks to the host that was built into it, and loads fonts from elsewhere.
_POLICY: Final = (
    "default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline' https:; "
    "img-src 'self' data: blob: https:; font-src 'self' data: https:; connect-src 'self' http: https: ws: wss:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NO_PAGES: Final = (
    "/api",
    "/auth/v1",
    "/functions/v1",
    "/realtime/v1",
    "/rest/v1",
    "/storage/v1",
    "/health",
    "/metrics",
)
"""Addresses that are never those of a page."""

log = get_logger("alcove.study")


def list_listeners(configuration: Configuration) -> Sequence[Listener]:
    """Return the listener at STUDY_PORT, if it is set."""
    port = configuration.load(StudySettings).study_port
    if not port:
        return ()
    return (Listener(name=OWN_PORT, host=configuration.server.host, port=port, setting="STUDY_PORT"),)


def build_site(api: "Api", *, deps: Deps) -> Site:
    """Return what is served at STUDY_PORT; the server's own token is not asked for there."""
    server, settings = deps.server, deps.load(StudySettings)
    own = msgspec.structs.replace(
        server, port=settings.study_port or server.port, alcove_token=Secret(), serve_frontend_dir=None
    )
    frontend = _find_page(settings.study_dist) if settings.study_dist else None
    return Site(api=api, server=own, frontend=frontend, read_origins=lambda: deps.load(ServerSettings).cors_origins)


def _find_page(folder: Path) -> "Frontend | None":
    from alcove.foundation.web import Frontend, hash_inline_scripts  # noqa: PLC0415 - the worker does not need it

    index = folder / "index.html"
    if not index.is_file():
        log.warning("page_not_built", setting="STUDY_DIST")
        return None
    scripts = " ".join(("'self'", *hash_inline_scripts(index.read_text("utf-8"))))
    return Frontend(folder, ("/",), policy=_POLICY.format(scripts=scripts), excluded_prefixes=_NO_PAGES)
