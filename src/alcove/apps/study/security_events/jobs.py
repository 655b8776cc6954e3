"""The jobs that send and escalate alerts, and forget old ones."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from alcove.apps.study.security_events.model import KEPT_FOR
from alcove.apps.study.security_events.service import SecurityAlerts
from alcove.apps.study.security_events.store import QUEUE, SEND_ALERT, find_alert
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.notify import DeliveryRejected
from alcove.foundation.settings import ServerSettings

ESCALATE: Final = "study.escalate_alerts"
LINK: Final = "/settings"
ATTEMPTS: Final = 12
FIRST_WAIT: Final = 5.0
_BATCH: Final = 1000


async def escalate(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Report alerts again that nobody has acknowledged in time, and remove old ones."""
    alerts = SecurityAlerts(deps.pool, clock=deps.clock, settings=lambda: deps.load(StudySettings))
    await alerts.escalate()
    before, removed = deps.clock.now() - KEPT_FOR, _BATCH
    while removed == _BATCH:
        run.checkpoint()
        removed = await alerts.forget(before=before, limit=_BATCH)


async def send_alert(_run: JobRun, args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Send an alert to the webhook of the installation; repeated until the receiver has it, or for a while."""
    from alcove.foundation.notify import WebhookBody, WebhookSender  # noqa: PLC0415 - where there is a webhook only

    settings, alert_id, is_escalated = deps.load(StudySettings), UUID(str(args["alert"])), bool(args["is_escalated"])
    found = await find_alert(deps.pool, alert_id)
    if found is None or not settings.study_alert_webhook:
        return
    alert, created_at = found
    body = WebhookBody(
        id=str(uuid5(alert_id, "escalated") if is_escalated else alert_id),
        kind="study.alert",
        app="study",
        title=alert.write_title(is_escalated=is_escalated),
        body=alert.describe(),
        link=LINK,
        created_at=created_at.isoformat(),
    )
    hosts = deps.load(ServerSettings).alcove_allow_private_hosts
    sender = WebhookSender(deps.network, clock=deps.clock, allow_private=hosts)
    try:
        await sender.post(
            body,
            address=settings.study_alert_webhook.reveal(),
            signing_key=settings.study_alert_webhook_secret.reveal(),
        )
    finally:
        await sender.close()


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the periodic task, every five minutes, and the one of the webhook."""
    return [
        Task(name=ESCALATE, run=partial(escalate, deps=deps), queue=QUEUE, cron="*/5 * * * *"),
        Task(
            name=SEND_ALERT,
            run=partial(send_alert, deps=deps),
            queue=QUEUE,
            attempts=ATTEMPTS,
            wait=FIRST_WAIT,
            fatal=(DeliveryRejected,),
        ),
    ]
