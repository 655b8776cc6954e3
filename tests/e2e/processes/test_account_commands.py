"""`alcove account`."""

import json

import psycopg
import pytest

from alcove.main.apps import APPS
from support.accounts import PASSWORD
from support.processes import run_alcove

FIRST, SECOND = APPS[0].name, APPS[-1].name


@pytest.fixture
def on_database(env: dict[str, str], dsn: str) -> dict[str, str]:
    """Return the environment of commands on the test's database."""
    return {**env, "DATABASE_URL": dsn, "ALCOVE_PUBLIC_URL": "https://alcove.example"}


def _account(*arguments: str, env: dict[str, str], code: int = 0, stdin: str = "") -> str:
    completed = run_alcove("account", *arguments, env=env, stdin=stdin)
    assert completed.returncode == code, completed.stdout + completed.stderr
    return completed.stdout if code == 0 else completed.stderr


def test_an_account_is_created_changed_and_removed(on_database: dict[str, str]) -> None:
    """The list shows the effect of each command; removing the last owner exits with 3."""
    env = on_database
    _account("add", "me@example.org", "--owner", env=env, stdin=f"{PASSWORD}\n")
    _account("add", "ann", "--role", f"{FIRST}=member", env=env, stdin=f"{PASSWORD}\n")
    assert _account("role", "ann", SECOND, "member", env=env).startswith("ann: ")
    accounts = json.loads(_account("list", "--json", env=env))["accounts"]
    assert [(account["name"], account["roles"]) for account in accounts] == [
        ("me@example.org", {app.name: "owner" for app in APPS}),
        ("ann", {FIRST: "member", SECOND: "member"}),
    ]
    _account("password", "ann", env=env, stdin="another password\n")
    assert "no sessions" in _account("sessions", "ann", "--end", env=env)
    token = _account("tokens", "ann", "--add", "cron", "--scope", f"{FIRST}:read", env=env).strip()
    assert token.startswith("alc_")
    listed = json.loads(_account("tokens", "ann", "--json", env=env))["tokens"]
    assert [one["scopes"] for one in listed] == [[f"{FIRST}:read"]]
    assert "no tokens" in _account("tokens", "ann", "--remove", listed[0]["id"], env=env)
    assert "There is no other owner of" in _account("remove", "me@example.org", env=env, code=3)
    _account("remove", accounts[1]["id"], env=env)
    assert "me@example.org" in _account("list", env=env)


def test_an_invitation_is_a_link(on_database: dict[str, str]) -> None:
    """The link is printed with the URL of the server."""
    link = _account("invite", "--role", f"{FIRST}=member", env=on_database).strip()
    assert link.startswith("https://alcove.example/invitation?code=")


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (("add", "ann"), "short\n", 2),
        (("add", "ann", "--role", "garden=owner"), f"{PASSWORD}\n", 2),
        (("role", "nobody", FIRST, "member"), "", 1),
    ],
)
def test_errors_have_their_exit_codes(
    on_database: dict[str, str], arguments: tuple[str, ...], stdin: str, *, code: int
) -> None:
    """Wrong usage exits with 2, a missing account with 1, each with one line."""
    assert _account(*arguments, env=on_database, stdin=stdin, code=code).startswith("alcove: ")


def test_a_foreign_auth_schema_is_refused(env: dict[str, str], empty_dsn: str) -> None:
    """When the schema `auth` belongs to another program, commands exit with 4 and the text says what to do."""
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid)")
    error = _account("list", env={**env, "DATABASE_URL": empty_dsn}, code=4)
    assert "give Alcove another database, or rename that schema" in error
