"""Live events for pages: scrapes, trainings, picks, verdicts and release details."""

from alcove.apps.records.live_events.service import RecordsEvents

__all__ = ["RecordsEvents"]
