"""CORS headers for listed origins."""

from functools import lru_cache

from alcove.foundation.web.compression import HeaderList

_METHODS = b"GET, POST, PUT, PATCH, DELETE, OPTIONS"
_HEADERS = b"Content-Type, Authorization, X-Requested-With, X-CSRF-Token, X-CSRFToken, Origin, Accept, X-Request-ID"
_EXPOSED = b"X-Request-ID, Content-Disposition, Retry-After, ETag"


@lru_cache(maxsize=256)
def cors_headers(origin: str) -> HeaderList:
    """Return the CORS headers of a response to a listed origin."""
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", _EXPOSED),
    ]


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
