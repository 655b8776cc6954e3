"""HTTP in, HTTP out, for the books app."""

from dataclasses import replace

from alcove.apps.books.errors import render_error
from alcove.apps.books.routes import (
    catalogue,
    config,
    covers,
    debug,
    files,
    health,
    live,
    pages,
    queue,
    saved,
    search,
    signing_in,
    universal,
)
from alcove.apps.books.routes.context import Context, Gate, OpenGate
from alcove.apps.books.routes.opening import open_context
from alcove.apps.books.routes.pages import modern_page
from alcove.foundation.web import Api, Frontend

__all__ = ["Context", "Gate", "OpenGate", "build_alone", "build_api", "open_context"]


def build_api(context: Context) -> Api:
    """Return every endpoint of the app, at both of its places, and its errors."""
    api = Api(name="books", title="Books: found, queued, fetched and delivered", render_error=render_error)
    for room in (
        search,
        queue,
        files,
        covers,
        config,
        health,
        debug,
        universal,
        live,
        signing_in,
        catalogue,
        saved,
        pages,
    ):
        room.register(api, context)
    return api


def build_alone(context: Context) -> tuple[Api, Frontend | None]:
    """Return the endpoints for an address where there is nothing but books, and the newer page if that is at /."""
    return build_api(replace(context, alone=True)), modern_page(context.settings)
