"""Where the endpoints are: every one at two places, of which the older one is for a page of old."""

from collections.abc import Callable
from typing import Any

from alcove.apps.books.model.cleaning import harmless
from alcove.apps.books.service.queueing import LEGACY_PREFIX, PREFIX, Prefix
from alcove.foundation.web import Call


def both(*paths: str) -> tuple[str, ...]:
    """Return the paths, and the same ones under the prefix that the classic page uses."""
    return (*paths, *(f"/request{path}" for path in paths))


def prefix_of(call: Call[Any, Any]) -> Prefix:
    """Return the place at which a call came in."""
    path: str = call.request.scope["path"]
    return LEGACY_PREFIX if path.startswith("/request/") else PREFIX


def wording(prefix: Prefix) -> Callable[[str], str]:
    """Return what texts go through at a place: the classic page writes them into its HTML as they are."""
    return harmless if prefix == LEGACY_PREFIX else str
