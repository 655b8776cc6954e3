"""The bodies of security-monitor."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from alcove.apps.study.security_monitor.model import Severity

Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100)]


class MonitorBody(msgspec.Struct, frozen=True):
    """A body: what it is about, and the rest."""

    type: Any = None
    data: Any = None


class SecurityEventData(msgspec.Struct, frozen=True):
    """An event; without a user it is about the caller."""

    event_type: Name
    user_id: str | None = None
    details: dict[str, Any] | None = None
    severity: Severity | None = None


class LimitData(msgspec.Struct, frozen=True):
    """An action that is limited."""

    action: Name
    user_id: str | None = None


class Patterns(msgspec.Struct, frozen=True):
    """How long a session was, in minutes."""

    session_duration: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.session_duration) or self.session_duration < 0:
            raise ValueError("session_duration must be a number of minutes")


class AnomalyData(msgspec.Struct, frozen=True):
    """A session to compare with earlier ones."""

    patterns: Patterns
    user_id: str | None = None


def read_report(value: object) -> Mapping[str, Any] | None:
    """Return the report in a body: of `report-uri`, or the first one of `report-to`; None without one."""
    if isinstance(value, list):
        value = value[0] if value else None
        value = value.get("body") if isinstance(value, dict) else None
    if isinstance(value, dict) and "csp-report" in value:
        value = value["csp-report"]
    return value if isinstance(value, dict) else None
