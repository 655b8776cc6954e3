"""What belongs to an account: its export, and its deletion after a grace period, in PostgreSQL."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tracemalloc
import uuid
from contextlib import aclosing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alcove.apps.study.account_data import AccountDeletion, SoleOwner, open_export
from alcove.apps.study.account_data.jobs import build_tasks
from alcove.apps.study.account_data.mails import DeletionMails
from alcove.foundation.database import Pool
from alcove.foundation.jobs import JobRun
from alcove.foundation.mail import Mailer, MailSettings
from integration.study.account_rows import fill_account, find_traces
from support.clock import FakeClock
from support.processes import environment

_SECRETS = ("a hash", "the sealed text", "the hash of", "the secret of the factor", "the digest", "an imported one")


def open_deletion(pool: Pool, clock: FakeClock, **settings: Any) -> AccountDeletion:
    """Return the deletion of accounts; mail is configured by the settings."""
    return AccountDeletion(pool, clock=clock, mails=DeletionMails(Mailer(MailSettings(**settings), clock=clock)))


async def run_job(deletion: AccountDeletion) -> None:
    """Run the job as a worker does."""
    (task,) = build_tasks(deletion)
    await task.run(JobRun(job_id=1, attempt=1, stop_reason=lambda: None), {})


async def read_export(pool: Pool, account: uuid.UUID) -> tuple[Any, bytes]:
    """Return the export of an account, decoded and as it is."""
    chunks = await open_export(pool, account, clock=FakeClock())
    assert chunks is not None
    async with aclosing(chunks):
        content = b"".join([chunk async for chunk in chunks])
    return json.loads(content), content


async def count_mails(pool: Pool, recipient: str) -> list[str]:
    """Return the subjects of the mails to an address."""
    rows = await pool.fetch(
        "SELECT subject FROM alcove.mail_message WHERE recipient = $1 AND reference = 'account deletion'"
        " ORDER BY created_at",
        recipient,
    )
    return [row["subject"] for row in rows]


async def wait_for_lock(pool: Pool, table: str) -> None:
    """Wait until a statement waits for a table that is locked."""
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = $1::text::regclass AND NOT granted)"
    async with asyncio.timeout(60):
        while not await pool.fetchval(waits, table):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.05)


async def test_deletion_leaves_nothing(pool: Pool) -> None:
    """An account that is deleted at once is in no column of any table of any schema, and only it is gone."""
    account, email = await fill_account(pool)
    other, _ = await fill_account(pool)
    traces, others = await find_traces(pool, account), await find_traces(pool, other)
    assert {"auth.users.id", "public.tasks.user_id", "public.api_vault.user_id", "alcove.api_token.user_id"} <= {
        *traces
    }
    assert {"storage.objects.name", "storage.objects.owner", "storage.objects.owner_id"} <= {*traces}
    assert {"auth.audit_log_entries.payload", "alcove.mail_message.recipient", "alcove.invitation.email"} <= {*traces}
    assert await open_deletion(pool, FakeClock()).schedule(account, days=0, email=email) is not None
    assert await find_traces(pool, account) == []
    assert await find_traces(pool, other) == others
    # Their files are removed some time later.
    assert await pool.fetchval("SELECT count(*) FROM storage.removed_versions") == 2


async def test_what_happened_stays_without_a_name(pool: Pool) -> None:
    """Entries of the audit log and security events are still there, without who it was and where."""
    account, email = await fill_account(pool)
    await open_deletion(pool, FakeClock()).schedule(account, days=0, email=email)
    rows = await pool.fetch(
        "SELECT payload::text, ip_address FROM auth.audit_log_entries ORDER BY payload ->> 'action'"
    )
    login, deleted = (json.loads(row["payload"]) for row in rows)
    assert login == {"action": "login", "actor_id": str(uuid.UUID(int=0)), "actor_username": ""}
    assert "traits" not in deleted
    assert rows[0]["ip_address"] == ""
    event = await pool.fetchrow("SELECT event_type, user_id, ip_address FROM public.security_events")
    assert event is not None
    assert (*event,) == ("seen", None, None)


async def test_an_account_is_kept_for_the_grace_period(pool: Pool) -> None:
    """Sessions end at once; a program sees the date; the job deletes the account when it is due, and not before."""
    account, email = await fill_account(pool)
    clock = FakeClock(await pool.fetchval("SELECT now()"))
    deletion = open_deletion(pool, clock)
    scheduled = await deletion.schedule(account, days=14, email=email)
    assert scheduled is not None
    assert scheduled.due_at == clock.now() + timedelta(days=14)
    metadata = json.loads(await pool.fetchval("SELECT raw_app_meta_data FROM auth.users WHERE id = $1", account))
    assert datetime.fromisoformat(metadata["deletion_due_at"]) == scheduled.due_at
    assert await pool.fetchval("SELECT count(*) FROM auth.sessions WHERE user_id = $1", account) == 0
    clock.advance(86_400)
    # Asking again does not put it off, and by the operator's wish it may be another day.
    assert await deletion.schedule(account, days=14, email=email) == scheduled
    replaced = await deletion.schedule(account, days=2, email=email, replaces=True)
    assert replaced is not None
    assert replaced.due_at == clock.now() + timedelta(days=2)
    await run_job(deletion)
    assert await deletion.find(account) == replaced
    clock.advance(2 * 86_400)
    await run_job(deletion)
    await run_job(deletion)
    assert await find_traces(pool, account) == []


async def test_a_deletion_is_taken_back(pool: Pool) -> None:
    """The account is as before, and is not deleted when it would have been due."""
    account, email = await fill_account(pool)
    clock = FakeClock()
    deletion = open_deletion(pool, clock)
    await deletion.schedule(account, days=1, email=email)
    assert await deletion.take_back(account) is not None
    assert await deletion.take_back(account) is None
    clock.advance(2 * 86_400)
    await run_job(deletion)
    assert await deletion.find(account) is None
    metadata = await pool.fetchval("SELECT raw_app_meta_data FROM auth.users WHERE id = $1", account)
    assert "deletion_due_at" not in json.loads(metadata)


async def test_the_only_owner_of_an_app_is_kept(pool: Pool) -> None:
    """The error names the apps; with another owner the account can go, and then not the other one, too."""
    (first, email), (second, other_email) = await fill_account(pool), await fill_account(pool)
    for account in (first, second):
        await pool.execute(
            "INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, created_at)"
            " VALUES ($1::uuid::text, $1, '{}', 'email', now())",
            account,
        )
    await pool.execute("INSERT INTO alcove.account_role VALUES ($1, 'records', 'owner')", first)
    clock = FakeClock()
    deletion = open_deletion(pool, clock)
    with pytest.raises(SoleOwner, match="only owner of records"):
        await deletion.schedule(first, days=0, email=email)
    await pool.execute("INSERT INTO alcove.account_role VALUES ($1, 'records', 'owner')", second)
    assert await deletion.schedule(first, days=1, email=email) is not None
    with pytest.raises(SoleOwner):
        await deletion.schedule(second, days=1, email=other_email)
    # The other owner loses the role in the meantime: then the account stays.
    await pool.execute("DELETE FROM alcove.account_role WHERE user_id = $1", second)
    clock.advance(2 * 86_400)
    await run_job(deletion)
    assert await deletion.find(first) is not None


async def test_mails_say_what_happens(pool: Pool) -> None:
    """One mail when it is scheduled, however often it is asked for, and one when it is done; none without a server."""
    clock = FakeClock(await pool.fetchval("SELECT now()"))
    deletion = open_deletion(pool, clock, mail_host="mail.example.org", mail_from="Alcove <alcove@example.org>")
    account, email = await fill_account(pool)
    await deletion.schedule(account, days=1, email=email)
    await deletion.schedule(account, days=1, email=email)
    assert await count_mails(pool, email) == ["Your account will be deleted"]
    body = await pool.fetchval("SELECT body FROM alcove.mail_message WHERE subject LIKE '%will be%'")
    assert f"{clock.now() + timedelta(days=1):%d %B %Y at %H:%M} UTC" in body
    clock.advance(2 * 86_400)
    await run_job(deletion)
    assert await count_mails(pool, email) == ["Your account has been deleted"]
    silent, silent_email = await fill_account(pool)
    await open_deletion(pool, clock).schedule(silent, days=1, email=silent_email)
    assert await count_mails(pool, silent_email) == []


async def test_a_killed_deletion_is_done_by_the_next_run(pool: Pool, dsn: str, tmp_path: Path) -> None:
    """A process that is killed in the middle of a deletion has deleted nothing; the next run deletes everything."""
    account, _ = await fill_account(pool)
    before = await find_traces(pool, account)
    async with pool.acquire() as connection, connection.transaction():
        # The deletion waits here, after its first statements.
        await connection.execute("LOCK TABLE auth.audit_log_entries IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(  # noqa: ASYNC220 - it is killed below
            [sys.executable, "-m", "alcove", "study", "user", "delete", str(account), "--days", "0"],
            env=environment(tmp_path, DATABASE_URL=dsn),
        )
        try:
            await wait_for_lock(pool, "auth.audit_log_entries")
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    deletion = open_deletion(pool, FakeClock(await pool.fetchval("SELECT now()")))
    # Only the sessions are gone, which have ended when the deletion was scheduled.
    kept = {place for place in before if not place.startswith(("auth.sessions.", "auth.refresh_tokens."))}
    assert kept <= {*await find_traces(pool, account)}
    await run_job(deletion)
    assert await find_traces(pool, account) == []


async def test_an_export_has_everything_but_secrets(pool: Pool) -> None:
    """All rows of the account in every table of `public` that has some, nobody else's, and no hash, token or key."""
    account, email = await fill_account(pool)
    other, _ = await fill_account(pool)
    await pool.execute("UPDATE auth.users SET encrypted_password = 'a hash' WHERE id = $1", account)
    await pool.execute(
        "CREATE TABLE public.added (id integer PRIMARY KEY, owner uuid REFERENCES auth.users, n numeric)"
    )
    await pool.execute("INSERT INTO public.added VALUES (1, $1, 1.50), (2, $2, 2)", account, other)
    exported, content = await read_export(pool, account)
    assert (exported["format"], exported["user"]["email"]) == (1, email)
    assert [factor["factor_type"] for factor in exported["user"]["factors"]] == ["totp"]
    assert [session["aal"] for session in exported["sessions"]] == ["aal1"]
    assert exported["roles"] == [{"app": "study", "role": "member"}]
    assert [token["name"] for token in exported["api_tokens"]] == ["script"]
    assert [entry["action"] for entry in exported["audit_log"]] == ["login"]
    assert [(file["bucket"], file["name"], file["size"], file["sha256"]) for file in exported["files"]] == [
        ("avatars", f"avatars/{account}-1.png", 70_000, "ab" * 32),
        ("materials", f"{account}/notes.pdf", None, None),
    ]
    assert exported["files"][0]["mimetype"] == "image/png"
    data = exported["data"]
    assert len(data["tasks"]) == 120
    assert [row["id"] for row in data["profiles"]] == [str(account)]
    assert [row["key_name"] for row in data["api_vault"]] == ["model"]
    assert data["added"] == [{"id": 1, "owner": str(account), "n": 1.5}]
    assert data["quizzes"] == []
    for secret in (*_SECRETS, str(other)):
        assert secret.encode() not in content


async def test_an_export_has_every_table_of_accounts(pool: Pool) -> None:
    """The tables are those with a column of an account's id; so none is missed that has no foreign key."""
    account, _ = await fill_account(pool)
    exported, _ = await read_export(pool, account)
    rows = await pool.fetch(
        "SELECT DISTINCT table_name FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND column_name = 'user_id'"
    )
    assert {row["table_name"] for row in rows} | {"profiles"} == {*exported["data"]}


async def test_an_export_is_one_snapshot(pool: Pool) -> None:
    """What is written while it is read is not in it; whoever stops early frees the connection."""
    account, _ = await fill_account(pool)
    await pool.execute("UPDATE public.tasks SET description = repeat('x', 2000) WHERE user_id = $1", account)
    chunks = await open_export(pool, account, clock=FakeClock())
    assert chunks is not None
    async with aclosing(chunks):
        first = await anext(chunks)
        await pool.execute("DELETE FROM public.tasks WHERE user_id = $1", account)
        content = first + b"".join([chunk async for chunk in chunks])
    assert len(json.loads(content)["data"]["tasks"]) == 120
    for _ in range(pool.get_max_size() + 5):
        chunks = await open_export(pool, account, clock=FakeClock())
        assert chunks is not None
        await anext(chunks)
        await chunks.aclose()
    assert await open_export(pool, uuid.uuid4(), clock=FakeClock()) is None


async def test_an_export_needs_little_memory(pool: Pool) -> None:
    """20 MB of rows are exported with a small part of them in memory at a time."""
    account, _ = await fill_account(pool)
    await pool.execute(
        "INSERT INTO public.subjects (user_id, name, description)"
        " SELECT $1, 'Subject ' || n, repeat('x', 4000) FROM generate_series(1, 5000) AS n",
        account,
    )
    export = await open_export(pool, account, clock=FakeClock())
    assert export is not None
    size = 0
    async with aclosing(export):
        tracemalloc.start()
        try:
            async for chunk in export:
                size += len(chunk)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 5_000_000
