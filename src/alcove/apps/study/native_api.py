"""The errors of the native API: `{code, message, details?, request_id}`, with few codes that do not change."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import AppError

_CODES: Final[Mapping[int, str]] = {
    400: "VALIDATION_ERROR",
    401: "AUTH_ERROR",
    403: "AUTHZ_ERROR",
    404: "NOT_FOUND",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMIT",
    500: "INTERNAL_ERROR",
}


class NativeErrorBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error response; `code` is stable, `message` is for people."""

    code: str
    message: str
    request_id: str
    details: str | None = None


class NotSignedIn(AppError):
    """There is no valid access token or session; the message says whether to refresh the token."""

    status = 401
    code = "AUTH_ERROR"


class NotAllowed(AppError):
    """The caller is known but may not do this."""

    status = 403
    code = "AUTHZ_ERROR"


class LimitReached(AppError):
    """There were too many requests; Retry-After says when the next one is allowed."""

    status = 429
    code = "RATE_LIMIT"


def render_native_error(error: AppError, request_id: str) -> Response:
    """Return an error in the shape of the native API; errors of the server get the code of their status."""
    body = NativeErrorBody(
        code=_CODES.get(error.status, error.code.upper()),
        message=error.message,
        details=error.details,
        request_id=request_id,
    )
    return Response(msgspec.json.encode(body), status_code=error.status, media_type="application/json")
