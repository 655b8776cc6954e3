"""With ALCOVE_APPS the server runs the apps that are named, and there is no trace of the others."""

import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import psycopg
import pytest

from alcove.foundation.app import App
from alcove.foundation.database import EmbeddedPostgres, Pool, migrate
from alcove.foundation.database.programs import find_binaries
from alcove.foundation.web import Api
from alcove.foundation.web.app import render_plain_error
from alcove.foundation.web.operations import build_server_api
from alcove.main.apps import APPS
from integration.database import older_databases
from support.deps import make_deps
from support.folders import short_folder
from support.postgres import migration_sources
from support.processes import DIRECT, AlcoveProcess, environment, run_alcove
from support.sockets import free_port
from support.until import until

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(len(APPS) < 2, reason="there is no other app that could be off"),
]

EACH_APP = pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
NOWHERE = "/no-such-address"
JOB = "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, priority) VALUES (%s, 'unknown', %s) RETURNING id"
STATES = "SELECT id, status::text FROM jobs.procrastinate_jobs WHERE id = ANY(%s)"


class Alone:
    """A running server with one app, and the apps that are off on it."""

    def __init__(self, app: App, home: Path) -> None:
        self.app = app
        self.others = [other for other in APPS if other.name != app.name]
        # An empty page folder, so that an unknown address is answered by the server and not by a built page.
        (home / "page").mkdir()
        self.env = environment(
            home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(home / "data"), ALCOVE_APPS=app.name,
            SERVE_FRONTEND_DIR=str(home / "page"),
        )  # fmt: skip
        self.home = home
        self.server = AlcoveProcess("serve", env=self.env)

    def read(self, path: str) -> Any:
        """Return what the server answers, decoded."""
        status, body = self.server.get(path)
        assert status == 200, body
        return msgspec.json.decode(body)

    def ask(self, method: str, path: str) -> int:
        """Return the status of an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.port}{path}", method=method)
        try:
            with DIRECT.open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def database(self) -> psycopg.Connection:
        """Connect to the server's own database."""
        return psycopg.connect(EmbeddedPostgres(self.home / "data").dsn, autocommit=True)


@pytest.fixture(scope="module", params=APPS, ids=lambda app: app.name)
def alone(request: pytest.FixtureRequest) -> Iterator[Alone]:
    """Give a server with each app alone, in turn."""
    with short_folder() as home:
        started = Alone(request.param, home)
        try:
            started.server.wait_ready()
            yield started
        finally:
            assert started.server.stop() == 0


def addresses(app: App, home: Path) -> set[tuple[str, str]]:
    """Return method and address of every endpoint of an app, parameters filled in."""
    deps = make_deps("", pool=cast("Pool", None), data_dir=home)
    return _filled(app.build_api(deps).api)


def server_addresses() -> set[tuple[str, str]]:
    """Return those of the endpoints that the server has without any app."""
    return _filled(build_server_api([], probes=(), render_error=render_plain_error))


def _filled(api: Api) -> set[tuple[str, str]]:
    return {(route.method, re.sub(r"\{[^}]*\}", "1", path)) for route in api.routes for path in route.paths}


def test_its_endpoints_are_served_and_described_alone(alone: Alone) -> None:
    """The description has the tag of the app that is on and of no other, and so does the list for the page."""
    assert alone.read("/api/apps") == {"apps": [alone.app.name]}
    description = alone.read("/openapi.json")
    names = {app.name for app in APPS}
    assert {tag["name"] for tag in description["tags"]} & names == {alone.app.name}
    used = {tag for path in description["paths"].values() for operation in path.values() for tag in operation["tags"]}
    assert used & names == {alone.app.name}


def test_no_address_of_another_app_answers(alone: Alone) -> None:
    """At each address of an app that is off the server answers as at one that nobody knows."""
    known = {path for _, path in addresses(alone.app, alone.home)} | {path for _, path in server_addresses()}
    asked = [place for other in alone.others for place in addresses(other, alone.home) if place[1] not in known]
    assert asked
    unknown = {method: alone.ask(method, NOWHERE) for method, _ in asked}
    assert set(unknown.values()) <= {404, 405}
    answered = [(method, path) for method, path in asked if alone.ask(method, path) != unknown[method]]
    assert answered == []


def test_no_queue_of_another_app_is_served(alone: Alone) -> None:
    """Jobs in the queues of apps that are off wait, while a later and less urgent one of this app is taken."""
    off = [queue.name for other in alone.others for queue in other.queues]
    with alone.database() as connection:
        waiting = [_put(connection, queue, priority=9) for queue in off]
        taken = [_put(connection, queue.name, priority=0) for queue in alone.app.queues]

        def done() -> bool:
            return set(_states(connection, taken).values()) == {"failed"}

        until(done, describe=lambda: alone.server.output)
        assert set(_states(connection, waiting).values()) == {"todo"}


def _put(connection: psycopg.Connection, queue: str, *, priority: int) -> int:
    row = connection.execute(JOB, (queue, priority)).fetchone()
    assert row is not None
    return int(row[0])


def _states(connection: psycopg.Connection, jobs: list[int]) -> dict[int, str]:
    return dict(connection.execute(STATES, (jobs,)).fetchall())


def test_a_fresh_database_has_nothing_of_another_app(alone: Alone) -> None:
    """Neither a schema nor an applied migration of an app that is off is in the database."""
    with alone.database() as connection:
        schemas = {row[0] for row in connection.execute("SELECT nspname::text FROM pg_namespace")}
        applied = {row[0].partition("/")[0] for row in connection.execute("SELECT id FROM alcove.migrations")}
    assert schemas & {app.migrations.schema for app in APPS} == {alone.app.migrations.schema}
    assert applied & {app.migrations.name for app in APPS} == {alone.app.migrations.name}


@pytest.mark.parametrize("place", ["environment", "file"])
@EACH_APP
def test_no_command_of_another_app(env: dict[str, str], home: Path, app: App, place: str) -> None:
    """Commands and services of apps that are off are wrong usage, whether the environment or alcove.toml says so."""
    if place == "file":
        (home / "alcove.toml").write_text(f'[server]\nalcove_apps = ["{app.name}"]\n')
    else:
        env["ALCOVE_APPS"] = app.name
    listed = set(re.findall(r"^\W*([a-z]+)\s", run_alcove("--help", env=env).stdout, re.MULTILINE))
    assert listed & {other.name for other in APPS} == {app.name}
    assert listed & {name for other in APPS for name in other.services} == set(app.services)
    assert run_alcove(app.name, "--help", env=env).returncode == 0
    off = next(other for other in APPS if other.name != app.name)
    for command in (off.name, *list(off.services)[:1]):
        assert run_alcove(command, "--help", env=env).returncode == 2


@pytest.mark.parametrize("command", [("serve",), ("api",), ("worker",), ("migrate",)])
def test_an_unknown_name_is_refused_with_those_there_are(env: dict[str, str], command: tuple[str, ...]) -> None:
    """A misspelt app ends with 4, its name, and the names of all apps, on one line."""
    done = run_alcove(*command, env={**env, "ALCOVE_APPS": f"{APPS[0].name},orchard"})
    assert done.returncode == 4
    assert "'orchard'" in done.stderr
    assert ", ".join(app.name for app in APPS) in done.stderr
    assert len(done.stderr.splitlines()) == 1


@EACH_APP
def test_tables_of_an_app_that_is_off_stay(env: dict[str, str], empty_dsn: str, app: App) -> None:
    """A server without an app leaves the app's schema and each row in it as they are."""
    older_databases.load(empty_dsn)
    migrate(empty_dsn, migration_sources())
    schemas = [other.migrations.schema for other in APPS if other.name != app.name]
    before = _dump(empty_dsn, schemas)
    server = AlcoveProcess("serve", env={**env, "DATABASE_URL": empty_dsn, "ALCOVE_APPS": app.name})
    try:
        server.wait_ready()
        assert msgspec.json.decode(server.get("/api/apps")[1]) == {"apps": [app.name]}
    finally:
        assert server.stop() == 0
    assert _dump(empty_dsn, schemas) == before


def _dump(dsn: str, schemas: list[str]) -> str:
    """Return these schemas with their rows as pg_dump writes them."""
    chosen = [f"--schema={schema}" for schema in schemas]
    command: list[str | Path] = [find_binaries() / "pg_dump", "--restrict-key=none", *chosen, dsn]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert all(f"CREATE SCHEMA {schema};" in text for schema in schemas)
    return text
