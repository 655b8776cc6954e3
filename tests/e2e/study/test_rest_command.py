"""What `alcove rest` prints, and the settings with which it does not start."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.study.rest_process import Database, config_of, rest_database
from support.postgres import Databases
from support.processes import environment, run_alcove


@pytest.fixture(scope="module")
def database(_databases: Databases) -> Iterator[Database]:
    """Yield a database without anything of the server."""
    with rest_database(_databases) as made:
        yield made


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('jwt-secret = "short"', "The JWT secret must be at least 32 characters long."),
        ('db-schemas = "pg_catalog"', "db-schemas does not allow schema: 'pg_catalog'"),
        ('jwt-role-claim-key = "$["', "JSON Path"),
        ("db-uri = ", "expected a value"),
    ],
)
def test_invalid_configuration(line: str, error: str, tmp_path: Path) -> None:
    """A wrong setting ends the command with its text and the exit code 4."""
    (tmp_path / "rest.conf").write_text(line)
    ended = run_alcove("rest", "--config", str(tmp_path / "rest.conf"), env=environment(tmp_path))
    assert ended.returncode == 4
    assert error in ended.stderr


def test_missing_configuration_file(tmp_path: Path) -> None:
    """A file that is not there is said."""
    ended = run_alcove("rest", "--config", str(tmp_path / "nope"), env=environment(tmp_path))
    assert ended.returncode == 4
    assert "cannot read the configuration file" in ended.stderr


def test_prints_the_configuration(database: Database, tmp_path: Path) -> None:
    """`--dump-config` prints every setting with those of the database, `--example` a file that works."""
    file = tmp_path / "rest.conf"
    file.write_text(config_of(database, db_pre_config="hidden.pre_config"))
    env = environment(tmp_path, PGRST_DB_MAX_ROWS="9")
    dumped = run_alcove("rest", "--config", str(file), "--port", "8080", "--dump-config", env=env)
    assert dumped.returncode == 0, dumped.stderr
    assert "db-max-rows = 9\n" in dumped.stdout
    assert "server-port = 8080\n" in dumped.stdout
    assert 'openapi-server-proxy-uri = "https://example.org/base"\n' in dumped.stdout
    example = run_alcove("rest", "--example", env=env)
    assert example.returncode == 0
    file.write_text(example.stdout)
    assert "db-max-rows = 9" in run_alcove("rest", "--config", str(file), "--dump-config", env=env).stdout


def test_prints_the_schema_cache(database: Database, tmp_path: Path) -> None:
    """`--dump-schema` prints the schema cache as JSON; without a file everything is in the environment."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    login = {names[key]: value for key, value in database.parts.items()}
    dumped = run_alcove("rest", "--dump-schema", env=environment(tmp_path, PGRST_DB_SCHEMAS="api", **login))
    assert dumped.returncode == 0, dumped.stderr
    assert "dbTables" in json.loads(dumped.stdout)
