"""The endpoint of covers; the page draws a disc where there is none."""

import hashlib
from typing import Final

from starlette.responses import Response

from alcove.apps.records.covers.service import NoCover, RecordCovers
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import NotFound
from alcove.apps.records.schemas import NoParameters
from alcove.foundation.web import Access, Api, Call, ResponseSpec

_CONTENT_POLICY: Final = "default-src 'none'; sandbox"
_MAX_DIGITS: Final = 19


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoint of covers."""
    covers = RecordCovers(
        deps.pool,
        marketplace=deps.marketplace,
        folder=deps.data_dir / "records" / "covers",
        limit_mb=deps.settings.records_covers_cache_mb,
        clock=deps.clock,
    )

    @api.route(
        "GET", "/api/records/covers/{release_id}", response_model=bytes, errors=(NotFound,), media_type="image/*",
        headers={"ETag": "The hash of the image.", "X-Cache": "HIT or MISS."},
        responses=[ResponseSpec(204, "The release has no cover, or it cannot be fetched now."),
                   ResponseSpec(304, "The client has the current image.")], access=Access.USER,
        summary="The cover of a release, fetched from Discogs once",
    )  # fmt: skip
    async def cover(call: Call[NoParameters, None]) -> Response:
        try:
            image = await covers.get(_parse_id(call.path["release_id"]))
        except NoCover:
            # Most releases of small labels have none: that is no error, and browsers would show it as one.
            return Response(status_code=204, headers={"Cache-Control": "private, max-age=60"})
        tag = f'"{hashlib.sha256(image.content).hexdigest()[:32]}"'
        headers = {
            "Cache-Control": "private, max-age=604800",
            "Content-Security-Policy": _CONTENT_POLICY,
            "ETag": tag,
            "X-Cache": "HIT" if image.is_hit else "MISS",
            "X-Content-Type-Options": "nosniff",
        }
        if tag in call.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(image.content, media_type=image.media_type, headers=headers)


def _parse_id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise NotFound("There is no release with this id.")
    return int(text)
