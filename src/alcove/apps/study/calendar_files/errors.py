"""The errors of feeds and imports."""

from alcove.foundation.errors import RETRY_SOON, AppError


class FeedNotFound(AppError):
    """There is no feed with this token, or the account has none."""

    status = 404
    code = "NOT_FOUND"


class CalendarRefused(AppError):
    """A file is no calendar, or larger than the limits; nothing was imported."""

    status = 422
    code = "INVALID_CALENDAR"


class DownloadFailed(AppError):
    """The calendar at an address could not be downloaded; nothing was imported."""

    status = 502
    code = "DOWNLOAD_FAILED"


class ImportsBusy(AppError):
    """Other imports are running; Retry-After says when to try again."""

    status = 503
    code = "IMPORTS_BUSY"
    default_headers = RETRY_SOON
