"""The errors of the books app, each with a status, a stable code and a message for users."""

from alcove.foundation.errors import AppError


class BooksError(AppError):
    """The base class of the app's errors."""


class InvalidRequest(BooksError):
    """The request is invalid."""

    status = 400
    code = "invalid_request"


class Unauthorized(BooksError):
    """The caller is not signed in."""

    status = 401
    code = "unauthorized"


class AdminRequired(BooksError):
    """Only an administrator may do this."""

    status = 403
    code = "admin_needed"


class CrossSite(BooksError):
    """The request came from a page of another site."""

    status = 403
    code = "cross_site"


class NotFound(BooksError):
    """The requested resource does not exist."""

    status = 404
    code = "not_found"


class TooManyTries(BooksError):
    """Sign-in failed too often."""

    status = 429
    code = "too_many_tries"


class SourcesUnavailable(BooksError):
    """Every source failed; the message starts with `Network restricted`, which pages look for."""

    status = 503
    code = "sources_down"


class SignInBroken(BooksError):
    """Sign-in is configured but does not work; all callers are refused."""

    status = 503
    code = "sign_in_broken"


class SignInBrokenPlainText(SignInBroken):
    """SignInBroken as plain text, which older scripts expect."""


class NotReady(BooksError):
    """The app cannot handle the request now."""

    status = 503
    code = "not_ready"
