"""The endpoints about the server."""

from alcove.apps.books.server.routes import config, debug, health
from alcove.apps.books.server.routes.health import ServerDeps

__all__ = ["ServerDeps", "config", "debug", "health"]
