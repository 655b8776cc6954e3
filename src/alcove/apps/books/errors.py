"""What can go wrong in the books app, each with a status, a stable code and words for a person."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.responses import PlainTextResponse, Response

from alcove.foundation.errors import AppError, MethodRefused, RouteUnknown


class BooksError(AppError):
    """Anything that goes wrong in the books app; on its own an internal failure."""


class InvalidRequest(BooksError):
    """The request cannot be understood."""

    status = 400
    code = "invalid_request"


class Unauthorized(BooksError):
    """Nobody is signed in."""

    status = 401
    code = "unauthorized"


class AdminNeeded(BooksError):
    """Only an administrator may do this."""

    status = 403
    code = "admin_needed"


class CrossSite(BooksError):
    """A page of another site asked for this."""

    status = 403
    code = "cross_site"


class NotFound(BooksError):
    """What was asked for is not here."""

    status = 404
    code = "not_found"


class TooManyTries(BooksError):
    """Sign-in failed too often."""

    status = 429
    code = "too_many_tries"


class SourcesDown(BooksError):
    """No source can answer; the text begins with `Network restricted`, by which a page tells it apart."""

    status = 503
    code = "sources_down"


class SignInBroken(BooksError):
    """Sign-in is configured and does not work; nobody is let in."""

    status = 503
    code = "sign_in_broken"


class SignInBrokenPlain(SignInBroken):
    """The same, said as scripts of old expect it: as plain text."""


class NotReady(BooksError):
    """The app cannot do its work now."""

    status = 503
    code = "not_ready"


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
