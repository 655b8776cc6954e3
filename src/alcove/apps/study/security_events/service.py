"""Record security events, and report and acknowledge the alerts that follow from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from alcove.apps.study.alert_settings import AlertSettings, read_thresholds
from alcove.apps.study.notifications import ALERT
from alcove.apps.study.report_queue import ReportQueue
from alcove.apps.study.security_events import store
from alcove.apps.study.security_events.model import ESCALATION, Alert, AlertNotFound, CountedEvents, change_rules
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.identity import address_network
from alcove.foundation.notify import Notification
from alcove.foundation.telemetry import SecurityKind, SecurityReport, get_logger, observe_reports

LINK: Final = "/settings"

log = get_logger("alcove.study")


class SecurityRecorder:
    """Counts the security events of this process by kind, subject and minute, and stores them in the background."""

    def __init__(self, pool: Pool, *, clock: Clock, settings: Callable[[], AlertSettings]) -> None:
        self._pool = pool
        self._clock = clock
        self._settings = settings
        self.queue: ReportQueue[CountedEvents] = ReportQueue(self.store, merge=_add, name="security-events")

    def add(self, report: SecurityReport) -> None:
        """Take an event, without waiting."""
        subject = report.subject or report.account or address_network(report.address) or "unknown"
        events = CountedEvents(
            kind=report.kind,
            subject=subject[:200],
            minute=self._clock.now().replace(second=0, microsecond=0),
            account=report.account,
            address=report.address,
            details=report.details,
        )
        self.queue.add((events.kind, events.subject, events.minute), events)

    async def store(self, events: Sequence[CountedEvents]) -> None:
        """Store events, and report the alerts that follow from them, in one transaction; DATABASE_LOST."""
        now, settings = self._clock.now(), self._settings()
        rules = change_rules(read_thresholds(settings.study_alert_thresholds))
        subjects: list[tuple[SecurityKind, str]] = sorted({(event.kind, event.subject) for event in events})
        async with transaction(self._pool) as connection:
            await store.count_events(connection, events)
            alerts = await store.add_alerts(connection, subjects, rules=rules, now=now)
            await _report(connection, alerts, settings=settings, now=now)
        for alert in alerts:
            _log(alert, event="security_alert")


class SecurityAlerts:
    """The alerts, for those who own the app."""

    def __init__(self, pool: Pool, *, clock: Clock, settings: Callable[[], AlertSettings]) -> None:
        self._pool = pool
        self._clock = clock
        self._settings = settings

    async def list(self, *, is_open: bool, limit: int, offset: int = 0) -> bytes:
        """Return a page of all alerts, or of those that nobody has acknowledged, as JSON."""
        return await store.list_alerts(self._pool, is_open=is_open, limit=limit, offset=offset)

    async def acknowledge(self, alert_id: UUID, *, by: UUID | None) -> Mapping[str, Any]:
        """Acknowledge an alert and return it; what somebody has acknowledged stays as it is. AlertNotFound."""
        found = await store.acknowledge(self._pool, alert_id, by=by, now=self._clock.now())
        if found is None:
            raise AlertNotFound("There is no alert with this id.")
        return found

    async def escalate(self) -> int:
        """Report the alerts again that nobody has acknowledged in time; return how many."""
        now = self._clock.now()
        async with transaction(self._pool) as connection:
            alerts = await store.escalate(connection, now=now, after=ESCALATION)
            await _report(connection, alerts, settings=self._settings(), now=now, is_escalated=True)
        for alert in alerts:
            _log(alert, event="security_alert_escalated")
        return len(alerts)

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Remove old counts and alerts; return how many."""
        return await store.forget(self._pool, before=before, limit=limit)


def open_recorder(deps: Deps) -> None:
    """Record the security events of this process until it has stopped."""
    recorder = SecurityRecorder(deps.pool, clock=deps.clock, settings=lambda: deps.load(StudySettings))
    if recorder.queue.start(deps):
        deps.exit_stack.callback(observe_reports(security=recorder.add))


async def _report(
    connection: Connection,
    alerts: Sequence[Alert],
    *,
    settings: AlertSettings,
    now: datetime,
    is_escalated: bool = False,
) -> None:
    """Notify the owners of the app, and queue the webhook of the installation where there is one."""
    for alert in alerts:
        kind = "error" if is_escalated else "warning"
        await store.notify_owners(connection, alert, title=alert.write_title(is_escalated=is_escalated), kind=kind)
        if settings.study_alert_webhook:
            await _queue_webhook(connection, alert, now=now, is_escalated=is_escalated)


async def _queue_webhook(connection: Connection, alert: Alert, *, now: datetime, is_escalated: bool) -> None:
    from alcove.foundation.notify import add_server_webhook  # noqa: PLC0415 - where there is a webhook only

    notification = Notification(
        kind=ALERT,
        key=f"alert {alert.id}",
        title=alert.write_title(is_escalated=is_escalated),
        body=alert.describe(),
        link=LINK,
    )
    notification_id = uuid5(alert.id, "escalated") if is_escalated else alert.id
    await add_server_webhook(connection, notification, notification_id=notification_id, now=now)


def _add(earlier: CountedEvents, later: CountedEvents) -> CountedEvents:
    return replace(later, number=earlier.number + later.number)


def _log(alert: Alert, *, event: str) -> None:
    log.error(event, alert=str(alert.id), kind=alert.kind, subject=alert.subject, count=alert.number)
