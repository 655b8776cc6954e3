"""The JSON of alerts."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.foundation.telemetry import SecurityKind


class AlertQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts."""

    state: Annotated[
        Literal["open", "all"], Meta(description="`open` for those that nobody has acknowledged, or `all`.")
    ] = "open"
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class SecurityAlertBody(msgspec.Struct, frozen=True, kw_only=True):
    """Many security events of one kind, of one account or address."""

    id: UUID
    kind: SecurityKind
    subject: Annotated[
        str, Meta(description="The id of an account, an address, or what else the events have in common.")
    ]
    severity: Literal["low", "medium", "high", "critical"]
    count: Annotated[int, Meta(description="The events in the period of the threshold, when they were most.")]
    first_seen: datetime
    last_seen: datetime
    created_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None
    escalated_at: datetime | None


class SecurityAlertList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of alerts, the newest first."""

    alerts: list[SecurityAlertBody]
    total: int
    limit: int
    offset: int
