"""The import of a program with its tables into a database of its own."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.dumps import DumpError
from alcove.apps.study.project import ProjectDatabase, ProjectMigrationError
from alcove.apps.study.project_import import ImportOptions, ImportReport, ProjectImport
from alcove.foundation.database import connect
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.wires.supabase.auth.factors import totp
from alcove.wires.supabase.storage.files import LocalFileStore
from integration.study.served import serve_study
from integration.study.transfer.contents import dump_of, read_everything, users
from integration.study.transfer.hosted import ADA, BOB, DUMPS, PASSWORD, STRANGE, TOTP_SECRET, HostedProject

TABLES: Final = (
    "public.todos",
    "public.profiles",
    "public.tickets",
    "public.events",
    "public.totals",
    "public.log",
    "private.notes",
)


@pytest.fixture
def project(dsn: str) -> Iterator[ProjectDatabase]:
    """Yield a project database that does not exist yet."""
    name = f"{urlsplit(dsn).path.strip('/')}_imported"
    yield ProjectDatabase(dsn, name=name, base=project_sources())
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


async def import_dump(dsn: str, project: ProjectDatabase | None, *files: Path, **options: Any) -> ImportReport:
    """Import a dump."""
    vault = open_vault(VaultSettings(), data_dir=files[0].parent / "data")
    steps: list[str] = []
    importer = ProjectImport(
        dsn,
        project=project,
        vault=vault,
        files=LocalFileStore(files[0].parent / "data" / "storage"),
        progress=steps.append,
    )
    return await importer.run(ImportOptions(files=files, **options))


@pytest.fixture(params=DUMPS)
def dump(request: pytest.FixtureRequest, hosted: HostedProject, tmp_path: Path) -> list[Path]:
    """Return the files of a dump in one of the formats."""
    return [hosted.dump(tmp_path / f"{number}.dump", *options) for number, options in enumerate(DUMPS[request.param])]


async def test_everything_of_the_program_arrives(
    dsn: str, project: ProjectDatabase, hosted: HostedProject, dump: list[Path]
) -> None:
    """Each format of pg_dump is read, and the rows, counts and checksums are those of the old database."""
    report = await import_dump(dsn, project, *dump)
    assert report.is_complete, report.to_text()
    connection = await connect(project.address)
    for table in TABLES:
        query = f"SELECT array_agg(t::text ORDER BY t::text) FROM {table} AS t"  # noqa: S608
        assert await connection.fetchval(query) == hosted.fetch(query)[0][0], table
    await connection.close()


async def test_people_sign_in_and_see_their_rows(
    dsn: str, project: ProjectDatabase, hosted: HostedProject, tmp_path: Path
) -> None:
    """The old password works, the program's policies decide over REST, and its triggers follow new accounts."""
    report = await import_dump(dsn, project, hosted.dump(tmp_path / "dump", "--format=custom"))
    assert len(report.added_accounts) == 3
    environ = {"STUDY_PROJECT_DATABASE": project.name, "STUDY_AUTOCONFIRM": "true"}
    with serve_study(dsn, tmp_path / "data", **environ) as server, server.client() as client:
        auth = f"{server.address}/auth/v1"

        def call(method: str, address: str, *, token: str = "", body: object = None) -> Any:
            headers = {**server.headers(), **({"Authorization": f"Bearer {token}"} if token else {})}
            return client.request(method, address, json=body, headers=headers)

        credentials = {"email": "ada@example.org", "password": PASSWORD}
        address = f"{auth}/token?grant_type=password"
        signed_in = await asyncio.to_thread(call, "POST", address, body=credentials)
        assert signed_in.status_code == 200, signed_in.text
        token = signed_in.json()["access_token"]
        rows = await asyncio.to_thread(call, "GET", "/todos?select=title,profiles(mood)&order=id", token=token)
        assert [row["title"] for row in rows.json()] == ["write", STRANGE, "\\N", "''"]
        added = await asyncio.to_thread(call, "POST", "/todos", token=token, body={"user_id": str(BOB), "title": "x"})
        assert (added.status_code, added.json()["code"]) == (403, "42501")
        added = await asyncio.to_thread(call, "POST", "/todos", token=token, body={"user_id": str(ADA), "title": "new"})
        assert added.status_code == 201, added.text
        assert (await asyncio.to_thread(call, "GET", "/todos")).json()["code"] == "42501"
        new = {"email": "new@example.org", "password": PASSWORD, "data": {"name": "New"}}
        signed_up = await asyncio.to_thread(call, "POST", f"{auth}/signup", body=new)
        account = signed_up.json()["user"]["id"]
        profile = await asyncio.to_thread(call, "GET", f"/profiles?id=eq.{account}")
        assert [row["display_name"] for row in profile.json()] == ["New"]
        factors = await asyncio.to_thread(call, "POST", address, body={**credentials, "email": "bob@example.org"})
        (factor,) = factors.json()["user"]["factors"]
        assert (factor["factor_type"], factor["status"]) == ("totp", "verified")
        code = totp.make_code(TOTP_SECRET, now=datetime.now(UTC))
        bob = factors.json()["access_token"]
        challenge = await asyncio.to_thread(
            call, "POST", f"{auth}/factors/{factor['id']}/challenge", token=bob, body={}
        )
        answer = {"challenge_id": challenge.json()["id"], "code": code}
        verified = await asyncio.to_thread(
            call, "POST", f"{auth}/factors/{factor['id']}/verify", token=bob, body=answer
        )
        assert verified.status_code == 200, verified.text


async def test_a_second_run_is_refused_and_a_dry_run_leaves_nothing(
    dsn: str, project: ProjectDatabase, hosted: HostedProject, tmp_path: Path
) -> None:
    """A dry run makes no database and no account; a second import names what is there, and changes nothing."""
    file = hosted.dump(tmp_path / "dump.sql")
    connection = await connect(dsn)
    before = await read_everything(connection)
    dry = await import_dump(dsn, project, file, is_dry_run=True)
    assert await read_everything(connection) == before
    assert not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", project.name)
    report = await import_dump(dsn, project, file)
    assert dry.to_json()["tables"] == report.to_json()["tables"]
    after = await read_everything(connection)
    with pytest.raises(ProjectMigrationError, match=r"already has .*private.*Nothing was changed"):
        await import_dump(dsn, project, file)
    assert await read_everything(connection) == after
    await connection.close()


ESCAPE: Final = """
CREATE FUNCTION public.escape() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN {action}; RETURN 1; END $$;
CREATE TABLE public.trap (n integer, m integer DEFAULT public.escape());
COPY public.trap (n) FROM stdin;
1
\\.
"""
ESCAPES: Final = {
    "another role": "EXECUTE 'RESET ROLE'",
    "another session": "EXECUTE 'RESET SESSION AUTHORIZATION'",
    "a superuser": "EXECUTE 'SET ROLE ' || quote_ident(session_user)",
    "accounts": "UPDATE auth.users SET encrypted_password = ''",
    "other secrets": "PERFORM FROM auth.identities",
    "files of the server": "PERFORM pg_read_file('postgresql.conf')",
    "programs": "EXECUTE 'COPY public.trap FROM PROGRAM ''id'''",
    "what Alcove has": "PERFORM FROM alcove.migrations",
    "a drop": "EXECUTE 'DROP SCHEMA auth CASCADE'",
    "the end of the transaction": "COMMIT",
}


@pytest.mark.parametrize("kind", ["a trap", *ESCAPES])
async def test_nothing_of_a_dump_gets_the_rights_of_the_server(
    shared_server: tuple[str, ProjectDatabase], tmp_path: Path, kind: str
) -> None:
    """What rows of a dump cause to run has the rights of the program alone; the import stops and changes nothing."""
    dsn, project = shared_server
    file = dump_of(tmp_path, ESCAPE.format(action=ESCAPES.get(kind, "PERFORM 1")))
    if kind == "a trap":
        report = await import_dump(dsn, project, file, is_dry_run=True)
        assert report.tables["public.trap"].added == 1
        return
    with pytest.raises(DumpError, match=r"permission denied|cannot set parameter|must be|invalid transaction"):
        await import_dump(dsn, project, file)
    connection = await connect(project.address)
    assert await connection.fetchval("SELECT to_regclass('public.trap')") is None
    await connection.close()


DUPLICATE: Final = """
CREATE TABLE public.a (id int);
COPY public.a (id) FROM stdin;
1
1
\\.
ALTER TABLE ONLY public.a ADD CONSTRAINT k UNIQUE (id);
"""
DANGLING: Final = """
CREATE TABLE public.a (id int PRIMARY KEY);
CREATE TABLE public.b (a int);
COPY public.b (a) FROM stdin;
1
\\.
ALTER TABLE ONLY public.b ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.a(id);
"""
UNKNOWN_COLUMN: Final = "CREATE TABLE public.a (id int);\nCOPY public.a (b) FROM stdin;\n1\n\\.\n"
REFUSED: Final = {
    "a missing extension": ("CREATE EXTENSION no_such WITH SCHEMA extensions;", "does not have the extensions"),
    "an unknown type": (
        "CREATE TABLE auth.mine (id int);CREATE TABLE public.x (id no_such_type);",
        "no_such_type.*exist",
    ),
    "a row that a key refuses": (DUPLICATE, "duplicate key value"),
    "a row without its target": (DANGLING, "violates foreign key"),
    "rows without a table": ("COPY public.nothing (a) FROM stdin;\n1\n\\.\n", "is not defined in the dump"),
    "a column that is not there": (UNKNOWN_COLUMN, "has no column b"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_an_error_in_the_middle_leaves_nothing(
    shared_server: tuple[str, ProjectDatabase], tmp_path: Path, kind: str
) -> None:
    """Whatever fails, no account, table or row of the dump is there afterwards, and the error says where."""
    dsn, project = shared_server
    text, message = REFUSED[kind]
    account = uuid.uuid4()
    with pytest.raises(DumpError, match=message):
        await import_dump(dsn, project, dump_of(tmp_path, users((account, f"{account}@example.org")), text))
    for address in (dsn, project.address):
        connection = await connect(address)
        assert not await connection.fetchval("SELECT EXISTS (SELECT FROM auth.users WHERE id = $1)", account)
        assert await connection.fetchval("SELECT to_regclass('public.a')") is None
        await connection.close()


HOSTILE_TRIGGERS: Final = {
    "its condition calls a function": (
        "CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW WHEN (public.leak(NEW.email::text))"
        " EXECUTE FUNCTION public.f();"
    ),
    "its condition checks a type": (
        "CREATE DOMAIN public.leaked AS text CHECK (public.leak(VALUE)); CREATE TRIGGER t AFTER INSERT ON auth.users"
        " FOR EACH ROW WHEN (NEW.email::text::public.leaked IS NOT NULL) EXECUTE FUNCTION public.f();"
    ),
    "its function is named twice": (
        'CREATE TRIGGER t AFTER UPDATE ON auth.users REFERENCING NEW TABLE AS "EXECUTE" FOR EACH STATEMENT'
        " EXECUTE FUNCTION public.as_caller();"
    ),
    "it replaces a trigger of the server": (
        "CREATE OR REPLACE TRIGGER check_new_version BEFORE INSERT ON storage.objects FOR EACH ROW"
        " EXECUTE FUNCTION public.f();"
    ),
    "a row adds it": (
        "CREATE FUNCTION public.add() RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TRIGGER t AFTER INSERT"
        " ON auth.users FOR EACH ROW EXECUTE FUNCTION public.as_caller()'; RETURN 1;"
        " EXCEPTION WHEN insufficient_privilege THEN RETURN 0; END $$;"
        "CREATE TABLE public.a (id int, number int DEFAULT public.add()); INSERT INTO public.a (id) VALUES (1);"
    ),
}


@pytest.mark.parametrize("trigger", HOSTILE_TRIGGERS.values(), ids=HOSTILE_TRIGGERS.keys())
async def test_no_trigger_gets_the_rights_of_the_server(
    dsn: str, project: ProjectDatabase, tmp_path: Path, trigger: str
) -> None:
    """Neither its function nor its condition may run with the rights of whoever changes a row."""
    text = (
        "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN NEW; END $$;"
        "CREATE FUNCTION public.as_caller() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
        "CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;"
    )
    await import_dump(dsn, project, dump_of(tmp_path, text + trigger))
    connection = await connect(project.address)
    functions = (
        "SELECT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND tgrelid IN ('auth.users'::regclass, 'storage.objects'::regclass)"
    )
    assert not [row[0] for row in await connection.fetch(functions) if row[0] in ("f", "as_caller")]
    await connection.close()


async def test_the_rest_of_what_a_program_shares(dsn: str, project: ProjectDatabase, tmp_path: Path) -> None:
    """A trigger that would run with the server's rights is left out; without grants there are Supabase's."""
    text = (
        "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
        "CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.f();"
        "CREATE TABLE public.a (id int); CREATE POLICY mine ON storage.objects FOR SELECT USING (true);"
        "ALTER PUBLICATION supabase_realtime ADD TABLE ONLY public.a;"
        'CREATE EXTENSION IF NOT EXISTS "pg_cron" WITH SCHEMA pg_catalog; ALTER TABLE public.a OWNER TO postgres;'
    )
    report = await import_dump(dsn, project, dump_of(tmp_path, text))
    warnings = " ".join(report.warnings)
    assert "is not SECURITY DEFINER" in warnings
    assert "pg_cron" in warnings
    connection = await connect(project.address)
    assert await connection.fetchval("SELECT has_table_privilege('anon', 'public.a', 'SELECT')")
    assert (
        await connection.fetchval("SELECT relowner::regrole::text FROM pg_class WHERE relname = 'a'")
        == "alcove_program"
    )
    published = await connection.fetch(
        "SELECT tablename FROM pg_publication_tables WHERE pubname = 'supabase_realtime'"
    )
    assert [row[0] for row in published] == ["a"]
    assert await connection.fetchval("SELECT count(*) FROM pg_policies WHERE policyname = 'mine'") == 1
    await connection.close()


async def test_ids_of_accounts_are_replaced_where_foreign_keys_lead(
    dsn: str, project: ProjectDatabase, hosted: HostedProject, tmp_path: Path
) -> None:
    """An account whose id is taken here, or that is merged, is another one in the program's tables as well."""
    connection = await connect(dsn)
    await connection.execute("INSERT INTO auth.users (id, email) VALUES ($1, 'somebody@example.org')", ADA)
    here = await connection.fetchval(
        "INSERT INTO auth.users (id, email, email_confirmed_at) VALUES (gen_random_uuid(), 'bob@example.org', now())"
        " RETURNING id"
    )
    file = hosted.dump(tmp_path / "dump.sql")
    with pytest.raises(DumpError, match=r"bob@example\.org.*--merge-accounts"):
        await import_dump(dsn, project, file)
    assert not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", project.name)
    report = await import_dump(dsn, project, file, merges_accounts=True)
    await connection.close()
    new = {change.old: change.new for change in report.accounts}
    assert (new[BOB], new[ADA] in (None, ADA)) == (here, False)
    program = await connect(project.address)
    for account, count in ((new[ADA], 4), (here, 1), (ADA, 0), (BOB, 0)):
        assert await program.fetchval("SELECT count(*) FROM public.todos WHERE user_id = $1", account) == count
    assert await program.fetchval("SELECT mood::text FROM public.profiles WHERE id = $1", here) == "happy day"
    await program.close()
    todos = report.tables["public.todos"]
    assert todos.checksum_old == todos.checksum_new
