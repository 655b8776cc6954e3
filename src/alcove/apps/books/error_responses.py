"""The wire format of errors: `{"error": text}`, with `message` or `request_id` if there is one."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import PlainTextResponse, Response

from alcove.apps.books.errors import (
    AdminRequired,
    CrossSite,
    SignInBroken,
    SignInBrokenPlainText,
    TooManyTries,
    Unauthorized,
)
from alcove.foundation.errors import (
    AppError,
    CrossOriginForbidden,
    MethodNotAllowed,
    RoleRequired,
    RouteNotFound,
    SignInRequired,
    SignInUnavailable,
    TooManyAttempts,
)

CHALLENGES: Final = {
    "/opds": SignInRequired.challenge,
    "/request/opds": SignInRequired.challenge,
    "/request": 'Basic realm="Alcove books", charset="UTF-8"',
}
"""Paths at which browsers and e-readers prompt for name and password; the newer page has a form instead."""

_PLAIN: Final[Mapping[type[AppError], str]] = {
    RouteNotFound: "Resource not found",
    MethodNotAllowed: "Method Not Allowed",
}
"""The messages that clients of older programs expect."""


class BooksErrorBody(Struct, frozen=True, kw_only=True):
    """The body of an error response: a message for users; `request_id` finds the error in the log."""

    error: str
    message: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET


def render_error(error: AppError, request_id: str) -> Response:
    """Return the response of an error; details of internal errors are only logged."""
    if isinstance(error, SignInBrokenPlainText):
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


def translate_error(error: AppError, path: str) -> AppError:
    """Return the app's error for one of the server's errors."""
    if isinstance(error, SignInRequired):
        realm = next((realm for prefix, realm in CHALLENGES.items() if path.startswith(prefix)), None)
        return Unauthorized("Unauthorized", headers={"WWW-Authenticate": realm} if realm else None)
    if isinstance(error, SignInUnavailable):
        error_class = SignInBrokenPlainText if path.startswith("/request") else SignInBroken
        return error_class("Authentication is unavailable", headers=error.headers)
    if isinstance(error, RoleRequired):
        return AdminRequired("Administrator access is required")
    if isinstance(error, TooManyAttempts):
        return TooManyTries(error.message, headers=error.headers)
    if isinstance(error, CrossOriginForbidden):
        return CrossSite("A page of another site may not ask for this")
    return error
