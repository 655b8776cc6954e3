"""Export and deletion of accounts, and the commands for accounts and keys."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import jwt
import psycopg
import pytest

from alcove.apps.study.accounts import AccountMissing, MemberHooks, OwnerKept, StudyAccounts, delete_due_accounts
from alcove.apps.study.accounts.model import NotToBeDeleted
from alcove.foundation.database import Pool
from integration.study.callers import add_account
from support.clock import FakeClock
from support.postgres import Databases
from support.processes import environment, run_alcove

_FIND_COLUMNS = """
SELECT format('%I.%I', n.nspname, c.relname) AS place, a.attname AS name
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND NOT a.attisdropped AND a.attnum > 0 AND n.nspname IN ('auth', 'public', 'study', 'alcove')
  AND a.atttypid::regtype::text IN ('uuid', 'text', 'character varying', 'json', 'jsonb')
"""


async def find_traces(pool: Pool, *texts: str) -> list[str]:
    """Return the columns in which one of the texts occurs."""
    found = []
    for place, name in await pool.fetch(_FIND_COLUMNS):
        for text in texts:
            statement = f'SELECT EXISTS (SELECT FROM {place} WHERE "{name}"::text LIKE $1)'  # noqa: S608 - names of the catalog
            if await pool.fetchval(statement, f"%{text}%"):
                found.append(f"{place}.{name}")
    return found


async def fill_account(pool: Pool) -> tuple[uuid.UUID, str]:
    """Add an account with rows in many tables, and return its id and address."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
        await MemberHooks().after_create(connection, account)
    email = f"{account}@example.org"
    for statement in (
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'Maths')",
        "INSERT INTO public.tasks (user_id, title) VALUES ($1, 'Read')",
        "INSERT INTO public.security_events (user_id, event_type) VALUES ($1, 'seen')",
        "INSERT INTO auth.sessions (id, user_id, created_at) VALUES (gen_random_uuid(), $1, now())",
        (
            "INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,"
            " authentication_method) VALUES (gen_random_uuid(), $1, 'c', 's256', 'x', 'email', 'otp')"
        ),
        (
            "INSERT INTO auth.audit_log_entries (id, payload)"
            " VALUES (gen_random_uuid(), json_build_object('actor_id', $1::uuid))"
        ),
    ):
        await pool.execute(statement, account)
    await pool.execute("INSERT INTO alcove.sign_in_failure (name, address) VALUES ($1, '192.0.2.1')", email)
    return account, email


async def test_deletion_leaves_nothing(pool: Pool) -> None:
    """An account that is deleted at once is in no column of any table any more."""
    account, email = await fill_account(pool)
    assert len(await find_traces(pool, str(account), email)) > 8
    await StudyAccounts(pool, clock=FakeClock()).delete(email, days=0)
    assert await find_traces(pool, str(account), email) == []


async def test_deletion_has_a_grace_period(pool: Pool) -> None:
    """Until it is due nobody can sign in, and it can be restored with an earlier ban; then it is gone."""
    account, email = await fill_account(pool)
    await pool.execute("UPDATE auth.users SET banned_until = '2020-01-01Z' WHERE id = $1", account)
    now = await pool.fetchval("SELECT now()")
    accounts = StudyAccounts(pool, clock=FakeClock(now))
    assert (await accounts.delete(str(account), days=30)).due_at is not None
    assert await pool.fetchval("SELECT banned_until > now() FROM auth.users WHERE id = $1", account)
    assert await pool.fetchval("SELECT count(*) FROM auth.sessions WHERE user_id = $1", account) == 0
    assert await delete_due_accounts(pool) == 0
    assert (await accounts.restore(email)).due_at is None
    assert await pool.fetchval("SELECT banned_until = '2020-01-01Z' FROM auth.users WHERE id = $1", account)
    with pytest.raises(NotToBeDeleted):
        await accounts.restore(email)
    await accounts.delete(email, days=1)
    await pool.execute("UPDATE study.account_deletion SET due_at = now() - interval '1 second'")
    assert await delete_due_accounts(pool) == 1
    with pytest.raises(AccountMissing):
        await accounts.export(email)


async def test_an_owner_is_kept(pool: Pool) -> None:
    """The owner of an app is not deleted."""
    account, email = await fill_account(pool)
    await pool.execute("UPDATE alcove.account_role SET role = 'owner' WHERE user_id = $1", account)
    with pytest.raises(OwnerKept):
        await StudyAccounts(pool, clock=FakeClock()).delete(email, days=0)


async def test_export_has_everything_but_secrets(pool: Pool) -> None:
    """The export has the account's rows of every table, nobody else's, and no hash of a password or token."""
    account, email = await fill_account(pool)
    _, other_email = await fill_account(pool)
    await pool.execute("UPDATE auth.users SET encrypted_password = 'a hash' WHERE id = $1", account)
    content = await StudyAccounts(pool, clock=FakeClock()).export(email)
    exported = json.loads(content)
    assert exported["account"]["email"] == email
    assert [row["title"] for row in exported["data"]["tasks"]] == ["Read"]
    assert [row["id"] for row in exported["data"]["profiles"]] == [str(account)]
    assert len(exported["sessions"]) == 1
    assert exported["roles"] == {"study": "member"}
    assert b"a hash" not in content
    assert other_email.encode() not in content


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
    """An account is made, listed, exported, given a token of a session, deleted after days, and restored."""
    environ, email = command_environment, "ada@example.org"
    account = run(environ, "user", "add", email, stdin="correct horse\n").strip()
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
    run(environ, "user", "export", email, "--output", str(file))
    assert json.loads(file.read_text())["account"]["id"] == account
    assert "gone on" in run(environ, "user", "delete", account)
    assert "no account" in run(environ, "token", email, code=1)
    assert "kept" in run(environ, "user", "restore", email)
    run(environ, "user", "delete", email, "--days", "0")
    assert "There is no account" in run(environ, "user", "export", email, code=1)
    assert "not an e-mail address" in run(environ, "user", "add", "ada", code=2)


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
