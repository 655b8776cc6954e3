"""The errors of the native API: `{code, message, details?, fields?, request_id}`, with codes that do not change."""

from collections.abc import Mapping
from datetime import MAXYEAR, datetime
from typing import Any, Final, TypeVar

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import AppError

S = TypeVar("S", bound=msgspec.Struct)
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
    """An error response; `code` is stable, `message` is for people, `fields` says what is wrong with which field.

    `error` is the message once more, for programs that sign their requests.
    """

    code: str
    message: str
    request_id: str
    details: str | None = None
    fields: Mapping[str, str] | None = None
    error: str | None = None


class NotSignedIn(AppError):
    """There is no valid access token or session; the message says whether to refresh the token."""

    status = 401
    code = "AUTH_ERROR"


class InvalidSignature(NotSignedIn):
    """The signature of a request is wrong, too old, or was used before; which of these, only the log says."""

    def __init__(self) -> None:
        super().__init__("Invalid request signature")


class NotAllowed(AppError):
    """The caller is known but may not do this."""

    status = 403
    code = "AUTHZ_ERROR"


class LimitReached(AppError):
    """There were too many requests; Retry-After says when the next one is allowed."""

    status = 429
    code = "RATE_LIMIT"


class InvalidFields(AppError):
    """Fields of the body are wrong; `fields` has the reason of each."""

    status = 400
    code = "VALIDATION_ERROR"
    fields: Mapping[str, str] = {}

    def __init__(self, fields: Mapping[str, str]) -> None:
        details = "; ".join(f"{name}: {reason}" for name, reason in fields.items())
        super().__init__("The request body is not as expected.", details=details)
        self.fields = fields


def read_fields(body: Mapping[str, Any], kind: type[S]) -> S:
    """Return a JSON object as a struct; InvalidFields names every field that is wrong. Others are ignored."""
    values, wrong = {}, {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name not in body:
            if field.required:
                wrong[field.encode_name] = "is missing"
            continue
        try:
            values[field.name] = msgspec.convert(body[field.encode_name], field.type)
        except msgspec.ValidationError as error:
            wrong[field.encode_name] = str(error).replace("`", "'")
    if wrong:
        raise InvalidFields(wrong)
    return kind(**values)


def find_expiry_fault(expires_at: datetime | None, *, now: datetime) -> str | None:
    """Return what is wrong with the time at which something expires, None for a later time that can be stored."""
    if expires_at is None:
        return None
    if expires_at.tzinfo is None:
        return "has no time zone"
    if expires_at.year >= MAXYEAR:
        # In UTC it may be after the last time that there is.
        return f"is after {MAXYEAR - 1}"
    return None if expires_at > now else "is in the past"


def render_native_error(error: AppError, request_id: str) -> Response:
    """Return an error in the shape of the native API; errors of the server get the code of their status.

    An error's own code wins if it is one of the native API, which are in capital letters.
    """
    own_code = error.code if error.code.isupper() else None
    body = NativeErrorBody(
        code=own_code or _CODES.get(error.status, error.code.upper()),
        message=error.message,
        details=error.details,
        fields=error.fields if isinstance(error, InvalidFields) else None,
        request_id=request_id,
        error=error.message if isinstance(error, InvalidSignature) else None,
    )
    return Response(msgspec.json.encode(body), status_code=error.status, media_type="application/json")
