"""The queue's endpoints: those of the older front ends, and those of the page."""

from alcove.apps.books.queue.routes import downloads, page
from alcove.apps.books.queue.routes.downloads import QueueDeps, parse_priority
from alcove.foundation.web import Api

__all__ = ["QueueDeps", "parse_priority", "register"]


def register(api: Api, deps: QueueDeps) -> None:
    """Add the endpoints."""
    downloads.register(api, deps)
    page.register(api, deps)
