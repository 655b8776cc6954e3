"""`alcove rest` in place of PostgREST: a real process on a database that is not the server's."""

import json
import re
import signal
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest

from support.postgres import Databases
from support.processes import DIRECT, AlcoveProcess, environment, run_alcove
from support.until import until

SCHEMA = """
CREATE SCHEMA api;
CREATE TABLE api.items (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO api.items SELECT n, 'item ' || n FROM generate_series(1, 5) AS n;
CREATE FUNCTION api.setting(name text) RETURNS text LANGUAGE sql STABLE AS 'SELECT current_setting(name, true)';
CREATE FUNCTION api.wait(seconds float) RETURNS text LANGUAGE sql STABLE AS
$$SELECT 'done' FROM (SELECT pg_sleep(seconds)) AS slept$$;
CREATE SCHEMA hidden;
CREATE FUNCTION hidden.pre_config() RETURNS void LANGUAGE sql AS
$$SELECT set_config('pgrst.openapi_server_proxy_uri', 'https://example.org/base', true)$$;
"""


@dataclass(frozen=True, slots=True)
class Database:
    """A database of another program, with roles as PostgREST's documentation makes them."""

    dsn: str
    authenticator: str
    anonymous: str

    @property
    def parts(self) -> dict[str, str]:
        """The authenticator's login by libpq's keywords."""
        name, _, query = self.dsn.rpartition("/test_")[2].partition("?")
        place = dict(part.split("=") for part in query.split("&"))
        return {**place, "dbname": f"test_{name}", "user": self.authenticator, "password": "secret"}

    @property
    def authenticator_dsn(self) -> str:
        """The address with the authenticator's login."""
        return re.sub(r"//[^@/]*@", f"//{self.authenticator}:secret@", self.dsn)

    def execute(self, statement: str) -> None:
        """Run a statement as the owner."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement.encode())

    def count_waiting(self) -> int:
        """Return how many statements of the authenticator sleep."""
        statement = b"SELECT FROM pg_stat_activity WHERE usename = %s AND wait_event = 'PgSleep'"
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return len(connection.execute(statement, (self.authenticator,)).fetchall())


@pytest.fixture(scope="module")
def database(_databases: Databases) -> Iterator[Database]:
    """Yield a database without anything of the server."""
    suffix = uuid.uuid4().hex[:8]
    with _databases.clone("template1") as dsn:
        made = Database(dsn, f"authenticator_{suffix}", f"anon_{suffix}")
        made.execute(SCHEMA)
        made.execute(f"""
            CREATE ROLE {made.anonymous} NOLOGIN;
            CREATE ROLE {made.authenticator} LOGIN NOINHERIT PASSWORD 'secret';
            GRANT {made.anonymous} TO {made.authenticator};
            GRANT USAGE ON SCHEMA api TO {made.anonymous};
            GRANT SELECT ON ALL TABLES IN SCHEMA api TO {made.anonymous};
            ALTER DEFAULT PRIVILEGES IN SCHEMA api GRANT SELECT ON TABLES TO {made.anonymous};
            GRANT USAGE ON SCHEMA hidden TO {made.authenticator};
        """)
        yield made
        made.execute(f"DROP OWNED BY {made.anonymous}, {made.authenticator}")
        made.execute(f"DROP ROLE {made.anonymous}, {made.authenticator}")


class RestProcess(AlcoveProcess):
    """An `alcove rest` process; its ports are those that it logs."""

    def __init__(self, home: Path, config: str, *arguments: str, **variables: str) -> None:
        home.mkdir(exist_ok=True)
        self.file = home / "rest.conf"
        self.file.write_text(config)
        super().__init__("rest", "--config", str(self.file), *arguments, env=environment(home, **variables))

    def logged_port(self, event: str) -> int:
        """Return the port of an event, 0 before it is logged."""
        for line in self.output.splitlines():
            if f'"event":"{event}"' in line:
                return int(json.loads(line)["port"])
        return 0

    def wait_started(self) -> "RestProcess":
        """Wait until the process listens."""

        def is_listening() -> bool:
            assert self.process.poll() is None, self.output
            self.port = self.logged_port("api_server_listening")
            return self.port != 0

        until(is_listening, within=60, describe=lambda: self.output)
        return self

    def wait_answers(self, path: str, status: int = 200) -> Any:
        """Wait for a response with the status, and return its JSON."""
        until(lambda: self.get(path)[0] == status, within=30, describe=lambda: f"{self.get(path)} {self.output}")
        return json.loads(self.get(path)[1] or b"null")

    def ask_admin(self, path: str) -> tuple[int, bytes]:
        """Return the answer of the admin server."""
        try:
            with DIRECT.open(f"http://127.0.0.1:{self.logged_port('admin_server_listening')}{path}") as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def config_of(database: Database, **settings: object) -> str:
    """Return a configuration file for the database."""
    values: dict[str, object] = {
        "db-uri": database.authenticator_dsn,
        "db-schemas": "api",
        "db-anon-role": database.anonymous,
        "server-host": "127.0.0.1",
        "server-port": 0,
        **{name.replace("_", "-"): value for name, value in settings.items()},
    }
    return "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items())


@pytest.fixture(scope="module")
def rest(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RestProcess]:
    """Yield a running server that logs all requests, with an admin server."""
    home = tmp_path_factory.mktemp("rest")
    process = RestProcess(
        home,
        config_of(
            database, log_level="info", log_query=True, admin_server_port=free_port(), db_pre_config="hidden.pre_config"
        ),
        PGRST_DB_MAX_ROWS="4",
        PGRST_APP_SETTINGS_COLOR="blue",
    )
    try:
        process.wait_started().wait_answers("/items")
        yield process
    finally:
        process.stop()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serves_any_database(rest: RestProcess) -> None:
    """The role serves a schema of a database without tables of the server, and makes no data directory."""
    rows = rest.wait_answers("/items?order=id&select=id,name")
    assert rows[0] == {"id": 1, "name": "item 1"}
    assert rest.get("/nope")[0] == 404
    assert {path.name for path in rest.home.iterdir()} == {"rest.conf", rest._log.name}


def test_variables_win_over_the_file(rest: RestProcess) -> None:
    """PGRST_DB_MAX_ROWS limits the rows, and PGRST_APP_SETTINGS_COLOR reaches SQL."""
    assert len(rest.wait_answers("/items")) == 4
    assert rest.wait_answers("/rpc/setting?name=app.settings.color") == "blue"


def test_describes_the_api(rest: RestProcess) -> None:
    """The root describes what the role may use, at the address that the function of db-pre-config sets."""
    document = rest.wait_answers("/")
    assert document["swagger"] == "2.0"
    assert (document["host"], document["basePath"]) == ("example.org:443", "/base")
    assert "/items" in document["paths"]


def test_admin_server(rest: RestProcess) -> None:
    """The admin server tells health, metrics and the schema cache, and never the configuration."""
    assert rest.ask_admin("/live") == (200, b"")
    until(lambda: rest.ask_admin("/ready") == (200, b""), within=10)
    assert rest.ask_admin("/config")[0] == 404
    assert b'pgrst_schema_cache_loads_total{status="SUCCESS"}' in rest.ask_admin("/metrics")[1]
    assert b"pgrst_db_pool_max 10.0" in rest.ask_admin("/metrics")[1]
    assert b"pgrst_jwt_cache_requests_total" in rest.ask_admin("/metrics")[1]
    status, dump = rest.ask_admin("/schema_cache")
    assert status == 200
    assert set(json.loads(dump)) == {
        "dbMediaHandlers",
        "dbRelationships",
        "dbRepresentations",
        "dbRoutines",
        "dbTables",
    }


def test_ready_as_a_command(rest: RestProcess, database: Database, tmp_path: Path) -> None:
    """`--ready` asks the admin server of the running process."""
    env = environment(tmp_path)
    until(lambda: rest.ask_admin("/ready")[0] == 200, within=10)
    ready = run_alcove("rest", "--config", str(rest.file), "--ready", env=env)
    assert (ready.returncode, ready.stdout.startswith("ready: http://127.0.0.1:")) == (0, True), ready.stderr
    (tmp_path / "none.conf").write_text(config_of(database))
    assert "admin-server-port" in run_alcove("rest", "--config", str(tmp_path / "none.conf"), "--ready", env=env).stderr
    (tmp_path / "away.conf").write_text(config_of(database, admin_server_port=free_port()))
    away = run_alcove("rest", "--config", str(tmp_path / "away.conf"), "--ready", env=env)
    assert (away.returncode, "answered nothing" in away.stderr) == (1, True)


def test_reloads_the_schema(rest: RestProcess, database: Database) -> None:
    """A new table is served after NOTIFY, and another one after SIGUSR1."""
    database.execute("CREATE TABLE api.second (id int)")
    database.execute("NOTIFY pgrst, 'reload schema'")
    assert rest.wait_answers("/second") == []
    database.execute("CREATE TABLE api.third (id int)")
    rest.process.send_signal(signal.SIGUSR1)
    assert rest.wait_answers("/third") == []


def test_reloads_the_configuration(rest: RestProcess, database: Database) -> None:
    """Settings of the role win over variables after NOTIFY, the file is read again after SIGUSR2."""
    name = database.dsn.partition("?")[0].rpartition("/")[2]
    database.execute(f'ALTER ROLE {database.authenticator} IN DATABASE "{name}" SET pgrst.db_max_rows = 2')
    database.execute("NOTIFY pgrst, 'reload config'")
    until(lambda: len(rest.wait_answers("/items")) == 2, within=10)
    database.execute(f'ALTER ROLE {database.authenticator} IN DATABASE "{name}" RESET pgrst.db_max_rows')
    rest.file.write_text(rest.file.read_text() + '\nserver-trace-header = "X-Trace"\nserver-port = 1\n')
    rest.process.send_signal(signal.SIGUSR2)

    def is_traced() -> bool:
        request = urllib.request.Request(f"http://127.0.0.1:{rest.port}/items", headers={"X-Trace": "abc"})
        with DIRECT.open(request) as response:
            assert response.headers.get_all("Server") == ["postgrest/16.2"]
            return response.headers.get("X-Trace") == "abc" and len(json.loads(response.read())) == 4

    until(is_traced, within=10, describe=lambda: rest.output)


def test_invalid_reload_changes_nothing(rest: RestProcess) -> None:
    """A broken file is logged, and the server goes on with what it had."""
    text = rest.file.read_text()
    for number, line in enumerate(
        ("nonsense", 'jwt-role-claim-key = "$["', 'jwt-secret = "{\\"kty\\":\\"x\\"}"'), start=1
    ):
        rest.file.write_text(f"{text}\n{line}")
        rest.process.send_signal(signal.SIGUSR2)
        until(lambda count=number: rest.output.count("config_not_loaded") == count, within=10)  # type: ignore[misc]
    rest.file.write_text(text)
    assert len(rest.wait_answers("/items")) == 4


def test_access_log(rest: RestProcess) -> None:
    """At the level info each request is a line in the combined log format, with its role; log-query adds its SQL."""
    rest.get("/items?select=id")
    time_pattern = r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"
    line = rf'127\.0\.0\.1 - anon_\w+ {time_pattern} "GET /items\?select=id HTTP/1\.1" 200 \d+ "" "'
    until(lambda: re.search(line, rest.output) is not None, within=5, describe=lambda: rest.output)
    assert re.search(r'"sql":".*items.*"event":"query"', rest.output)


def test_unix_socket(database: Database, tmp_path: Path) -> None:
    """The server listens at a Unix socket with the file mode of the configuration, and removes it when it stops.

    The connection string may consist of `key=value` pairs.
    """
    path = tmp_path / "s"
    pairs = " ".join(f"{key}='{value}'" for key, value in database.parts.items())
    rest = RestProcess(
        tmp_path / "home",
        config_of(database, db_uri=pairs, server_unix_socket=str(path), server_unix_socket_mode="600"),
    )
    until(path.exists, within=60, describe=lambda: rest.output)

    def ask() -> int:
        connection = HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        try:
            connection.sock.connect(str(path))
            connection.request("GET", "/items")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    until(lambda: ask() == 200, within=30, describe=lambda: rest.output)
    assert path.stat().st_mode & 0o777 == 0o600
    assert rest.stop() == 0
    assert not path.exists()


def test_running_requests_are_finished(database: Database, tmp_path: Path) -> None:
    """After SIGTERM a running request still gets its response, and the process ends with 0."""
    rest = RestProcess(tmp_path, config_of(database)).wait_started()
    rest.wait_answers("/items")
    with ThreadPoolExecutor(1) as executor:
        waiting = executor.submit(rest.get, "/rpc/wait?seconds=2")
        until(lambda: database.count_waiting() == 1, within=10)
        assert rest.stop() == 0
        assert waiting.result() == (200, b'"done"')


@pytest.mark.slow
def test_port_in_use(database: Database, tmp_path: Path) -> None:
    """A second process refuses a port in use, unless both share it."""
    port = free_port()
    first = RestProcess(tmp_path / "a", config_of(database, server_port=port, server_reuseport=True)).wait_started()
    second = RestProcess(tmp_path / "b", config_of(database, server_port=port))
    assert second.process.wait(60) == 3, second.output
    assert f"port {port} is in use" in second.output
    third = RestProcess(tmp_path / "c", config_of(database, server_reuseport=True), "--port", str(port)).wait_started()
    third.wait_answers("/items")
    assert (first.stop(), third.stop()) == (0, 0)


@pytest.mark.slow
def test_database_away_at_the_start(database: Database, tmp_path: Path) -> None:
    """Without a database the server starts, says 503 and is not ready; with db-pool-automatic-recovery off it ends."""
    away = config_of(database, admin_server_port=free_port()).replace(
        json.dumps(database.authenticator_dsn), '"postgres://u:p@127.0.0.1:1/d"'
    )
    rest = RestProcess(tmp_path / "home", away).wait_started()
    assert rest.wait_answers("/items", 503)["code"] == "PGRST002"
    assert rest.ask_admin("/live")[0] == 200
    assert rest.ask_admin("/ready")[0] == 503
    assert rest.stop() == 0
    ending = RestProcess(tmp_path / "home", away + "\ndb-pool-automatic-recovery = false")
    assert ending.process.wait(60) == 1
    assert "db-pool-automatic-recovery" in ending.output


@pytest.mark.slow
def test_refused_login_ends_the_process(database: Database, tmp_path: Path) -> None:
    """A wrong login cannot succeed later, so the process ends."""
    config = config_of(database).replace(database.authenticator, f"nobody_{time.monotonic_ns()}")
    for settings in ("", "\ndb-config = false"):
        rest = RestProcess(tmp_path / "home", config + settings)
        assert rest.process.wait(60) == 1, rest.output


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
