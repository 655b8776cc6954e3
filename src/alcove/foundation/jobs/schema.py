"""The migrations of the queue's tables, which are Procrastinate's own SQL."""

from pathlib import Path

from alcove.foundation.database import MigrationSource

SCHEMA = MigrationSource(name="jobs", path=Path(__file__).parent / "migrations")
