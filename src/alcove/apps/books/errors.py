"""What can go wrong in the books app, each with a status, a stable code and words for a person."""

from alcove.foundation.errors import AppError


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
