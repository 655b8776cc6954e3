"""Errors of the endpoints over all apps."""

from alcove.foundation.errors import AppError, BadRequest


class InvalidSearch(BadRequest):
    """The text is too short or too long to search for."""

    code = "invalid_search"


class InvalidPage(BadRequest):
    """The state, the app or the position of a page of jobs is unknown."""

    code = "invalid_page"


class InvalidPagePreferences(BadRequest):
    """A preference of the page has a value that is not possible."""

    code = "invalid_page_preferences"


class JobNotFound(AppError):
    """There is no job with this id, or the caller may not see it."""

    status = 404
    code = "job_not_found"


class JobNotChangeable(AppError):
    """The job cannot be cancelled, or not be started again, in its state."""

    status = 409
    code = "job_not_changeable"
