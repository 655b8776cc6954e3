"""HTTP in, HTTP out, for the books app."""

from alcove.apps.books.errors import render_error
from alcove.apps.books.routes import health
from alcove.apps.books.routes.context import Context
from alcove.foundation.web import Api

__all__ = ["Context", "build_api"]


def build_api(context: Context) -> Api:
    """Return every endpoint of the app, at both of its places, and its errors."""
    api = Api(name="books", title="Books: found, queued, fetched and delivered", render_error=render_error)
    for room in (health,):
        room.register(api, context)
    return api
