"""Headers that let listed web pages of other origins read the answers."""

from functools import lru_cache

from alcove.foundation.web.compression import HeaderList

_METHODS = b"GET, POST, PUT, PATCH, DELETE, OPTIONS"
_HEADERS = b"Content-Type, Authorization, X-Requested-With, X-CSRF-Token, X-CSRFToken, Origin, Accept, X-Request-ID"
_READABLE = b"X-Request-ID, Content-Disposition, Retry-After, ETag"


@lru_cache(maxsize=256)
def sharing(origin: str) -> HeaderList:
    """Return the headers of an answer to a page of a listed origin."""
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", _READABLE),
    ]


@lru_cache(maxsize=256)
def permission(asked: str) -> HeaderList:
    """Return what an answer to a preflight adds; further headers asked for are allowed too."""
    known = {name.strip().lower() for name in _HEADERS.decode().split(",")}
    extra = [name.strip() for name in asked.split(",") if name.strip().lower() not in known]
    sane = [name for name in extra if name and name.replace("-", "").isalnum() and name.isascii()][:20]
    return [
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", b", ".join((_HEADERS, *(name.encode() for name in sane)))),
        (b"access-control-max-age", b"86400"),
    ]
