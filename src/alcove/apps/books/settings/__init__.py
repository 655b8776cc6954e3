"""The settings of the books app; the environment wins over what the settings page stored, that over the defaults."""

from pathlib import Path
from typing import Literal

from alcove.apps.books.settings.opening import OpeningSettings
from alcove.foundation.settings import SettingError, is_loopback

__all__ = ["BooksSettings"]

_USUAL_INGEST = Path("/cwa-book-ingest")


class BooksSettings(OpeningSettings, frozen=True, kw_only=True):
    """How books are found, fetched, delivered and shown."""

    def __post_init__(self) -> None:
        if not is_loopback(self.flask_host) and self.auth_mode is None and self.sign_in == "none":
            raise SettingError(
                f"FLASK_HOST is {self.flask_host!r}, which other machines can reach, and nobody has to sign in: "
                "set CWA_DB_PATH or AUTH_MODE, where AUTH_MODE=none lets everybody in"
            )

    @property
    def sign_in(self) -> Literal["none", "builtin", "cwa"]:
        """Return the way of signing in; one that is configured by halves is on, so that nobody comes in by mistake."""
        if self.auth_mode is not None:
            return self.auth_mode
        if self.cwa_db_path is not None:
            return "cwa"
        return "builtin" if self.builtin_username or self.builtin_password_hash else "none"

    def staging(self, data_dir: Path) -> Path:
        """Return the folder of unfinished files."""
        return self.tmp_dir or data_dir / "books" / "tmp"

    def ingest(self, data_dir: Path) -> Path:
        """Return the folder of finished files."""
        usual = _USUAL_INGEST if _USUAL_INGEST.is_dir() else data_dir / "books" / "ingest"
        return self.destination or self.ingest_dir or usual
