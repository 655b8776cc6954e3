"""The study app: accounts, tasks, sessions and a calendar, spoken over Supabase's wire protocol."""

from alcove.apps.study.app import APP

__all__ = ["APP"]
