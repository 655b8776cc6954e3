"""`alcove account`: what the owner of the machine does with accounts."""

import json

import psycopg
import pytest

from alcove.main.apps import APPS
from support.accounts import PASSWORD
from support.processes import run_alcove

FIRST, SECOND = APPS[0].name, APPS[-1].name


@pytest.fixture
def on_database(env: dict[str, str], dsn: str) -> dict[str, str]:
    """Give the environment of commands that work on a database of the test's own."""
    return {**env, "DATABASE_URL": dsn, "ALCOVE_PUBLIC_URL": "https://alcove.example"}


def _account(*arguments: str, env: dict[str, str], code: int = 0, given: str = "") -> str:
    done = run_alcove("account", *arguments, env=env, stdin=given)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stderr


def test_an_account_is_made_changed_and_removed(on_database: dict[str, str]) -> None:
    """Each command does its part, the list shows it, and the last owner is refused with 3."""
    env = on_database
    _account("add", "me@example.org", "--owner", env=env, given=f"{PASSWORD}\n")
    _account("add", "ann", "--role", f"{FIRST}=member", env=env, given=f"{PASSWORD}\n")
    assert _account("role", "ann", SECOND, "member", env=env).startswith("ann: ")
    found = json.loads(_account("list", "--json", env=env))["accounts"]
    assert [(one["name"], one["roles"]) for one in found] == [
        ("me@example.org", {FIRST: "owner", SECOND: "owner"}),
        ("ann", {FIRST: "member", SECOND: "member"}),
    ]
    _account("password", "ann", env=env, given="another password\n")
    assert "no sessions" in _account("sessions", "ann", "--end", env=env)
    token = _account("tokens", "ann", "--add", "cron", "--scope", f"{FIRST}:read", env=env).strip()
    assert token.startswith("alc_")
    listed = json.loads(_account("tokens", "ann", "--json", env=env))["tokens"]
    assert [one["scopes"] for one in listed] == [[f"{FIRST}:read"]]
    assert "no tokens" in _account("tokens", "ann", "--remove", listed[0]["id"], env=env)
    assert "There is no other owner of" in _account("remove", "me@example.org", env=env, code=3)
    _account("remove", found[1]["id"], env=env)
    assert "me@example.org" in _account("list", env=env)


def test_an_invitation_is_a_link(on_database: dict[str, str]) -> None:
    """It is printed, with the address by which people open the server."""
    link = _account("invite", "--role", f"{FIRST}=member", env=on_database).strip()
    assert link.startswith("https://alcove.example/invitation?code=")


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (("add", "ann"), "short\n", 2),
        (("add", "ann", "--role", "garden=owner"), f"{PASSWORD}\n", 2),
        (("role", "nobody", FIRST, "member"), "", 1),
    ],
)
def test_what_cannot_be_done_ends_with_its_code(
    on_database: dict[str, str], arguments: tuple[str, ...], given: str, *, code: int
) -> None:
    """Wrong usage is 2, an account that does not exist 1, each with one line."""
    assert _account(*arguments, env=on_database, given=given, code=code).startswith("alcove: ")


def test_somebody_elses_accounts_are_refused_as_a_wrong_setting(env: dict[str, str], empty_dsn: str) -> None:
    """A database whose schema `auth` is another program's ends every command with 4, and the words say what to do."""
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid)")
    error = _account("list", env={**env, "DATABASE_URL": empty_dsn}, code=4)
    assert "give Alcove another database, or rename that schema" in error
