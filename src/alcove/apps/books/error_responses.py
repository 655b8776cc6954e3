"""How an error looks on the wire: `{"error": words}`, with `message` or `request_id` where there is one."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import PlainTextResponse, Response

from alcove.apps.books.errors import (
    AdminNeeded,
    CrossSite,
    SignInBroken,
    SignInBrokenPlain,
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
"""Where a browser or an e-reader is to ask for name and password itself; the newer page has a form for that."""

_PLAIN: Final[Mapping[type[AppError], str]] = {
    RouteNotFound: "Resource not found",
    MethodNotAllowed: "Method Not Allowed",
}
"""The words that callers know from programs of old."""


class BooksErrorBody(Struct, frozen=True, kw_only=True):
    """An answer that is not a success: words for a person; `request_id` finds it in the log."""

    error: str
    message: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET


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


def translate_error(error: AppError, path: str) -> AppError:
    """Return the app's own error for one of the server's."""
    if isinstance(error, SignInRequired):
        realm = next((realm for prefix, realm in CHALLENGES.items() if path.startswith(prefix)), None)
        return Unauthorized("Unauthorized", headers={"WWW-Authenticate": realm} if realm else None)
    if isinstance(error, SignInUnavailable):
        kind = SignInBrokenPlain if path.startswith("/request") else SignInBroken
        return kind("Authentication is unavailable", headers=error.headers)
    if isinstance(error, RoleRequired):
        return AdminNeeded("Administrator access is required")
    if isinstance(error, TooManyAttempts):
        return TooManyTries(error.message, headers=error.headers)
    if isinstance(error, CrossOriginForbidden):
        return CrossSite("A page of another site may not ask for this")
    return error
