"""Notifications of learners: rows of `public.notifications`, and the reminders that add some.

Migration 0033 says which rows are of which kind.
"""

from typing import Final

from alcove.foundation.notify import NotificationKind

REMINDER: Final = NotificationKind(
    name="study.reminder",
    title="Reminders of tasks, goals, events, cards and study times",
    channels=("page", "mail", "webhook", "apprise"),
)
ALERT: Final = NotificationKind(
    name="study.alert",
    title="Warnings, such as those about the security of the account",
    channels=("page", "mail", "webhook", "apprise"),
)
MESSAGE: Final = NotificationKind(name="study.message", title="Other notifications")
NOTIFICATIONS: Final = (REMINDER, ALERT, MESSAGE)
"""Mail of reminders is sent to those who have switched it on in their settings (`email_notifications`)."""

__all__ = ["NOTIFICATIONS"]
