"""The database that the DB_* variables select."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from alcove.main.configuration import read_configuration


@pytest.mark.parametrize(
    ("environ", "name"),
    [({"DB_HOST": "db"}, "records"), ({"DB_HOST": "db", "DB_NAME": "mine"}, "mine"), ({"DB_PASSWORD": "p"}, "records")],
)
def test_the_default_database_name_is_records(tmp_path: Path, environ: dict[str, str], name: str) -> None:
    """Without DB_NAME the database is `records`, as in older versions."""
    dsn = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), **environ}).database.dsn()
    assert dsn is not None
    assert urlsplit(dsn).path == f"/{name}"
