"""With ALCOVE_APPS the server runs only the named apps."""

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
from alcove.foundation.database import Pool, migrate
from alcove.foundation.database.programs import find_binaries
from alcove.foundation.web import Api
from alcove.foundation.web.app import render_plain_error
from alcove.foundation.web.operations import build_server_api
from alcove.main.apps import APPS
from integration.database import older_databases
from support.deps import make_deps
from support.postgres import migration_sources
from support.processes import DIRECT, run_alcove
from support.until import until
from support.world import World, make_world

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(len(APPS) < 2, reason="there is no other app that could be off"),
]

EVERY_APP = pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
UNKNOWN_PATH = "/no-such-address"
JOB = "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, priority) VALUES (%s, 'unknown', %s) RETURNING id"
STATES = "SELECT id, status::text FROM jobs.procrastinate_jobs WHERE id = ANY(%s)"


class SingleAppServer:
    """A running server with one app, and the disabled apps."""

    def __init__(self, app: App, world: World) -> None:
        self.app = app
        self.others = [other for other in APPS if other.name != app.name]
        # An empty page folder, so that an unknown address is answered by the server and not by a built page.
        page = world.home / "page"
        page.mkdir()
        self.home = world.home
        self.dsn = world.dsn
        self.server = world.start("serve", fresh=True, ALCOVE_APPS=app.name, SERVE_FRONTEND_DIR=str(page))

    def read(self, path: str) -> Any:
        """Return the decoded response."""
        status, body = self.server.get(path)
        assert status == 200, body
        return msgspec.json.decode(body)

    def request_status(self, method: str, path: str) -> int:
        """Return the status of a response."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.port}{path}", method=method)
        try:
            with DIRECT.open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def database(self) -> psycopg.Connection:
        """Connect to the server's database."""
        return psycopg.connect(self.dsn, autocommit=True)


@pytest.fixture(scope="module", params=APPS, ids=lambda app: app.name)
def server(request: pytest.FixtureRequest, migrated_data: Path) -> Iterator[SingleAppServer]:
    """Yield a server for each app."""
    with make_world(migrated_data) as world:
        single = SingleAppServer(request.param, world)
        single.server.wait_ready()
        yield single
        assert single.server.stop() == 0


def app_endpoints(app: App, home: Path) -> set[tuple[str, str]]:
    """Return the method and path of every endpoint of an app, with parameters filled in."""
    deps = make_deps("", pool=cast("Pool", None), data_dir=home)
    return _fill_parameters(app.build_api(deps).api)


def server_endpoints() -> set[tuple[str, str]]:
    """Return the method and path of every endpoint of the server without apps."""
    return _fill_parameters(build_server_api([], probes=(), render_error=render_plain_error))


def _fill_parameters(api: Api) -> set[tuple[str, str]]:
    return {(route.method, re.sub(r"\{[^}]*\}", "1", path)) for route in api.routes for path in route.paths}


def test_only_its_endpoints_are_described(server: SingleAppServer) -> None:
    """The OpenAPI document and the list for the page have only the enabled app; a foreign protocol is not described."""
    assert server.read("/api/apps") == {"apps": [server.app.name]}
    description = server.read("/openapi.json")
    names = {app.name for app in APPS}
    assert {tag["name"] for tag in description["tags"]} & names == {server.app.name}
    used = {tag for path in description["paths"].values() for operation in path.values() for tag in operation["tags"]}
    assert used & names == ({server.app.name} if app_endpoints(server.app, server.home) else set())


def test_endpoints_of_disabled_apps_are_not_found(server: SingleAppServer) -> None:
    """Paths of disabled apps respond like unknown paths."""
    known = {path for _, path in app_endpoints(server.app, server.home)} | {path for _, path in server_endpoints()}
    endpoints = [
        endpoint
        for other in server.others
        for endpoint in app_endpoints(other, server.home)
        if endpoint[1] not in known
    ]
    assert endpoints
    unknown = {method: server.request_status(method, UNKNOWN_PATH) for method, _ in endpoints}
    assert set(unknown.values()) <= {404, 405}
    responding = [
        (method, path) for method, path in endpoints if server.request_status(method, path) != unknown[method]
    ]
    assert responding == []


def test_queues_of_disabled_apps_are_not_served(server: SingleAppServer) -> None:
    """Jobs of disabled apps wait, while a later job of this app with lower priority runs."""
    disabled = [queue.name for other in server.others for queue in other.queues]
    with server.database() as connection:
        waiting = [_defer(connection, queue, priority=9) for queue in disabled]
        enabled = [_defer(connection, queue.name, priority=0) for queue in server.app.queues]

        def is_done() -> bool:
            return set(_states(connection, enabled).values()) == {"failed"}

        until(is_done, describe=lambda: server.server.output)
        assert set(_states(connection, waiting).values()) == {"todo"}


def _defer(connection: psycopg.Connection, queue: str, *, priority: int) -> int:
    row = connection.execute(JOB, (queue, priority)).fetchone()
    assert row is not None
    return int(row[0])


def _states(connection: psycopg.Connection, jobs: list[int]) -> dict[int, str]:
    return dict(connection.execute(STATES, (jobs,)).fetchall())


def test_a_new_database_has_nothing_of_disabled_apps(server: SingleAppServer) -> None:
    """The database has no schema and no migration of a disabled app."""
    with server.database() as connection:
        schemas = {row[0] for row in connection.execute("SELECT nspname::text FROM pg_namespace")}
        applied = {row[0].partition("/")[0] for row in connection.execute("SELECT id FROM alcove.migrations")}
    assert schemas & {app.migrations.schema for app in APPS} == {server.app.migrations.schema}
    assert applied & {app.migrations.name for app in APPS} == {server.app.migrations.name}


@pytest.mark.parametrize("source", ["environment", "file"])
@EVERY_APP
def test_disabled_apps_have_no_commands(env: dict[str, str], home: Path, app: App, source: str) -> None:
    """Commands and services of disabled apps are wrong usage, for ALCOVE_APPS and for alcove.toml."""
    if source == "file":
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
def test_an_unknown_app_is_refused(env: dict[str, str], command: tuple[str, ...]) -> None:
    """An unknown app exits with 4; the line has its name and the names of all apps."""
    completed = run_alcove(*command, env={**env, "ALCOVE_APPS": f"{APPS[0].name},orchard"})
    assert completed.returncode == 4
    assert "'orchard'" in completed.stderr
    assert ", ".join(app.name for app in APPS) in completed.stderr
    assert len(completed.stderr.splitlines()) == 1


@pytest.mark.slow
@EVERY_APP
def test_tables_of_a_disabled_app_are_kept(world: World, empty_dsn: str, app: App) -> None:
    """A server without an app does not change the schema and rows of the app."""
    older_databases.load(empty_dsn)
    migrate(empty_dsn, migration_sources())
    schemas = [other.migrations.schema for other in APPS if other.name != app.name]
    before = _dump(empty_dsn, schemas)
    server = world.start("serve", DATABASE_URL=empty_dsn, ALCOVE_APPS=app.name).wait_ready()
    assert msgspec.json.decode(server.get("/api/apps")[1]) == {"apps": [app.name]}
    assert server.stop() == 0
    assert _dump(empty_dsn, schemas) == before


def _dump(dsn: str, schemas: list[str]) -> str:
    """Return these schemas with their rows as pg_dump writes them."""
    chosen = [f"--schema={schema}" for schema in schemas]
    command: list[str | Path] = [find_binaries() / "pg_dump", "--restrict-key=none", *chosen, dsn]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert all(f"CREATE SCHEMA {schema};" in text for schema in schemas)
    return text
