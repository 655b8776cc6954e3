"""What a demonstration is told."""

import json
from pathlib import Path

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.settings import load
from alcove.main.demo import SELLERS, SIMULATED, environment
from alcove.simulators.discogs import DEMO


def test_demonstration_signs_in_to_the_simulator_and_scrapes_sellers_it_has() -> None:
    """The token and key it uses are the simulator's, and its sellers exist there."""
    assert SIMULATED["DISCOGS_USER_TOKEN"] in {account.token for account in DEMO.accounts}
    assert SIMULATED["EXCHANGE_RATE_API_KEY"] == DEMO.exchange_key
    assert int(SIMULATED["DISCOGS_RATE_LIMIT"]) <= DEMO.rate_limit
    assert set(SELLERS) == set(DEMO.sellers)


def test_demonstration_touches_nothing_of_the_owner() -> None:
    """Database and sign-in of the environment are left out, the data go into a folder of their own."""
    given = {
        "DATABASE_URL": "postgresql://x/y", "DISCOGS_CREDS": "{}", "ALCOVE_DATA_DIR": "/mine", "KEPT": "1",
        "INGEST_DIR": "/library", "DESTINATION": "/library", "CUSTOM_SCRIPT": "/hook", "CWA_DB_PATH": "/app.db",
        "OPDS_CATALOGS": "[]", "CONTACT": "me@example.org",
    }  # fmt: skip
    found = environment(given, data_dir_given=False)
    assert "DATABASE_URL" not in found
    assert "DISCOGS_CREDS" not in found
    assert found["ALCOVE_DATA_DIR"] == "/mine/demo"
    assert found["KEPT"] == "1"
    assert found["DISCOGS_API_BASE"].startswith("http://127.0.0.1:")
    assert environment(given, data_dir_given=True)["ALCOVE_DATA_DIR"] == "/mine"


def test_demonstration_fetches_books_from_its_own_catalogue_into_its_own_folder() -> None:
    """The one catalogue is on loopback, files go below the demonstration's data, nobody's library and hook are used."""
    given = {"INGEST_DIR": "/library", "DESTINATION": "/library", "CUSTOM_SCRIPT": "/hook", "ALCOVE_DATA_DIR": "/mine"}
    settings = load(BooksSettings, environ=environment(given, data_dir_given=False))
    (catalogue,) = json.loads(settings.opds_catalogs.reveal())
    assert catalogue["url"].startswith("http://127.0.0.1:")
    assert settings.ingest(Path("/elsewhere")) == Path("/mine/demo/books/ingest")
    assert settings.custom_script is None
    assert settings.sources == ("opds",)
