"""Books: found in open catalogues, queued, fetched, delivered into a library's folder.

The names below are all that others may use; what they load is loaded when they are called.
"""

from pathlib import Path

from alcove.foundation.database import MigrationSource

__all__ = ["MIGRATIONS"]

MIGRATIONS = MigrationSource("books", Path(__file__).parent / "migrations")
