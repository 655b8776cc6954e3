"""The rules of security events: how severe they are, and how many of them are an alert."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from alcove.apps.study.alert_settings import Threshold
from alcove.foundation.errors import AppError
from alcove.foundation.telemetry import SecurityKind

Severity = Literal["low", "medium", "high", "critical"]
ALERT_PAUSE: Final = timedelta(hours=1)
"""After an alert, events of the same kind and subject are counted in it for this long."""
ESCALATION: Final = timedelta(hours=1)
"""An alert that nobody has acknowledged after this is reported a second time, as an error."""
KEPT_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRule:
    """What a kind of event means: `number` of them of one subject `within` a period are an alert.

    A number of 0 is no alert at all. `is_stored` is False for those that another feature stores in the table
    public.security_events.
    """

    title: str
    severity: Severity
    number: int
    within: timedelta
    is_stored: bool = True


RULES: Final[Mapping[SecurityKind, SecurityRule]] = {
    SecurityKind.FAILED_SIGN_IN: SecurityRule(
        title="Failed sign-ins", severity="medium", number=10, within=timedelta(minutes=15)
    ),
    SecurityKind.FORGED_TOKEN: SecurityRule(
        title="Tokens with a wrong signature", severity="high", number=5, within=timedelta(minutes=10)
    ),
    SecurityKind.REFUSED_SIGNATURE: SecurityRule(
        title="Requests with a wrong signature", severity="high", number=5, within=timedelta(minutes=10)
    ),
    SecurityKind.REFUSED_PERMISSION: SecurityRule(
        title="Requests that were not allowed", severity="medium", number=20, within=timedelta(minutes=10)
    ),
    SecurityKind.RATE_LIMITED: SecurityRule(
        title="Requests above a limit", severity="low", number=100, within=timedelta(minutes=10)
    ),
    SecurityKind.VAULT_READ: SecurityRule(
        title="Keys read from the vault", severity="medium", number=600, within=timedelta(hours=1)
    ),
    SecurityKind.VAULT_UNREADABLE: SecurityRule(
        title="Keys in the vault that cannot be decrypted", severity="high", number=1, within=timedelta(minutes=10)
    ),
    SecurityKind.EXPORT: SecurityRule(
        title="Exports of an account", severity="medium", number=4, within=timedelta(hours=1)
    ),
    SecurityKind.SEVERE_REPORT: SecurityRule(
        title="Severe events that a page reported", severity="high", number=5, within=timedelta(hours=1),
        is_stored=False,
    ),
}  # fmt: skip


def change_rules(thresholds: Mapping[SecurityKind, Threshold]) -> Mapping[SecurityKind, SecurityRule]:
    """Return the rules with other thresholds."""
    return {
        kind: replace(rule, number=thresholds[kind].number, within=timedelta(minutes=thresholds[kind].minutes))
        if kind in thresholds
        else rule
        for kind, rule in RULES.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedEvents:
    """Events of one kind and subject in the minute that begins at `minute`, with what is known of the last one."""

    kind: SecurityKind
    subject: str
    minute: datetime
    number: int = 1
    account: str = ""
    address: str = ""
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A new alert, or one that is escalated."""

    id: UUID
    kind: SecurityKind
    subject: str
    severity: Severity
    number: int

    def write_title(self, *, is_escalated: bool) -> str:
        """Return the title of its notification."""
        return f"{'Not acknowledged: ' if is_escalated else ''}Security alert: {RULES[self.kind].title}"

    def describe(self) -> str:
        """Return the alert in one sentence."""
        return f"{RULES[self.kind].title}: {self.number} of {self.subject}."


class AlertNotFound(AppError):
    """There is no alert with this id."""

    status = 404
    code = "NOT_FOUND"
