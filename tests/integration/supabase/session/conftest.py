"""One database and one server for all tests of transactions."""

from collections.abc import Iterator

import httpx2
import psycopg
import pytest

from support.http_client import blocking_http_client
from support.postgres import Databases
from support.rest_server import ROLES, serve_rest

SCHEMA = """
CREATE TABLE notes (id int PRIMARY KEY, body text NOT NULL);
CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE children (
    id int PRIMARY KEY, parent_id int REFERENCES parents DEFERRABLE INITIALLY DEFERRED
);
CREATE VIEW environment AS SELECT
    current_user::text AS "user", current_setting('transaction_isolation') AS isolation,
    current_setting('transaction_read_only') AS read_only, current_setting('statement_timeout') AS timeout,
    current_setting('work_mem') AS memory, current_setting('lasting.mark', true) AS mark,
    current_setting('response.headers', true) AS headers;
CREATE FUNCTION leave_marks() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('lasting.mark', 'left', false), set_config('response.headers', '[{"X-Left": "1"}]', false)
$$;
CREATE VIEW marking AS SELECT set_config('lasting.mark', 'read', false) AS mark;
CREATE FUNCTION read_literals_otherwise() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('standard_conforming_strings', 'off', false)
$$;
CREATE FUNCTION sent() RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_array(
        current_setting('request.headers')::json ->> 'x-number', current_setting('request.cookies')::json ->> 'number'
    )
$$;
CREATE FUNCTION set_headers(headers text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('response.headers', headers, true)
$$;
CREATE FUNCTION wait(seconds float) RETURNS text LANGUAGE sql AS $$ SELECT 'done' FROM pg_sleep(seconds) $$;
CREATE FUNCTION patient(seconds float) RETURNS text LANGUAGE sql SET statement_timeout = '5s'
AS $$ SELECT 'done' FROM pg_sleep(seconds) $$;
CREATE FUNCTION settings() RETURNS text LANGUAGE sql STABLE SET default_transaction_isolation = 'serializable'
AS $$ SELECT current_setting('transaction_isolation') $$;
CREATE FUNCTION lost() RETURNS void LANGUAGE sql SECURITY DEFINER
AS $$ SELECT pg_terminate_backend(pg_backend_pid()) $$;
GRANT ALL ON ALL TABLES IN SCHEMA public TO rest_anon, rest_user;
"""
OWN_ROLES = """
DO $$ BEGIN
    CREATE ROLE rest_strict NOLOGIN;
    ALTER ROLE rest_strict SET statement_timeout = '300ms';
    ALTER ROLE rest_strict SET default_transaction_isolation = 'repeatable read';
    ALTER ROLE rest_strict SET work_mem = '9MB';
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT ALL ON ALL TABLES IN SCHEMA public TO rest_strict;
"""


@pytest.fixture(scope="module")
def session_dsn(_databases: Databases) -> Iterator[str]:
    """Yield the address of the database."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(ROLES)
            connection.execute(SCHEMA)
            connection.execute(OWN_ROLES)
        yield dsn


@pytest.fixture(scope="module")
def client(session_dsn: str) -> Iterator[httpx2.Client]:
    """Yield a client of a server on the database, where clients may choose how transactions end."""
    with (
        serve_rest(session_dsn, db_tx_end="commit-allow-override", db_pool=2) as address,
        blocking_http_client(address) as opened,
    ):
        yield opened
