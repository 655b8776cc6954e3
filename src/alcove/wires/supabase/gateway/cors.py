"""Cross-origin requests of supabase-js, which uses no cookies."""

from collections.abc import Collection
from typing import Final

HeaderList = list[tuple[bytes, bytes]]

_METHODS: Final = b"GET, POST, PATCH, PUT, DELETE, HEAD, OPTIONS"
_ALLOWED: Final = (
    b"apikey, authorization, content-type, x-client-info, x-supabase-api-version, accept, accept-language,"
    b" content-language, accept-profile, content-profile, prefer, range, range-unit, x-upsert, x-signature,"
    b" x-timestamp, x-nonce, x-region, x-retry-count, traceparent, tracestate, baggage, x-request-id, cache-control,"
    b" content-encoding, if-none-match, if-modified-since, x-metadata, tus-resumable, upload-length, upload-metadata,"
    b" upload-offset, upload-defer-length, x-http-method-override,"
    b" x-supabase-auth"
)
_EXPOSED: Final = (
    b"Content-Range, Content-Location, Content-Profile, Location, Preference-Applied, Proxy-Status, Server-Timing,"
    b" Warning, X-Supabase-Api-Version, X-Sb-Error-Code, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset,"
    b" X-Answer-Id, X-Request-ID,"
    b" Retry-After, Accept-Ranges, Content-Disposition, ETag, Tus-Extension, Tus-Max-Size, Tus-Resumable,"
    b" Tus-Version, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset, X-Relay-Error,"
    b" Sb-Error-Code"
)
_MAX_AGE: Final = b"86400"
_VARY: Final = (b"vary", b"Origin")


class OriginPolicy:
    """Which origins may read responses: `*` for all, or a list; never with credentials."""

    def __init__(self, origins: Collection[str]) -> None:
        self._any = "*" in origins
        self._origins = frozenset(origin.lower().rstrip("/") for origin in origins)

    def response_headers(self, origin: str) -> HeaderList:
        """Return the headers of a response to a page of this origin ("" without one)."""
        allowed = self._allowed_origin(origin)
        if allowed is None:
            return [_VARY]
        return [_VARY, (b"access-control-allow-origin", allowed), (b"access-control-expose-headers", _EXPOSED)]

    def preflight_headers(self, origin: str) -> HeaderList:
        """Return the headers of a preflight response; an origin that is not allowed gets no permission."""
        allowed = self._allowed_origin(origin)
        if allowed is None:
            return [_VARY]
        return [
            _VARY,
            (b"access-control-allow-origin", allowed),
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", _ALLOWED),
            (b"access-control-max-age", _MAX_AGE),
        ]

    def _allowed_origin(self, origin: str) -> bytes | None:
        if self._any:
            return b"*"
        return origin.encode("latin-1") if origin and origin.lower() in self._origins else None
