"""The settings of the books app; the environment wins over what the settings page stored, that over the defaults."""

from pathlib import Path

from alcove.apps.books.settings.opening import ServingSettings

__all__ = ["BooksSettings"]

_USUAL_INGEST = Path("/cwa-book-ingest")


class BooksSettings(ServingSettings, frozen=True, kw_only=True):
    """How books are found, fetched, delivered and shown."""

    def staging(self, data_dir: Path) -> Path:
        """Return the folder of unfinished files."""
        return self.tmp_dir or data_dir / "books" / "tmp"

    def ingest(self, data_dir: Path) -> Path:
        """Return the folder of finished files."""
        usual = _USUAL_INGEST if _USUAL_INGEST.is_dir() else data_dir / "books" / "ingest"
        return self.destination or self.ingest_dir or usual
