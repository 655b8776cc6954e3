"""The settings of the books app in the demo."""

import json
from pathlib import Path

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.settings import load_settings
from alcove.main.supervisor.demo import environment


def test_the_demo_uses_its_own_catalogue_and_folder() -> None:
    """The catalogue is on loopback, files go to the demo's data directory, and no hook or other library is used."""
    values = {
        "ALCOVE_DATA_DIR": "/mine", "INGEST_DIR": "/library", "DESTINATION": "/library", "CUSTOM_SCRIPT": "/hook",
        "CWA_DB_PATH": "/app.db", "OPDS_CATALOGS": "[]", "CONTACT": "me@example.org",
    }  # fmt: skip
    settings = load_settings(BooksSettings, environ=environment(values, has_data_dir=False))
    (catalogue,) = json.loads(settings.opds_catalogs.reveal())
    assert catalogue["url"].startswith("http://127.0.0.1:")
    assert settings.ingest(Path("/elsewhere")) == Path("/mine/demo/books/ingest")
    assert settings.custom_script is None
    assert settings.sources == ("opds",)
