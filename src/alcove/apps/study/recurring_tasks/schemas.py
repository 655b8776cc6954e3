"""The JSON of recurring tasks."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta


class RecurrenceFields(msgspec.Struct, frozen=True, kw_only=True):
    """How a task recurs."""

    rule: Annotated[str, Meta(max_length=500, description="RRULE of RFC 5545, or a word such as weekly.")]
    time_zone: Annotated[str, Meta(max_length=64, description="By default that of the profile.")] | None = None


class RecurrenceBody(msgspec.Struct, frozen=True, kw_only=True):
    """How a task recurs; `next_due` is when the next one will be due, if this one were completed now."""

    task_id: UUID
    rule: str
    time_zone: str
    start_date: date | None
    continued_at: datetime | None
    next_due: datetime | None
