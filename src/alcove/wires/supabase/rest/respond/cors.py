"""Cross-origin requests, as PostgREST allows them."""

from collections.abc import Mapping, Sequence
from typing import Final

from alcove.wires.supabase.rest.respond.model import Headers

_METHODS: Final = ("GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "HEAD")
_ALWAYS_ALLOWED: Final = ("Accept", "Accept-Language", "Content-Language")
_EXPOSED: Final = (
    "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding,"
    " Range-Unit"
)
_MAX_AGE: Final = "86400"
_MAX_REQUESTED: Final = 50


def is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request is a CORS preflight."""
    return method == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def origin_headers(origin: str | None, allowed: Sequence[str] | None) -> Headers:
    """Return the headers that let pages of an origin read a response; `allowed` None allows every origin."""
    if origin is None:
        return []
    if not allowed:
        return [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", _EXPOSED)]
    if origin not in allowed:
        return []
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", _EXPOSED),
    ]


def preflight_headers(headers: Mapping[str, str], allowed: Sequence[str] | None) -> Headers | None:
    """Return the headers of a preflight response; None for an origin or a method that is not allowed."""
    origin_fields = [pair for pair in origin_headers(headers.get("origin"), allowed) if "Expose" not in pair[0]]
    if not origin_fields or headers.get("access-control-request-method", "") not in _METHODS:
        return None
    requested_names = [name.strip() for name in headers.get("access-control-request-headers", "").split(",")]
    names = ["Authorization", *(name for name in requested_names[:_MAX_REQUESTED] if name), *_ALWAYS_ALLOWED]
    return [
        *origin_fields,
        ("Access-Control-Allow-Methods", ", ".join(_METHODS)),
        ("Access-Control-Allow-Headers", ", ".join(dict.fromkeys(names))),
        ("Access-Control-Max-Age", _MAX_AGE),
    ]
