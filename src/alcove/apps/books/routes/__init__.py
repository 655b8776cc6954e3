"""HTTP in, HTTP out, for the books app."""

from alcove.apps.books.routes import (
    catalogue,
    config,
    covers,
    debug,
    files,
    health,
    pages,
    queue,
    saved,
    search,
    signing_in,
    socket,
    universal,
)
from alcove.apps.books.routes.context import Context, open_context
from alcove.apps.books.routes.error_responses import render_error, translate_error
from alcove.apps.books.routes.pages import modern_page
from alcove.apps.books.schemas.server import BooksErrorBody
from alcove.foundation.web import Api

__all__ = ["Context", "build_api", "modern_page", "open_context"]


def build_api(context: Context) -> Api:
    """Return every endpoint of the app, at both of its places, and its errors."""
    api = Api(
        name="books",
        title="Books: found, queued, fetched and delivered",
        render_error=render_error,
        error_body=BooksErrorBody,
        sign_in=signing_in.SIGN_IN,
        translate_error=translate_error,
    )
    for room in (
        search,
        queue,
        files,
        covers,
        config,
        health,
        debug,
        universal,
        socket,
        signing_in,
        catalogue,
        saved,
        pages,
    ):
        room.register(api, context)
    return api
