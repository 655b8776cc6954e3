"""Events about security, and what is reported of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args
from uuid import UUID

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
SEVERE: Final = frozenset({"high", "critical"})
MAX_TEXT: Final = 500
UNUSUALLY_LONG: Final = 3.0
UNUSUALLY_SHORT: Final = 0.1
_REPORTED: Final = {
    "blocked_uri": ("blocked-uri", "blockedURL"),
    "violated_directive": ("violated-directive", "effective-directive", "effectiveDirective"),
    "source_file": ("source-file", "sourceFile"),
    "line_number": ("line-number", "lineNumber"),
}
"""The members of a report, as `report-uri` and as `report-to` name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEvent:
    """One event; `user_id` None is nobody in particular."""

    event_type: str
    severity: Severity
    details: Mapping[str, Any]
    user_id: UUID | None = None
    client: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The state of a limit after a call was counted; `reset_at` is a time in ISO 8601."""

    allowed: bool
    limit: int
    remaining: int
    reset_at: str
    retry_after: int


def shorten_report(report: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is stored of a browser's report: four members, and of texts the beginning."""
    details: dict[str, Any] = {}
    for name, sources in _REPORTED.items():
        value = next((report[source] for source in sources if source in report), None)
        if isinstance(value, str):
            details[name] = value[:MAX_TEXT]
        elif isinstance(value, int | float) and abs(value) < 2**31:
            details[name] = value
    return details


def is_unusual(duration: float, *, mean: float | None) -> bool:
    """Return whether a session is far longer or shorter than the mean of the user's; not without any."""
    return mean is not None and not UNUSUALLY_SHORT * mean <= duration <= UNUSUALLY_LONG * mean
