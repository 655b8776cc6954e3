"""Real `alcove rest` processes, and a database of another program that they serve."""

import json
import re
import socket
import urllib.error
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from support.postgres import Databases
from support.processes import DIRECT, AlcoveProcess, environment
from support.until import until

SCHEMA = """
CREATE SCHEMA api;
CREATE TABLE api.items (id int PRIMARY KEY, name text NOT NULL, data jsonb);
INSERT INTO api.items SELECT n, 'item ' || n, jsonb_build_object('city', 'Łódź') FROM generate_series(1, 5) AS n;
CREATE FUNCTION api.setting(name text) RETURNS text LANGUAGE sql STABLE AS 'SELECT current_setting(name, true)';
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
        """Return how many statements of the authenticator wait for a lock."""
        statement = b"SELECT FROM pg_stat_activity WHERE usename = %s AND wait_event_type = 'Lock'"
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return len(connection.execute(statement, (self.authenticator,)).fetchall())


@contextmanager
def rest_database(databases: Databases) -> Iterator[Database]:
    """Yield a database without anything of the server."""
    suffix = uuid.uuid4().hex[:8]
    with databases.clone("template1") as dsn:
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

    def write_config(self, text: str) -> None:
        """Replace the configuration file at once: the process may read it at any time, and never a part of it."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(text)
        draft.replace(self.file)

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

        until(is_listening, describe=lambda: self.output)
        return self

    def wait_answers(self, path: str, status: int = 200) -> Any:
        """Wait for a response with the status, and return its JSON."""
        until(lambda: self.get(path)[0] == status, describe=lambda: f"{self.get(path)} {self.output}")
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


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
