"""Notifications of learners: rows of `public.notifications`, and the reminders that add some."""

from alcove.apps.study.notifications.kinds import NOTIFICATIONS

__all__ = ["NOTIFICATIONS"]
