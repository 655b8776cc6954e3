"""`alcove auth` in place of GoTrue: a real process on a database that is not the server's."""

import signal
from collections.abc import Iterator
from pathlib import Path

import bcrypt
import jwt
import psycopg
import pytest

from alcove.foundation.database import migrate
from alcove.foundation.identity import MIGRATIONS
from e2e.study.auth_process import SECRET, AuthProcess, auth_variables
from support.postgres import Databases
from support.processes import environment, run_alcove
from support.until import until

PASSWORD = "correct horse"
ENDED_FLOW = """
INSERT INTO auth.flow_state (id, auth_code, code_challenge_method, code_challenge, provider_type, authentication_method,
    created_at)
VALUES (gen_random_uuid(), 'c', 's256', 'x', 'email', 'otp', now() - interval '3 days')
"""
NEW_USER = """
INSERT INTO auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, created_at, updated_at)
VALUES (gen_random_uuid(), 'authenticated', 'authenticated', 'ada@example.org', %s, now(), now(), now())
"""


@pytest.fixture(scope="module")
def dsn(_databases: Databases) -> Iterator[str]:
    """Yield an empty database."""
    with _databases.clone("template1") as made:
        yield made


@pytest.fixture(scope="module")
def auth(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuthProcess]:
    """Yield a running process with a user."""
    variables = auth_variables(dsn, GOTRUE_RATE_LIMIT_HEADER="X-Forwarded-For", GOTRUE_RATE_LIMIT_TOKEN_REFRESH="1")
    process = AuthProcess(tmp_path_factory.mktemp("auth"), variables)
    try:
        process.wait_started()
        hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(NEW_USER, (hashed,))
        yield process
    finally:
        process.stop()


def test_serves_any_database(auth: AuthProcess, dsn: str) -> None:
    """The role makes the schema auth in an empty database, and signs in at its root; it needs no data directory."""
    status, session, _ = auth.call(
        "POST", "/token?grant_type=password", {"email": "ada@example.org", "password": PASSWORD}
    )
    assert status == 200, session
    claims = jwt.decode(session["access_token"], SECRET, algorithms=["HS256"], audience="authenticated")
    assert (claims["iss"], claims["email"]) == ("https://auth.example.org", "ada@example.org")
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname IN ('auth', 'study', 'public', 'jobs')"
        )
        assert sorted(row[0] for row in rows) == ["auth", "public"]
    assert {path.name for path in auth.home.iterdir()} == {auth._log.name}


def test_errors_are_those_of_the_protocol(auth: AuthProcess) -> None:
    """Errors have both forms of the protocol, and unknown addresses are JSON errors, too."""
    wrong = {"email": "ada@example.org", "password": "wrong"}
    status, body, headers = auth.call("POST", "/token?grant_type=password", wrong)
    assert (status, body["error_code"], headers["x-sb-error-code"]) == (
        400,
        "invalid_credentials",
        "invalid_credentials",
    )
    status, body, _ = auth.call("POST", "/token?grant_type=password", wrong, X_Supabase_Api_Version="2024-01-01")
    assert body == {"code": "invalid_credentials", "message": "Invalid login credentials"}
    assert auth.call("GET", "/nowhere")[0] == 404


def test_pages_of_every_origin_may_call(auth: AuthProcess) -> None:
    """A preflight is allowed for the headers of auth-js, and responses can be read by pages."""
    status, _, headers = auth.call(
        "OPTIONS",
        "/token",
        Origin="https://app.example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="apikey,authorization,content-type,x-client-info,x-supabase-api-version",
    )
    assert (status, headers["access-control-allow-origin"]) == (204, "*")
    assert "x-supabase-api-version" in headers["access-control-allow-headers"]
    _, _, headers = auth.call(
        "OPTIONS", "/token", Origin="https://a", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="x-other",
    )  # fmt: skip
    assert "access-control-allow-headers" not in headers
    _, _, headers = auth.call("GET", "/nowhere", Origin="https://app.example.org")
    assert headers["access-control-allow-origin"] == "*"
    assert "X-Supabase-Api-Version" in headers["access-control-expose-headers"]


def test_requests_are_limited_by_the_header_of_the_proxy(auth: AuthProcess) -> None:
    """Thirty requests of one client are allowed at once; without the header nothing is limited."""
    body = {"email": "", "password": ""}
    statuses = [
        auth.call("POST", "/token?grant_type=password", body, X_Forwarded_For="192.0.2.7")[0] for _ in range(32)
    ]
    assert statuses == [400] * 30 + [429] * 2
    status, error, headers = auth.call("POST", "/token?grant_type=password", body, X_Forwarded_For="192.0.2.7")
    assert (status, error["error_code"], "retry-after" in headers) == (429, "over_request_rate_limit", True)
    assert auth.call("POST", "/token?grant_type=password", body)[0] == 400


def test_wrong_variables_end_the_start(tmp_path: Path) -> None:
    """Every wrong variable is named in one message, with exit code 4, and no secret is shown."""
    ended = run_alcove(
        "auth", env=environment(tmp_path, GOTRUE_JWT_SECRET="hidden text", GOTRUE_JWT_EXP="soon", PORT="0")
    )
    assert ended.returncode == 4
    for name in ("GOTRUE_SITE_URL", "API_EXTERNAL_URL", "DATABASE_URL", "GOTRUE_JWT_EXP"):
        assert name in ended.stderr
    assert "hidden" not in ended.stderr


def test_a_file_has_the_variables(tmp_path: Path) -> None:
    """--config names a file of variables; the environment wins over it, and a wrong line is named."""
    file = tmp_path / "auth.env"
    file.write_text("# settings\nexport GOTRUE_JWT_EXP='soon' # note\n\nGOTRUE_DISABLE_SIGNUP=maybe\n")
    ended = run_alcove("auth", "--config", str(file), env=environment(tmp_path, GOTRUE_DISABLE_SIGNUP="true"))
    assert ended.returncode == 4
    assert "GOTRUE_JWT_EXP is 'soon'" in ended.stderr
    assert "GOTRUE_DISABLE_SIGNUP" not in ended.stderr
    file.write_text("GOTRUE_JWT_EXP\n")
    ended = run_alcove("auth", "--config", str(file), env=environment(tmp_path))
    assert (ended.returncode, "line 1: expected NAME=value" in ended.stderr) == (4, True)


def test_sighup_reads_the_file_again(dsn: str, tmp_path: Path) -> None:
    """New variables count without a restart, a wrong file changes nothing; expired rows go at the start."""
    file = tmp_path / "auth.env"
    file.write_text("GOTRUE_DISABLE_SIGNUP=true\n")
    migrate(dsn, MIGRATIONS[:1])
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(ENDED_FLOW)
    process = AuthProcess(tmp_path / "home", auth_variables(dsn), "--config", str(file)).wait_started()

    def disables_sign_up() -> bool:
        return bool(process.call("GET", "/settings")[1]["disable_signup"])

    def has_flow() -> bool:
        with psycopg.connect(dsn) as connection:
            return bool(connection.execute("SELECT FROM auth.flow_state").fetchall())

    try:
        until(lambda: not has_flow())
        assert disables_sign_up()
        file.write_text("GOTRUE_DISABLE_SIGNUP=false\nGOTRUE_DB_MAX_POOL_SIZE=3\n")
        process.process.send_signal(signal.SIGHUP)
        until(lambda: not disables_sign_up())
        assert '"needs_restart":["pool_size"]' in process.output
        file.write_text("GOTRUE_DISABLE_SIGNUP=perhaps\n")
        process.process.send_signal(signal.SIGHUP)
        until(lambda: '"event":"config_not_loaded"' in process.output)
        assert not disables_sign_up()
    finally:
        process.stop()


@pytest.fixture
def foreign_dsn(_databases: Databases) -> Iterator[str]:
    """Yield an empty database for tables of another program."""
    with _databases.clone("template1") as made:
        yield made


def test_the_tables_of_others_are_refused_if_they_lack_columns(foreign_dsn: str, tmp_path: Path) -> None:
    """A schema of another program that lacks columns ends the start, with their names, and is not changed."""
    with psycopg.connect(foreign_dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA auth")
        connection.execute("CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)")
    ended = run_alcove("auth", env=environment(tmp_path, **auth_variables(foreign_dsn)))
    assert ended.returncode == 1
    assert "auth.audit_log_entries" in ended.stderr
    with psycopg.connect(foreign_dsn) as connection:
        made = connection.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'auth'::regnamespace")
        assert made.fetchall() == [(2,)]


def test_the_tables_of_others_are_used(foreign_dsn: str, tmp_path: Path) -> None:
    """A schema that has every column is used as it is, whoever has made it."""
    migrate(foreign_dsn, MIGRATIONS[:1])
    with psycopg.connect(foreign_dsn, autocommit=True) as connection:
        connection.execute("DROP SCHEMA alcove CASCADE")
    process = AuthProcess(tmp_path / "home", auth_variables(foreign_dsn)).wait_started()
    try:
        body = {"email": "nobody@example.org", "password": PASSWORD}
        assert process.call("POST", "/token?grant_type=password", body)[1]["error_code"] == "invalid_credentials"
    finally:
        process.stop()
    with psycopg.connect(foreign_dsn) as connection:
        assert connection.execute("SELECT to_regnamespace('alcove') IS NULL").fetchall() == [(True,)]
