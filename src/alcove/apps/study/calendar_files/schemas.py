"""The JSON of feeds and imports."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta


class FeedBody(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the account has a feed; its address is shown once, when it is made."""

    active: bool
    created_at: datetime | None = None
    read_at: datetime | None = None


class NewFeedBody(msgspec.Struct, frozen=True, kw_only=True):
    """A new feed; whoever knows the address can read the calendar."""

    url: str
    created_at: datetime


class FeedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The secret in the address of a feed."""

    token: Annotated[str, Meta(max_length=100)] = ""


class ImportFields(msgspec.Struct, frozen=True, kw_only=True):
    """The address of a calendar."""

    url: Annotated[str, Meta(max_length=2000, description="An http, https or webcal address.")]


class CalendarImportBody(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did; `skipped` counts components that are neither event nor task, and cancelled events."""

    added: int
    updated: int
    unchanged: int
    skipped: int
    problems: list[str]
