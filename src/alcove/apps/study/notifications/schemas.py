"""The JSON of notifications."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.native_rows import LongText, Title

Url = Annotated[str, Meta(max_length=1000)]


class NotificationType(StrEnum):
    """What a notification is about."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"
    REMINDER = "reminder"


class NotificationFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller writes; `action_url` is where a page leads, and an expired notification is not shown."""

    title: Title
    message: LongText
    type: NotificationType = NotificationType.INFO
    read: bool = False
    action_url: Url | None = None
    metadata: Mapping[str, Any] = msgspec.field(default_factory=dict)
    expires_at: datetime | None = None


class NotificationBody(msgspec.Struct, frozen=True, kw_only=True):
    """A notification."""

    id: UUID
    user_id: UUID
    title: str
    message: str
    type: NotificationType | None
    read: bool | None
    action_url: str | None
    metadata: Mapping[str, Any] | None
    expires_at: datetime | None
    created_at: datetime


class UnreadBody(msgspec.Struct, frozen=True):
    """The number of notifications that are neither read nor expired."""

    unread: int


class ReadBody(msgspec.Struct, frozen=True):
    """The number of notifications that were unread before."""

    read: int
