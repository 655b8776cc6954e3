"""How an error looks on the wire: `{"error": words}`, with `message` or `request_id` where there is one."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.responses import PlainTextResponse, Response

from alcove.apps.books.errors import SignInBrokenPlain
from alcove.foundation.errors import AppError, MethodRefused, RouteUnknown

_PLAIN: Final[Mapping[type[AppError], str]] = {
    RouteUnknown: "Resource not found",
    MethodRefused: "Method Not Allowed",
}
"""The words that callers know from programs of old."""


def render_error(error: AppError, request_id: str) -> Response:
    """Return the answer that tells of an error; what went wrong inside is in the log only."""
    if isinstance(error, SignInBrokenPlain):
        return PlainTextResponse(error.message, status_code=error.status, headers=error.headers)
    internal = error.status == 500
    body = {"error": "Internal server error" if internal else _PLAIN.get(type(error), error.message)}
    if error.details and not internal:
        body["message"] = error.details
    if internal:
        body["request_id"] = request_id
    return Response(
        msgspec.json.encode(body), status_code=error.status, headers=error.headers, media_type="application/json"
    )
