"""Answers that can be asked for again only if they changed, or in parts."""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


def tagged(request: Request, content: bytes, *, type_: str) -> Response:
    """Return a document with an ETag, or 304 when the caller has it."""
    etag = _etag(content)
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(content, media_type=type_, headers={"ETag": etag})


def partial(request: Request, content: bytes, *, type_: str) -> Response:
    """Return a file, or the part of it that was asked for, as long as it is still the same file."""
    etag = _etag(content)
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Last-Modified": "Fri, 02 Jan 2026 03:04:06 GMT"}
    asked = _RANGE.match(request.headers.get("range", ""))
    fresh = request.headers.get("if-range", etag) == etag
    if asked is None or not fresh:
        return Response(content, media_type=type_, headers=headers)
    start, end = int(asked.group(1)), int(asked.group(2) or len(content) - 1)
    if start >= len(content):
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    part = content[start : end + 1]
    told = f"bytes {start}-{start + len(part) - 1}/{len(content)}"
    return Response(part, status_code=206, media_type=type_, headers={**headers, "Content-Range": told})


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
