"""The live connection, where the newer page looks for it."""

from alcove.apps.books.routes.context import Context
from alcove.apps.books.routes.paths import both
from alcove.foundation.web import Access, Api


def register(api: Api, context: Context) -> None:
    """Add it."""
    api.mount(*both("/socket.io"), app=context.gateway, access=Access.USER)
