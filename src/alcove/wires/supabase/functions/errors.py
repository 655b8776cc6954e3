"""Why a call of a function is refused, and the response that says so."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeAlias

import msgspec
from starlette.responses import Response

CODE_HEADER: Final = "sb-error-code"
"""Names the reason of an error that is not the function's own answer."""


class RefusalKind(Enum):
    """The reasons; the value is the code in the body and in the header."""

    NOT_FOUND = "NOT_FOUND"
    MISSING_TOKEN = "UNAUTHORIZED_NO_AUTH_HEADER"  # noqa: S105 - the code of an error
    INVALID_TOKEN = "UNAUTHORIZED_INVALID_JWT"  # noqa: S105
    USER_REQUIRED = "AUTH_ERROR"
    SERVICE_REQUIRED = "AUTHZ_ERROR"
    METHOD = "METHOD_NOT_ALLOWED"
    LIMIT = "RATE_LIMIT"
    BODY = "BAD_REQUEST"
    BODY_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    BODY_LATE = "REQUEST_TIMEOUT"
    FAILED = "EDGE_FUNCTION_ERROR"
    TIMEOUT = "IDLE_TIMEOUT"
    BUSY = "WORKER_LIMIT"
    UNAVAILABLE = "SERVICE_UNAVAILABLE"


_TOKEN_KINDS: Final = frozenset({RefusalKind.MISSING_TOKEN, RefusalKind.INVALID_TOKEN})
_RELAY_KINDS: Final = frozenset({RefusalKind.TIMEOUT, RefusalKind.BUSY})
"""The function has not answered at all, which clients tell from an error of the function by a header."""


class Refusal(Exception):
    """A call gets an error; the message is safe to show. `details` are further members of some bodies."""

    def __init__(
        self,
        kind: RefusalKind,
        message: str,
        *,
        status: int,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status
        self.headers: Mapping[str, str] = headers or {}
        self.details: Mapping[str, Any] = details or {}


RefusalBody: TypeAlias = Mapping[str, Any]


def build_body(refusal: Refusal) -> RefusalBody:
    """Return the body of an error as the gateway of Supabase has it."""
    if refusal.kind in _TOKEN_KINDS:
        return {"code": refusal.status, "message": refusal.message}
    if refusal.kind is RefusalKind.LIMIT:
        return {"error": "Too many requests", "message": refusal.message, **refusal.details}
    return {"code": refusal.kind.value, "message": refusal.message}


def render(refusal: Refusal, body: RefusalBody) -> Response:
    """Return the response with a body, and with the headers that tell clients what has happened."""
    headers = {CODE_HEADER: refusal.kind.value, **refusal.headers}
    if refusal.kind in _RELAY_KINDS:
        headers["x-relay-error"] = "true"
    return Response(
        msgspec.json.encode(body), status_code=refusal.status, headers=headers, media_type="application/json"
    )


def not_found() -> Refusal:
    """Return the refusal of a name that no function has."""
    return Refusal(RefusalKind.NOT_FOUND, "Requested function was not found", status=404)


def missing_token() -> Refusal:
    """Return the refusal of a call without a token."""
    return Refusal(RefusalKind.MISSING_TOKEN, "Missing authorization header", status=401)


def invalid_token() -> Refusal:
    """Return the refusal of a token that is not valid, or whose session has ended."""
    return Refusal(RefusalKind.INVALID_TOKEN, "Invalid JWT", status=401)
