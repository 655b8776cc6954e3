"""Which database the DB_* variables mean."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from alcove.main.configuration import read_configuration


@pytest.mark.parametrize(
    ("environ", "name"),
    [({"DB_HOST": "db"}, "records"), ({"DB_HOST": "db", "DB_NAME": "mine"}, "mine"), ({"DB_PASSWORD": "p"}, "records")],
)
def test_the_older_programs_database_is_meant_unless_another_is_named(
    tmp_path: Path, environ: dict[str, str], name: str
) -> None:
    """Without DB_NAME the database is called records, as it always was."""
    dsn = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), **environ}).database.dsn()
    assert dsn is not None
    assert urlsplit(dsn).path == f"/{name}"
