"""A database of Calibre-Web, made by Calibre-Web."""

import shutil
from pathlib import Path

import pytest

from support.peers import make_app_db


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_app_db(tmp_path_factory.mktemp("calibre-web"))


@pytest.fixture
def app_db(_made: Path, tmp_path: Path) -> Path:
    """Provide the test's own copy of it."""
    place = tmp_path / "auth"
    place.mkdir()
    return Path(shutil.copyfile(_made, place / "app.db"))
