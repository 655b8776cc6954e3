"""A Calibre-Web database that Calibre-Web itself created."""

import shutil
from pathlib import Path

import pytest

from support.peers import make_app_db


@pytest.fixture(scope="session")
def calibre_web_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create the database once."""
    return make_app_db(tmp_path_factory.mktemp("calibre-web"))


@pytest.fixture
def app_db(calibre_web_db: Path, tmp_path: Path) -> Path:
    """Provide a copy of the database for one test."""
    path = tmp_path / "auth"
    path.mkdir()
    return Path(shutil.copyfile(calibre_web_db, path / "app.db"))
