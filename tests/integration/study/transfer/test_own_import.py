"""The import of a project into the tables that the server has itself."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from alcove.apps.study.dumps import DumpError
from alcove.apps.study.project_import import ImportOptions, ImportReport, ProjectImport
from alcove.foundation.database import connect
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.wires.supabase.storage.files import LocalFileStore
from integration.study.callers import add_account
from integration.study.served import serve_study
from integration.study.transfer.contents import PASSWORD, copy, dump_of, read_everything, users

ADA, BOB = UUID(int=0xADA), UUID(int=0xB0B)
SUBJECT, SESSION, TASK = UUID(int=0x50), UUID(int=0x5E), UUID(int=0x7A)
ROWS: Final = (
    copy("public.profiles", "id, email, full_name, timezone, favourite", [ADA, "ada@example.org", "Ada", "UTC", "blue"])
    + copy("public.user_settings", "id, user_id, theme", [UUID(int=1), ADA, "dark"])
    + copy("public.subjects", "id, user_id, name", [SUBJECT, ADA, "Mathematics"])
    + copy(
        "public.study_sessions",
        "id, user_id, subject_id, title, type, status, duration, completed_at",
        [SESSION, ADA, SUBJECT, "Read", "exam_prep", "completed", 30, "2025-01-02 10:00:00+00"],
        [UUID(int=2), ADA, UUID(int=404), "Lost", "focus", "planned", 0, None],
        [UUID(int=3), ADA, SUBJECT, "Odd", "sleeping", "planned", 0, None],
    )
    + copy(
        "public.study_analytics",
        "id, user_id, date, total_study_time",
        *[[UUID(int=number), ADA, "2025-01-02", 30] for number in (8, 9)],
    )
    + copy(
        "public.tasks",
        "id, user_id, title, status",
        [TASK, ADA, "a\\\\b\\tc", "on_hold"],
        [UUID(int=5), UUID(int=6), "x", "todo"],
    )
    + copy("public.ai_tutor_sessions", "id, user_id, ai_provider", [UUID(int=7), ADA, "claude"])
    + copy(
        "public.ai_messages",
        "id, user_id, session_id, role, content",
        [UUID(int=8), ADA, UUID(int=7), "user", "hi"],
        [UUID(int=9), ADA, UUID(int=7), "robot", "hi"],
    )
    + copy("public.unknown_table", "id", [1], [2])
)


async def run_import(dsn: str, *files: Path, folder: Path, **options: Any) -> ImportReport:
    """Import a dump."""
    vault = open_vault(VaultSettings(), data_dir=folder / "data")
    steps: list[str] = []
    importer = ProjectImport(
        dsn, project=None, vault=vault, files=LocalFileStore(folder / "data" / "storage"), progress=steps.append
    )
    return await importer.run(ImportOptions(files=files, **options))


async def test_rows_arrive_in_the_servers_tables(dsn: str, tmp_path: Path) -> None:
    """Accounts sign in with their passwords, their rows count once, and what cannot be taken is said."""
    packed = tmp_path / "dump.sql.gz"
    packed.write_bytes(gzip.compress(dump_of(tmp_path, users((ADA, "ada@example.org")), ROWS).read_bytes()))
    report = await run_import(dsn, packed, folder=tmp_path)
    tables = report.tables
    assert (tables["public.study_sessions"].added, tables["public.tasks"].added) == (2, 1), report.to_text()
    assert tables["public.study_sessions"].skipped == {"a value that the column type does not take": 1}
    assert tables["public.tasks"].skipped == {"they belong to no account that is imported": 1}
    assert tables["public.study_analytics"].found == 2
    assert tables["public.unknown_table"].found == 2
    assert "the column favourite is not here, and its values are left out" in tables["public.profiles"].notes
    connection = await connect(dsn)
    profile = await connection.fetchrow("SELECT * FROM public.profiles WHERE id = $1", ADA)
    assert (profile["full_name"], profile["total_study_time"], profile["email"]) == ("Ada", 30, "ada@example.org")
    analytics = await connection.fetch(
        "SELECT total_study_time, session_count FROM public.study_analytics ORDER BY date"
    )
    assert tuple(analytics[0]) == (30, 1)
    assert await connection.fetchval("SELECT theme FROM public.user_settings WHERE user_id = $1", ADA) == "dark"
    assert await connection.fetchval("SELECT title FROM public.tasks WHERE id = $1", TASK) == "a\\b\tc"
    assert await connection.fetchval("SELECT total_messages FROM public.ai_tutor_sessions") == 1
    roles = await connection.fetch("SELECT app, role FROM alcove.account_role WHERE user_id = $1", ADA)
    assert [tuple(row) for row in roles] == [("study", "member")]
    await connection.close()
    with serve_study(dsn, tmp_path / "data") as server, server.client() as client:
        address = f"{server.address}/auth/v1/token?grant_type=password"
        body = {"email": "ada@example.org", "password": PASSWORD}
        signed_in = await asyncio.to_thread(client.post, address, json=body, headers=server.headers())
        assert signed_in.status_code == 200, signed_in.text
        headers = {**server.headers(), "Authorization": f"Bearer {signed_in.json()['access_token']}"}
        rows = await asyncio.to_thread(client.get, "/tasks?select=title,status", headers=headers)
        assert rows.json() == [{"title": "a\\b\tc", "status": "on_hold"}]
    again = await run_import(dsn, packed, folder=tmp_path)
    assert not again.added_accounts
    assert again.tables["public.tasks"].kept == 1
    assert all(table.added == 0 for table in again.tables.values()), again.to_text()


async def test_a_dry_run_changes_nothing(dsn: str, tmp_path: Path) -> None:
    """All tables are the same as before, and the report is that of the import."""
    connection = await connect(dsn)
    before = await read_everything(connection)
    file = dump_of(tmp_path, users((ADA, "ada@example.org")), ROWS)
    dry = await run_import(dsn, file, folder=tmp_path, is_dry_run=True)
    assert await read_everything(connection) == before
    wet = await run_import(dsn, file, folder=tmp_path)
    assert await read_everything(connection) != before
    await connection.close()
    assert dry.to_json()["tables"] == wet.to_json()["tables"]


async def test_an_address_that_is_here_is_never_taken_over(dsn: str, tmp_path: Path) -> None:
    """Another account's address stops the import; its rows go there on request, if both sides confirmed the address."""
    connection = await connect(dsn)
    here = await add_account(connection, email="Ada@example.org")
    file = dump_of(tmp_path, users((ADA, "ada@example.org"), (BOB, "bob@example.org")), ROWS)
    before = await read_everything(connection)
    for merges in (False, True):
        with pytest.raises(DumpError, match=r"address or phone number of ada@example\.org"):
            await run_import(dsn, file, folder=tmp_path, merges_accounts=merges)
        assert await read_everything(connection) == before
    await connection.execute(
        "UPDATE auth.users SET email_confirmed_at = now(), encrypted_password = 'x' WHERE id = $1", here
    )
    report = await run_import(dsn, file, folder=tmp_path, merges_accounts=True)
    assert [(change.old, change.new) for change in report.accounts] == [(ADA, here)]
    assert report.added_accounts == [BOB]
    assert await connection.fetchval("SELECT user_id FROM public.tasks WHERE id = $1", TASK) == here
    password = await connection.fetchval("SELECT encrypted_password FROM auth.users WHERE id = $1", here)
    assert password == "x"
    assert await connection.fetchval("SELECT count(*) FROM auth.identities WHERE user_id = $1", here) == 0
    assert await connection.fetchval("SELECT full_name FROM public.profiles WHERE id = $1", here) == "Ada@example.org"
    await connection.close()


async def test_an_id_that_is_taken_is_replaced(dsn: str, tmp_path: Path) -> None:
    """An account or row whose id another one has gets a new id, and so does everything that refers to it."""
    connection = await connect(dsn)
    other = await add_account(connection)
    await connection.execute("INSERT INTO auth.users (id, email) VALUES ($1, 'other@example.org')", ADA)
    await connection.execute("INSERT INTO public.subjects (id, user_id, name) VALUES ($1, $2, 'x')", SUBJECT, other)
    report = await run_import(dsn, dump_of(tmp_path, users((ADA, "ada@example.org")), ROWS), folder=tmp_path)
    (change,) = report.accounts
    assert change.old == ADA
    assert change.new not in (ADA, None)
    row = await connection.fetchrow(
        "SELECT t.user_id, s.user_id AS owner, s.id FROM public.study_sessions AS t JOIN public.subjects AS s"
        " ON s.id = t.subject_id WHERE t.id = $1",
        SESSION,
    )
    assert (row["user_id"], row["owner"]) == (change.new, change.new)
    assert row["id"] != SUBJECT
    identity = await connection.fetchrow("SELECT * FROM auth.identities WHERE user_id = $1", change.new)
    assert identity["provider_id"] == str(change.new)
    assert await connection.fetchval("SELECT count(*) FROM public.tasks WHERE user_id = $1", ADA) == 0
    await connection.close()


HOSTILE: Final = {
    "a command of psql": "\\connect other\n",
    "a shell of psql": "\\! touch /tmp/x\n",
    "psql in a statement": "CREATE TABLE public.x (a int) \\gexec\n;",
    "code": "DO $$ BEGIN RAISE EXCEPTION 'x'; END $$;",
    "a file": "COPY public.tasks (id) FROM '/etc/passwd';",
    "a program": "COPY public.tasks (id) FROM PROGRAM 'id';",
    "an expression": "INSERT INTO public.tasks (id) VALUES (pg_sleep(1));",
    "a query": "INSERT INTO public.tasks (id) SELECT 1;",
    "a NUL": "COPY public.tasks (title) FROM stdin;\na\0b\n\\.\n",
    "no end": "COPY public.tasks (title) FROM stdin;\na\n",
    "a call": "SELECT pg_terminate_backend(1);",
    "an update": "UPDATE auth.users SET email = '';",
    "a truncation": "TRUNCATE auth.users;",
    "too many columns": "COPY public.tasks (title) FROM stdin;\na\tb\n\\.\n",
    "no such dump": "this is no SQL",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_what_no_dump_has_is_refused(shared_dsn: str, tmp_path: Path, text: str) -> None:
    """The import stops with the line, and nothing was changed."""
    file = dump_of(tmp_path, users((ADA, "ada@example.org")), text)
    with pytest.raises(DumpError):
        await run_import(shared_dsn, file, folder=tmp_path)
    connection = await connect(shared_dsn)
    assert not await connection.fetchval("SELECT EXISTS (SELECT FROM auth.users WHERE id = $1)", ADA)
    await connection.close()


async def test_what_a_dump_drops_stays(dsn: str, tmp_path: Path) -> None:
    """`pg_dump --clean` drops what it creates; here nothing is dropped or changed."""
    hostile = "DROP SCHEMA auth CASCADE; DROP TABLE public.tasks; ALTER TABLE auth.users OWNER TO anon; SET ROLE anon;"
    report = await run_import(dsn, dump_of(tmp_path, hostile, users((ADA, "ada@example.org")), ROWS), folder=tmp_path)
    assert report.skipped_statements["an import drops nothing"] == 2
    assert report.added_accounts == [ADA]


async def test_names_of_people_and_rights_of_servers_are_not_taken(dsn: str, tmp_path: Path) -> None:
    """No identity of this server's own sign-ins, and no role but `authenticated`, comes out of a dump."""
    identities = copy(
        "auth.identities",
        "provider_id, user_id, identity_data, provider, id",
        ["admin", ADA, "{}", "proxy", UUID(int=1)],
        ["admin", ADA, "{}", "local", UUID(int=2)],
    )
    account = copy("auth.users", "id, email, role, is_super_admin", [ADA, "ada@example.org", "service_role", "t"])
    await run_import(dsn, dump_of(tmp_path, account, identities), folder=tmp_path)
    connection = await connect(dsn)
    assert await connection.fetchval("SELECT count(*) FROM auth.identities WHERE user_id = $1", ADA) == 0
    row = await connection.fetchrow("SELECT role, is_super_admin FROM auth.users WHERE id = $1", ADA)
    assert tuple(row) == ("authenticated", None)
    await connection.close()


async def test_files_arrive_with_their_rows(dsn: str, tmp_path: Path) -> None:
    """Both layouts of folders are read; a row without its file, or with a name that leads elsewhere, is left out."""
    folder = tmp_path / "files"
    (folder / "docs" / "a").mkdir(parents=True)
    (folder / "docs" / "a" / "b.txt").write_bytes(b"content")
    (folder / "docs" / "c.txt").mkdir()
    (folder / "docs" / "c.txt" / "v1").write_bytes(b"version")
    (tmp_path / "secret").write_text("secret")
    (folder / "docs" / "link").symlink_to(tmp_path / "secret")
    objects = [
        [UUID(int=number), "docs", name, ADA, json.dumps({"size": 7, "mimetype": "text/plain"}), "v1"]
        for number, name in enumerate(["a/b.txt", "c.txt", "missing", "../../secret", "link", "/etc/passwd"], 1)
    ]
    storage = copy("storage.buckets", "id, name, public", ["docs", "docs", "f"]) + copy(
        "storage.objects", "id, bucket_id, name, owner_id, metadata, version", *objects
    )
    policy = 'CREATE POLICY "own" ON storage.objects FOR SELECT TO authenticated USING (true);'
    file = dump_of(tmp_path, users((ADA, "ada@example.org")), storage, policy)
    report = await run_import(dsn, file, folder=tmp_path, storage=folder)
    assert report.tables["storage.objects"].added == 2, report.to_text()
    assert sum(report.tables["storage.objects"].skipped.values()) == 4
    with serve_study(dsn, tmp_path / "data") as server, server.client() as client:
        for name, content in (("a/b.txt", b"content"), ("c.txt", b"version")):
            address = f"{server.address}/storage/v1/object/authenticated/docs/{name}"
            read = await asyncio.to_thread(client.get, address, headers=server.service_headers())
            assert (read.status_code, read.content) == (200, content)
            assert read.headers["content-type"].startswith("text/plain")
    again = await run_import(dsn, file, folder=tmp_path, storage=folder)
    assert again.tables["storage.objects"].kept == 2
