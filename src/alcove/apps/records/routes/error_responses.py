"""How an error looks on the wire: `{"error": words, "code": code}`, with `details` where there are any."""

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import AppError


def render_error(error: AppError, request_id: str) -> Response:
    """Return the answer that tells of an error; an internal one names the request, to find its log by."""
    body = {"error": error.message, "code": error.code}
    details = error.details or (f"Request {request_id}" if error.status == 500 else "")
    if details:
        body["details"] = details
    return Response(
        msgspec.json.encode(body), status_code=error.status, headers=error.headers, media_type="application/json"
    )
