"""Events for open pages: scrapes, trainings, picks and details as they happen."""

from alcove.apps.records.live_events.service import RecordsEvents

__all__ = ["RecordsEvents"]
