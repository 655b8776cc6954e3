"""Upkeep of the tables: what no request or trigger does."""

from alcove.apps.study.upkeep.store import (
    end_streaks,
    forget_audit_entries,
    forget_rate_limits,
    forget_request_counts,
    forget_security_events,
    remove_empty_chats,
)

__all__ = [
    "end_streaks",
    "forget_audit_entries",
    "forget_rate_limits",
    "forget_request_counts",
    "forget_security_events",
    "remove_empty_chats",
]
