"""Notifications of learners: rows of `public.notifications`, and the reminders that add some.

Migration 0033 says which rows are of which kind.
"""

from typing import Final

from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.notify import NotificationKind, ServerWebhook


def find_alert_webhook(deps: Deps) -> ServerWebhook | None:
    """Return the webhook to which alerts about the security of the installation are sent."""
    settings = deps.load(StudySettings)
    if not settings.study_alert_webhook:
        return None
    return ServerWebhook(address=settings.study_alert_webhook, signing_key=settings.study_alert_webhook_secret)


REMINDER: Final = NotificationKind(
    name="study.reminder",
    title="Reminders of tasks, goals, events, cards and study times",
    channels=("page", "mail", "webhook", "apprise"),
)
ALERT: Final = NotificationKind(
    name="study.alert",
    title="Warnings, such as those about the security of the account",
    channels=("page", "mail", "webhook", "apprise"),
    server_webhook=find_alert_webhook,
)
MESSAGE: Final = NotificationKind(name="study.message", title="Other notifications")
NOTIFICATIONS: Final = (REMINDER, ALERT, MESSAGE)
"""Mail of reminders is sent to those who have switched it on in their settings (`email_notifications`)."""

__all__ = ["ALERT", "NOTIFICATIONS"]
