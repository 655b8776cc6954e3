"""The folder of finished files: its state, and a write test."""

from alcove.apps.books.ingest.service import IngestService

__all__ = ["IngestService"]
