"""Errors with a status and a stable code, and those that every app can meet; nothing here knows HTTP libraries."""

from collections.abc import Mapping
from typing import ClassVar


class AppError(Exception):
    """An answer that is not a success; the message is safe to show to the caller."""

    status: int = 500
    code: str = "internal"

    def __init__(self, message: str, *, details: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.headers: Mapping[str, str] = headers or {}


class Internal(AppError):
    """Something broke here; the log has it under the request id."""


class BadRequest(AppError):
    """What was sent cannot be understood."""

    status = 400
    code = "invalid_request"


class SignInNeeded(AppError):
    """Nobody is signed in."""

    status = 401
    code = "sign_in_needed"
    challenge: ClassVar[str] = 'Basic realm="Alcove", charset="UTF-8"'


class RoleNeeded(AppError):
    """The caller is signed in and may not do this here."""

    status = 403
    code = "role_needed"


class TooManyAttempts(AppError):
    """Too many sign-ins failed; Retry-After says when the next one counts."""

    status = 429
    code = "too_many_attempts"


class SignInUnavailable(AppError):
    """Sign-in is configured, and the accounts cannot be read."""

    status = 503
    code = "sign_in_unavailable"


class ForeignOrigin(AppError):
    """A web page of another origin tried to change something here."""

    status = 403
    code = "foreign_origin"


class RouteUnknown(AppError):
    """There is nothing at this address."""

    status = 404
    code = "not_found"


class MethodRefused(AppError):
    """The address exists, but not for this method."""

    status = 405
    code = "method_not_allowed"


class BodyLate(AppError):
    """The body did not arrive in time."""

    status = 408
    code = "body_late"


class BodyTooLarge(AppError):
    """The body is larger than the server takes."""

    status = 413
    code = "body_too_large"


class QueryTooLong(AppError):
    """The query string is longer than the server takes."""

    status = 414
    code = "query_too_long"


class HostUnknown(AppError):
    """The request was meant for a name that is not this server's."""

    status = 421
    code = "host_unknown"


class TooManyStreams(AppError):
    """As many event streams are open as one process holds; Retry-After says when to try again."""

    status = 503
    code = "too_many_streams"
