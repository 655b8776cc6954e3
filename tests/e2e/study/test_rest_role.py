"""`alcove rest` in place of PostgREST: a real process on a database that is not the server's."""

import json
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest

from e2e.study.rest_process import Database, RestProcess, config_of, free_port, rest_database
from support.postgres import Databases
from support.processes import DIRECT, environment, run_alcove
from support.until import until


@pytest.fixture(scope="module")
def database(_databases: Databases) -> Iterator[Database]:
    """Yield a database without anything of the server."""
    with rest_database(_databases) as made:
        yield made


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
    until(lambda: rest.ask_admin("/ready") == (200, b""))
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
    until(lambda: rest.ask_admin("/ready")[0] == 200)
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
    until(lambda: len(rest.wait_answers("/items")) == 2)
    database.execute(f'ALTER ROLE {database.authenticator} IN DATABASE "{name}" RESET pgrst.db_max_rows')
    rest.write_config(rest.file.read_text() + '\nserver-trace-header = "X-Trace"\nserver-port = 1\n')
    rest.process.send_signal(signal.SIGUSR2)

    def is_traced() -> bool:
        request = urllib.request.Request(f"http://127.0.0.1:{rest.port}/items", headers={"X-Trace": "abc"})
        with DIRECT.open(request) as response:
            assert response.headers.get_all("Server") == ["postgrest/16.2"]
            return response.headers.get("X-Trace") == "abc" and len(json.loads(response.read())) == 4

    until(is_traced, describe=lambda: rest.output)


def test_invalid_reload_changes_nothing(rest: RestProcess) -> None:
    """A broken file is logged, and the server goes on with what it had."""
    text = rest.file.read_text()
    reasons = {
        "nonsense": "expected",
        'jwt-role-claim-key = "$["': "is no JSON Path",
        'jwt-secret = "{\\"kty\\":\\"x\\"}"': "a type that is not supported",
    }
    for line, reason in reasons.items():
        rest.write_config(f"{text}\n{line}")
        rest.process.send_signal(signal.SIGUSR2)
        until(partial(_is_logged, rest, reason), describe=lambda: rest.output)
    rest.write_config(text)
    assert len(rest.wait_answers("/items")) == 4


def _is_logged(rest: RestProcess, reason: str) -> bool:
    return any("config_not_loaded" in line and reason in line for line in rest.output.splitlines())


def test_access_log(rest: RestProcess) -> None:
    """At the level info each request is a line in the combined log format, with its role; log-query adds its SQL."""
    rest.get("/items?select=id")
    time_pattern = r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"
    line = rf'127\.0\.0\.1 - anon_\w+ {time_pattern} "GET /items\?select=id HTTP/1\.1" 200 \d+ "" "'
    until(lambda: re.search(line, rest.output) is not None, describe=lambda: rest.output)
    assert re.search(r'"sql":".*items.*"event":"query"', rest.output)


def test_addresses_as_curl_sends_them(rest: RestProcess) -> None:
    """What PostgREST's users write into addresses needs no percent-encoding."""

    def ask(target: str, *, method: str = "GET") -> tuple[int, Any]:
        with socket.create_connection(("127.0.0.1", rest.port), timeout=10) as connection:
            connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
            return int(head.split()[1]), json.loads(body)

    assert ask("/items?select=city:data->>city&id=eq.1") == (200, [{"city": "Łódź"}])
    assert ask('/items?select=id&name=in.("item_1",item_2)') == (200, [])
    assert ask("/items?select=id&data->>city=eq.Łódź&id=lt.3&order=id") == (200, [{"id": 1}, {"id": 2}])
    assert ask("/rpc/setting?name=<>^`{|}") == (200, None)
    assert ask("/items?select=<")[0] == 400
    status, error = ask("/items", method="BREW")
    assert (status, error["code"]) == (405, "PGRST117")


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
    until(path.exists, describe=lambda: rest.output)

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

    until(lambda: ask() == 200, describe=lambda: rest.output)
    assert path.stat().st_mode & 0o777 == 0o600
    assert rest.stop() == 0
    assert not path.exists()


def test_running_requests_are_finished(database: Database, tmp_path: Path) -> None:
    """After SIGTERM a running request still gets its response, and the process ends with 0."""
    rest = RestProcess(tmp_path, config_of(database)).wait_started()
    rest.wait_answers("/items")
    with ThreadPoolExecutor(1) as executor, psycopg.connect(database.dsn) as owner:
        owner.execute("LOCK TABLE api.items")
        waiting = executor.submit(rest.get, "/items?id=eq.1&select=id")
        until(lambda: database.count_waiting() == 1)
        rest.process.send_signal(signal.SIGTERM)
        until(lambda: not is_port_open(rest.port))
        owner.rollback()
        assert waiting.result() == (200, b'[{"id":1}]')
    assert rest.process.wait(60) == 0


def is_port_open(port: int) -> bool:
    """Return whether the port accepts connections."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
