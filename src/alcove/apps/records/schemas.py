"""What several features answer with: a message, an error, whether the app is ready."""

from msgspec import UNSET, Struct, UnsetType


class NoParameters(Struct, frozen=True):
    """No parameters."""


class Message(Struct, frozen=True, kw_only=True):
    """What happened, for a person."""

    message: str


class RecordsErrorBody(Struct, frozen=True, kw_only=True):
    """An answer that is not a success: words for a person, a stable code; where there are any, details and fields."""

    error: str
    code: str
    details: str | UnsetType = UNSET
    fields: dict[str, str] | UnsetType = UNSET


class Readiness(Struct, frozen=True, kw_only=True):
    """What is ready; `scraper` says when there are no credentials for Discogs."""

    status: str
    database: str
    scraper: str
