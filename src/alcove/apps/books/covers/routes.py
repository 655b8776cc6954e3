"""The endpoint of cover images; an address in the request is never fetched."""

import base64
import binascii
import hashlib

from msgspec import Struct
from starlette.responses import Response

from alcove.apps.books.covers.service import CoverCache
from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.requests import run_until_disconnect
from alcove.foundation.web import Access, Api, Call, ResponseSpec

_CONTENT_POLICY = "default-src 'none'; sandbox"


class CoverQuery(Struct, frozen=True, kw_only=True):
    """Parameters that older pages send; the server looks the address up itself."""

    url: str | None = None
    v: str = ""


def register(api: Api, *, covers: CoverCache) -> None:
    """Add the endpoint."""

    @api.route(
        "GET",
        *both_paths("/api/covers/{cover_id}"),
        query=CoverQuery,
        response_model=bytes,
        errors=(InvalidRequest, NotFound),
        media_type="image/*",
        headers={"ETag": "The hash of the image.", "X-Cache": "HIT or MISS."},
        responses=[ResponseSpec(304, "The client has the current image.")],
        access=Access.USER,
        summary="A book's cover image",
    )
    async def cover(call: Call[CoverQuery, None]) -> Response:
        if call.query.url is not None:
            _check_url(call.query.url)
        image = await run_until_disconnect(call, covers.get(call.path["cover_id"]))
        tag = f'"{hashlib.sha256(image.content).hexdigest()[:32]}"'
        headers = {
            "Cache-Control": "public, max-age=86400",
            "Content-Security-Policy": _CONTENT_POLICY,
            "ETag": tag,
            "X-Cache": "HIT" if image.is_hit else "MISS",
        }
        if tag in call.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(image.content, media_type=image.media_type, headers=headers)


def _check_url(url: str) -> None:
    try:
        base64.b64decode(url.encode() + b"=" * (-len(url) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest("Invalid cover URL encoding") from error
