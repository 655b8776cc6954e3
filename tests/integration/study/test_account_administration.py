"""The commands for accounts and keys."""

import json
from collections.abc import Iterator
from pathlib import Path

import jwt
import psycopg
import pytest

from support.postgres import Databases
from support.processes import environment, run_alcove


@pytest.fixture(scope="module")
def command_environment(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Yield the environment of commands on a database of the module."""
    with _databases.clone(_template) as dsn:
        home = tmp_path_factory.mktemp("home")
        yield environment(home, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(home / "data"))


def run(environ: dict[str, str], *arguments: str, stdin: str = "", code: int = 0) -> str:
    """Run `alcove study`, and return what it printed."""
    ended = run_alcove("study", *arguments, env=environ, stdin=stdin)
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr


def test_commands_for_accounts(command_environment: dict[str, str], tmp_path: Path) -> None:
    """An account is made, listed, shown, exported, given a token of a session, deleted after days, and restored."""
    environ, email = command_environment, "ada@example.org"
    account = run(environ, "user", "create", email, stdin="correct horse\n").strip()
    assert [row["email"] for row in json.loads(run(environ, "user", "list", "--json"))["users"]] == [email]
    token = run(environ, "token", email).strip()
    key = run(environ, "key", "anon").strip()
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["sub"], claims["email"], claims["role"]) == (account, email, "authenticated")
    assert jwt.decode(key, options={"verify_signature": False})["role"] == "anon"
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        sessions = connection.execute("SELECT id::text FROM auth.sessions").fetchall()
    assert sessions == [(claims["session_id"],)]
    file = tmp_path / "export.json"
    run(environ, "export", email, str(file))
    assert json.loads(file.read_text())["user"]["id"] == account
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(run(environ, "export", account, "-"))["roles"] == [{"app": "study", "role": "member"}]
    assert "gone on" in run(environ, "user", "delete", account)
    shown = json.loads(run(environ, "user", "show", email, "--json"))
    assert (shown["id"], shown["roles"], shown["due_at"] is None) == (account, {"study": "member"}, False)
    assert "kept" in run(environ, "user", "restore", email)
    assert json.loads(run(environ, "user", "delete", email, "--days", "0", "--json"))["deleted"] is True
    assert "There is no account" in run(environ, "export", email, "-", code=1)
    assert "not an e-mail address" in run(environ, "user", "create", "ada", code=2)


def test_commands_for_bans_and_passwords(command_environment: dict[str, str]) -> None:
    """A ban and a new password end the sessions; a banned account gets no new one until the ban is lifted."""
    environ, email = command_environment, "bea@example.org"
    run(environ, "user", "create", email, stdin="correct horse\n")
    run(environ, "token", email)
    assert json.loads(run(environ, "user", "ban", email, "--days", "2", "--json"))["banned_until"]
    assert "no account" in run(environ, "token", email, code=1)
    assert json.loads(run(environ, "user", "unban", email, "--json"))["banned_until"] is None
    run(environ, "token", email)
    run(environ, "user", "set-password", email, stdin="battery staple\n")
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        count = connection.execute(
            "SELECT count(*) FROM auth.sessions JOIN auth.users AS u ON u.id = user_id WHERE u.email = %s", [email]
        ).fetchone()
    assert count == (0,)
    assert "at least" in run(environ, "user", "set-password", email, stdin="short\n", code=2)


def test_commands_for_signing_keys(command_environment: dict[str, str]) -> None:
    """A new key signs, the earlier one verifies until it is retired, and no private part is printed."""
    environ = command_environment
    run(environ, "keys", "rotate")
    run(environ, "keys", "rotate", "--algorithm", "RS256")
    text = run(environ, "keys", "--json")
    rsa, elliptic = json.loads(text)["jwks"]["keys"]
    assert (rsa["alg"], elliptic["alg"]) == ("RS256", "ES256")
    assert not {"d", "p", "q"} & {*rsa, *elliptic}
    assert "signs tokens now" in run(environ, "keys", "retire", rsa["kid"], code=4)
    run(environ, "keys", "retire", elliptic["kid"])
    assert "there is no signing key" in run(environ, "keys", "retire", elliptic["kid"], code=4)
    run(environ, "keys", "rotate", "--algorithm", "HS256")
    assert [key["kid"] for key in json.loads(run(environ, "keys", "--json"))["jwks"]["keys"]] == [rsa["kid"]]
