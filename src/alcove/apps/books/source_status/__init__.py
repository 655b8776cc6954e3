"""The state of every source: what it answered last, until when it is held, and a test on request."""

from alcove.apps.books.source_status.service import SourceStatusService

__all__ = ["SourceStatusService"]
