"""The bodies of the endpoints of an account's data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from alcove.apps.study.account_data.model import Deletion
from alcove.foundation.web import openapi_schema

MAX_PASSWORD = 1000


class AccountExportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How to write the export: JSON has everything, the PDF has lists for reading.

    `parts` names lists of the PDF with commas, by default all.
    """

    format: Annotated[str, Meta(description="json or pdf.", extra=openapi_schema(enum=["json", "pdf"]))] = "json"
    parts: str = ""


class DeletionBody(msgspec.Struct, frozen=True):
    """The confirmation of a deletion; no password is needed in a session that began in the last ten minutes."""

    password: Annotated[str, Meta(max_length=MAX_PASSWORD)] = ""


class DeletionState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the account is going to be deleted; until `due_at` it can be used, and the deletion taken back."""

    scheduled: bool
    requested_at: datetime | None = None
    due_at: datetime | None = None


class ExportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file of the account; its content comes from the storage API, or from `alcove study export`.

    `size` and `sha256` are null when they are not known, as of a file of another system.
    """

    bucket: str
    name: str
    size: int | None
    mimetype: str | None
    sha256: str | None
    user_metadata: Mapping[str, Any] | None
    created_at: datetime | None
    updated_at: datetime | None
    last_accessed_at: datetime | None


class ExportBody(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that belongs to an account; `data` has the rows of each table."""

    format: int
    exported_at: datetime
    user: Mapping[str, Any]
    sessions: Sequence[Mapping[str, Any]]
    roles: Sequence[Mapping[str, Any]]
    api_tokens: Sequence[Mapping[str, Any]]
    audit_log: Sequence[Mapping[str, Any]]
    card_states: Sequence[Mapping[str, Any]]
    card_schedules: Sequence[Mapping[str, Any]]
    card_reviews: Sequence[Mapping[str, Any]]
    card_origins: Sequence[Mapping[str, Any]]
    card_media: Sequence[Mapping[str, Any]]
    card_imports: Sequence[Mapping[str, Any]]
    generations: Sequence[Mapping[str, Any]]
    calendar_feeds: Sequence[Mapping[str, Any]]
    study_days: Sequence[Mapping[str, Any]]
    session_timers: Sequence[Mapping[str, Any]]
    goal_progress: Sequence[Mapping[str, Any]]
    server_notifications: Sequence[Mapping[str, Any]]
    notification_destinations: Sequence[Mapping[str, Any]]
    notification_preferences: Sequence[Mapping[str, Any]]
    quiet_hours: Sequence[Mapping[str, Any]]
    rooms: Sequence[Mapping[str, Any]]
    room_messages: Sequence[Mapping[str, Any]]
    files: Sequence[ExportedFile]
    data: Mapping[str, Sequence[Mapping[str, Any]]]


def deletion_state(deletion: Deletion | None) -> DeletionState:
    """Return the body of a deletion, or of its absence."""
    if deletion is None:
        return DeletionState(scheduled=False)
    return DeletionState(scheduled=True, requested_at=deletion.requested_at, due_at=deletion.due_at)
