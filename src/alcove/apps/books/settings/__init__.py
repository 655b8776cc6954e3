"""The settings of the books app: the environment overrides stored preferences, which override the defaults."""

from pathlib import Path

from alcove.apps.books.settings.serving import ServingSettings

__all__ = ["INGEST_FOLDER", "BooksSettings"]

_CALIBRE_WEB_INGEST = Path("/cwa-book-ingest")
INGEST_FOLDER = Path("books") / "ingest"
"""Where finished files are by default, below the data directory."""


class BooksSettings(ServingSettings, frozen=True, kw_only=True):
    """All settings of the app."""

    def staging(self, data_dir: Path) -> Path:
        """Return the folder for unfinished files."""
        return self.tmp_dir or data_dir / "books" / "tmp"

    def ingest(self, data_dir: Path) -> Path:
        """Return the folder for finished files."""
        default = _CALIBRE_WEB_INGEST if _CALIBRE_WEB_INGEST.is_dir() else data_dir / INGEST_FOLDER
        return self.destination or self.ingest_dir or default
