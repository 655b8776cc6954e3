"""CORS headers for listed origins."""

from collections.abc import Iterable
from functools import lru_cache

from alcove.foundation.web.compression import HeaderList

_METHODS = b"GET, POST, PUT, PATCH, DELETE, OPTIONS"
_HEADERS = b"Content-Type, Authorization, X-Requested-With, X-CSRF-Token, X-CSRFToken, Origin, Accept, X-Request-ID"
_EXPOSE = b"access-control-expose-headers"
_HIDDEN = frozenset({b"x-accel-buffering", b"x-request-id"})
_EXPOSED = b"X-Request-ID, Content-Disposition, Retry-After, ETag"


@lru_cache(maxsize=256)
def cors_headers(origin: str) -> HeaderList:
    """Return the CORS headers of a response to a listed origin."""
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (_EXPOSE, _EXPOSED),
    ]


def expose_own(cross_origin: HeaderList, own: Iterable[tuple[bytes, bytes]]) -> HeaderList:
    """Return CORS headers that also expose the headers beginning with `x-` that an endpoint has set itself."""
    names = [name for name, _ in own if name.startswith(b"x-") and name not in _HIDDEN]
    if not cross_origin or not names:
        return cross_origin
    return [(name, b", ".join((value, *names))) if name == _EXPOSE else (name, value) for name, value in cross_origin]


@lru_cache(maxsize=256)
def preflight_headers(requested: str) -> HeaderList:
    """Return the further headers of a preflight response; additional requested headers are allowed, too."""
    allowed = {name.strip().lower() for name in _HEADERS.decode().split(",")}
    additional = [name.strip() for name in requested.split(",") if name.strip().lower() not in allowed]
    valid = [name for name in additional if name and name.replace("-", "").isalnum() and name.isascii()][:20]
    return [
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", b", ".join((_HEADERS, *(name.encode() for name in valid)))),
        (b"access-control-max-age", b"86400"),
    ]
