"""Errors with an HTTP status and a stable code, for all apps; independent of any web library."""

from collections.abc import Mapping
from typing import ClassVar, Final

RETRY_SOON: Final = {"Retry-After": "5"}
RETRY_LATER: Final = {"Retry-After": "30"}


class AppError(Exception):
    """An error response; the message is safe to show to the caller."""

    status: int = 500
    code: str = "internal"
    default_headers: ClassVar[Mapping[str, str]] = {}
    """The headers of an error that is raised without any."""

    def __init__(self, message: str, *, details: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.headers: Mapping[str, str] = headers or self.default_headers


class InternalError(AppError):
    """An unexpected error; the log has it with the request id."""


class BadRequest(AppError):
    """The request is malformed."""

    status = 400
    code = "invalid_request"


class SignInRequired(AppError):
    """The caller is not signed in."""

    status = 401
    code = "sign_in_needed"
    challenge: ClassVar[str] = 'Basic realm="Alcove", charset="UTF-8"'


class RoleRequired(AppError):
    """The caller is signed in but lacks the required role."""

    status = 403
    code = "role_needed"


class TooManyAttempts(AppError):
    """Too many failed sign-ins; Retry-After says when the next attempt is allowed."""

    status = 429
    code = "too_many_attempts"


class SignInUnavailable(AppError):
    """The accounts cannot be read, so nobody can sign in."""

    status = 503
    code = "sign_in_unavailable"


class CrossOriginForbidden(AppError):
    """A web page of another origin sent a request that changes something."""

    status = 403
    code = "foreign_origin"


class RouteNotFound(AppError):
    """There is no route for this path."""

    status = 404
    code = "not_found"


class MethodNotAllowed(AppError):
    """The path exists, but not for this method."""

    status = 405
    code = "method_not_allowed"


class BodyTimeout(AppError):
    """The request body did not arrive in time."""

    status = 408
    code = "body_late"


class BodyTooLarge(AppError):
    """The request body is larger than the limit."""

    status = 413
    code = "body_too_large"


class QueryTooLong(AppError):
    """The query string is longer than the limit."""

    status = 414
    code = "query_too_long"


class UnknownHost(AppError):
    """The Host header has a name that is not this server's."""

    status = 421
    code = "host_unknown"


class DiskFull(AppError):
    """The server's disk is full, so nothing was stored; Retry-After says when to try again."""

    status = 507
    code = "disk_full"
    default_headers = RETRY_LATER


class DatabaseUnavailable(AppError):
    """The database does not respond or is starting; Retry-After says when to try again."""

    status = 503
    code = "database_unavailable"
    default_headers = RETRY_SOON


class QueryTooSlow(AppError):
    """The request took too long, or had to wait too long for other long ones; Retry-After says when to try again."""

    status = 503
    code = "query_too_slow"
    default_headers = RETRY_SOON


class ShuttingDown(AppError):
    """The server stops before it could respond; Retry-After says when to try again."""

    status = 503
    code = "shutting_down"
    default_headers = RETRY_SOON


class TooManyStreams(AppError):
    """The process has reached its limit of open event streams; Retry-After says when to try again."""

    status = 503
    code = "too_many_streams"
