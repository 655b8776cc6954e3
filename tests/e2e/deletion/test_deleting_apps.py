"""In a copy of the repository without one app, the tests pass and the server starts."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from alcove.foundation.database import EmbeddedPostgres
from e2e.deletion.copies import Copy, app_names, without_app
from support.folders import short_folder
from support.processes import AlcoveProcess, environment
from support.sockets import free_port

pytestmark = pytest.mark.timeout(600)

APPS = app_names()
RULES_OF_FILES = ("test_conventions", "test_secrets", "test_sizes", "test_vocabulary")
"""Arch tests that look at one file after another: without some of the files they find the same in the others."""
SCHEMAS = "SELECT nspname::text FROM pg_namespace"
MIGRATED = "SELECT DISTINCT split_part(id, '/', 1) FROM alcove.migrations"


@pytest.fixture(scope="module", params=APPS)
def app(request: pytest.FixtureRequest) -> str:
    """Return the name of each app."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def copy(app: str) -> Iterator[Copy]:
    """Yield a copy of the repository without the app."""
    with short_folder() as folder:
        made = Copy(folder)
        made.delete(app)
        yield made


def test_the_copy_imports_itself(copy: Copy) -> None:
    """The copy's interpreter and its subprocesses import the copy, not this repository."""
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import alcove; print(alcove.__file__)'])"
    completed = copy.run("-c", child)
    assert completed.stdout.strip() == str(copy.folder / "src" / "alcove" / "__init__.py")


def test_nothing_imports_the_deleted_app(copy: Copy) -> None:
    """All import-linter contracts are kept."""
    _expect_success(copy.run(copy.program("lint-imports"), "--no-cache"))


@pytest.mark.slow
def test_remaining_tests_can_be_imported(copy: Copy) -> None:
    """No remaining test imports anything of the deleted app."""
    _expect_success(copy.run("-m", "pytest", "--collect-only", "-qq"))


@pytest.mark.slow
def test_the_remaining_unit_tests_pass(copy: Copy) -> None:
    """The arch tests pass, and so do the unit tests of what knows the apps.

    Nothing else can miss an app: contracts keep it from importing one, and the tests can all be imported.
    """
    rules = [
        str(path) for path in (copy.folder / "tests" / "arch").glob("test_*.py") if path.stem not in RULES_OF_FILES
    ]
    _expect_success(copy.run("-m", "pytest", "-q", *rules, "tests/unit/main", "tests/unit/settings"))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_remaining_wire_and_database_tests_pass(copy: Copy) -> None:
    """Mypy passes, and so do the wire tests that belong to no app and the tests of databases and of serving.

    The tests of the other apps can be imported, and contracts keep these apart: no run of them here shows more.
    """
    _expect_success(copy.run(copy.program("mypy"), within=900))
    databases = [
        f"tests/integration/database/test_{name}.py" for name in ("newer_database", "schema_privileges", "upgrades")
    ]
    folders = sorted(path.parent for path in (copy.folder / "tests" / "wire").glob("*/test_*.py"))
    shared = dict.fromkeys(str(folder) for folder in folders if folder.name not in APPS)
    test_paths = [*shared, *databases, "tests/e2e/processes/test_serving.py"]
    _expect_success(copy.run("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *test_paths, within=3000))


@pytest.mark.slow
def test_the_server_starts_without_the_app(app: str, copy: Copy) -> None:
    """`alcove serve` is ready; the deleted app has no endpoint, command, schema or migration, the others have."""
    remaining = set(APPS) - {app}
    assert _commands(copy) & set(APPS) == remaining
    with short_folder() as home:
        env = environment(home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(home / "data"))
        server = AlcoveProcess("serve", env=env, prefix=(str(copy.python),))
        try:
            server.wait_ready()
            assert set(_json(server, "/api/apps")["apps"]) == remaining
            described = _json(server, "/openapi.json")
            assert {tag["name"] for tag in described["tags"]} & set(APPS) == remaining
            assert _column(home, SCHEMAS) & set(APPS) == remaining
            assert _column(home, MIGRATED) & set(APPS) == remaining
        finally:
            assert server.stop() == 0


def test_only_the_lines_of_one_app_are_removed() -> None:
    """The import and the entry of the app are removed, under any import name; everything else stays."""
    one, other = "from alcove.apps.orchard import APP as TREES\n", "from alcove.apps.pond import APP\n"
    listed = f"{one}{other}\nAPPS = [\n    TREES,\n    APP,\n]\n"
    assert without_app(listed, "orchard") == "from alcove.apps.pond import APP\n\nAPPS = [\n    APP,\n]\n"


def _commands(copy: Copy) -> set[str]:
    """Return the commands that `alcove --help` lists."""
    completed = copy.run("-m", "alcove", "--help")
    _expect_success(completed)
    return set(re.findall(r"^[│|\s]*([a-z]+)\s", completed.stdout, re.MULTILINE))


def _json(server: AlcoveProcess, path: str) -> dict[str, Any]:
    status, body = server.get(path)
    assert status == 200, body
    return msgspec.json.decode(body, type=dict[str, Any])


def _column(home: Path, sql: str) -> set[str]:
    with psycopg.connect(EmbeddedPostgres(home / "data").dsn) as connection:
        return {row[0] for row in connection.execute(sql.encode())}


def _expect_success(completed: subprocess.CompletedProcess[str]) -> None:
    assert completed.returncode == 0, completed.stdout[-5000:] + completed.stderr[-3000:]
