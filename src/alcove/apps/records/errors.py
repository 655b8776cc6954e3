"""The errors of the records app, each with an HTTP status and a stable code."""

from collections.abc import Mapping
from types import MappingProxyType

from alcove.foundation.errors import AppError


class RecordsError(AppError):
    """The base class of all errors; itself an internal error."""


class InvalidRequest(RecordsError):
    """The request cannot be understood."""

    status = 400
    code = "invalid_request"


class InvalidFilters(InvalidRequest):
    """Filters cannot be used; `fields` has a message for each of them."""

    code = "invalid_filters"
    fields: Mapping[str, str] = MappingProxyType({})

    def __init__(self, message: str, *, fields: Mapping[str, str] = fields) -> None:
        super().__init__(message)
        self.fields = fields


class InvalidSeller(RecordsError):
    """No seller can have this name."""

    status = 400
    code = "invalid_seller"


class NotFound(RecordsError):
    """The requested object is not stored."""

    status = 404
    code = "not_found"


class SellerUnknown(RecordsError):
    """Discogs has no such seller."""

    status = 404
    code = "seller_unknown"


class ReleaseUnknown(RecordsError):
    """Discogs has no such release."""

    status = 404
    code = "release_unknown"


class Conflict(RecordsError):
    """The request conflicts with the current state."""

    status = 409
    code = "conflict"


class NoCandidate(RecordsError):
    """No offer can be picked."""

    status = 409
    code = "no_candidate"


class ScrapeRunning(RecordsError):
    """This seller is being scraped already."""

    status = 409
    code = "scrape_running"


class ScrapeCancelled(RecordsError):
    """The scrape was cancelled while the caller waited."""

    status = 409
    code = "scrape_cancelled"


class SourceUnreadable(RecordsError):
    """The database to import from cannot be read."""

    status = 400
    code = "source_unusable"


class UpstreamFailed(RecordsError):
    """Discogs cannot be reached or does not answer as it should."""

    status = 502
    code = "upstream_failed"


class UpstreamMalformed(UpstreamFailed):
    """Discogs sent something else than the expected document."""


class UpstreamRateLimited(UpstreamFailed):
    """Discogs has rejected repeated requests because of its rate limit."""

    code = "upstream_rate_limited"


class PageLimitReached(UpstreamFailed):
    """Discogs shows no further pages of this inventory."""

    code = "page_wall"


class RatesFailed(UpstreamFailed):
    """Exchange rates cannot be fetched; `kind` is a short reason."""

    code = "rates_failed"

    def __init__(self, message: str, *, kind: str = "unreachable", details: str | None = None) -> None:
        super().__init__(message, details=details)
        self.kind = kind


class RatesMalformed(RatesFailed):
    """A source of exchange rates sent something else than a table of rates; it is asked again, as after a failure."""


class ServiceUnavailable(RecordsError):
    """The configured service is unavailable or returned an invalid response."""

    status = 503
    code = "service_unavailable"


class CredentialsMissing(RecordsError):
    """There are no credentials for Discogs."""

    status = 503
    code = "credentials_missing"


class CredentialsInvalid(RecordsError):
    """Discogs does not accept the credentials."""

    status = 503
    code = "credentials_invalid"


def build_error(code: str, message: str) -> RecordsError:
    """Return an error with this code; an internal error for an unknown code."""
    kinds = [kind for kind in globals().values() if isinstance(kind, type) and issubclass(kind, RecordsError)]
    return next((kind for kind in kinds if kind.code == code), RecordsError)(message)
