"""Record scouting: a seller's offers, scored, searchable and judged."""

from alcove.apps.records.app import APP

__all__ = ["APP"]
