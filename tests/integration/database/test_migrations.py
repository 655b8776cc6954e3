"""Migrations: plain SQL files, each applied once and atomically, with any number of concurrent processes."""

import asyncio
import itertools
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import DatabaseError, MigrationError, MigrationSource, migrate, pending_migrations
from support.postgres import migration_sources

from . import lease_processes

PROGRAM = Path(__file__).with_name("migrate_program.py")

TRICKY = """\
-- A comment; with a semicolon, a ' and a $$.
CREATE TABLE box (id int PRIMARY KEY, note text DEFAULT '100% ; "sure" %s %(x)s');
CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    found int := 5 % 3;
BEGIN
    IF NEW.id < 0 THEN
        RAISE EXCEPTION 'no; % is negative $$', NEW.id;
    END IF;
    NEW.note := format('%s;%s', NEW.note, CASE WHEN found > 1 THEN $$a'b$$ ELSE 'c' END);
    RETURN NEW;
END;
$body$;
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT n; SELECT n * 2; END;
CREATE TRIGGER guard BEFORE INSERT ON box FOR EACH ROW EXECUTE FUNCTION guard();
DO $$ BEGIN INSERT INTO box (id) VALUES (1); END $$;
SELECT count(*) FROM box;
INSERT INTO box (id) VALUES (twice(2));
"""


def write_source(folder: Path, name: str, **files: str) -> MigrationSource:
    """Write the files of a migration source and return it."""
    path = folder / name
    path.mkdir(exist_ok=True)
    for file, text in files.items():
        (path / f"{file.removeprefix('m')}.sql").write_text(text, encoding="utf-8")
    return MigrationSource(name, path)


def tables(dsn: str) -> set[object]:
    """Return the names of a database's tables, without the migration history."""
    return set(
        lease_processes.query(
            dsn,
            "SELECT relname::text FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname NOT IN ('alcove', 'information_schema') AND nspname NOT LIKE 'pg\\_%'",
        )
    )


def test_applies_in_order_and_once(tmp_path: Path, empty_dsn: str) -> None:
    """Files are applied by number, sources in the given order; a second run applies nothing."""
    first = write_source(tmp_path, "first", m0002_b="ALTER TABLE a ADD COLUMN b int", m0001_a="CREATE TABLE a ()")
    second = write_source(tmp_path, "second", m0001_a="ALTER TABLE first.a ADD COLUMN c int")
    expected = ["first/0001_a", "first/0002_b", "second/0001_a"]
    assert pending_migrations(empty_dsn, [first, second]) == expected
    assert migrate(empty_dsn, [first, second]) == expected
    assert migrate(empty_dsn, [first, second]) == []
    assert pending_migrations(empty_dsn, [first, second]) == []
    write_source(tmp_path, "first", m0003_c="ALTER TABLE a ADD COLUMN d int")
    assert pending_migrations(empty_dsn, [first, second]) == ["first/0003_c"]
    assert migrate(empty_dsn, [first, second]) == ["first/0003_c"]


def test_sources_can_be_added_and_removed(tmp_path: Path, empty_dsn: str) -> None:
    """A source that is added later is migrated then; one that is missing is not touched."""
    first = write_source(tmp_path, "first", m0001_a="CREATE TABLE a ()")
    second = write_source(tmp_path, "second", m0001_a="CREATE TABLE b ()")
    assert migrate(empty_dsn, [second]) == ["second/0001_a"]
    assert migrate(empty_dsn, [first]) == ["first/0001_a"]
    assert pending_migrations(empty_dsn, [first, second]) == []


def test_a_source_can_end_early(tmp_path: Path, empty_dsn: str) -> None:
    """A database that needs the first files of a source only gets these; the others can follow."""
    source = write_source(tmp_path, "app", m0001_a="CREATE TABLE a ()", m0002_b="CREATE TABLE b ()")
    assert migrate(empty_dsn, [replace(source, only=("0001_a",))]) == ["app/0001_a"]
    assert migrate(empty_dsn, [source]) == ["app/0002_b"]


def test_sql_is_executed_unchanged(tmp_path: Path, empty_dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Dollar quotes, semicolons in strings, `%` and ATOMIC functions work, and nothing is printed."""
    migrate(empty_dsn, [write_source(tmp_path, "app", m0001_tricky=TRICKY)])
    notes = lease_processes.query(empty_dsn, "SELECT note FROM app.box ORDER BY id")
    assert notes == ['100% ; "sure" %s %(x)s;a\'b'] * 2
    with pytest.raises(psycopg.errors.RaiseException, match=r"no; -1 is negative \$\$"):
        lease_processes.query(empty_dsn, "INSERT INTO app.box (id) VALUES (-1)")
    assert capsys.readouterr().out == ""


def test_an_empty_file_is_a_migration(tmp_path: Path, empty_dsn: str) -> None:
    """A file with only a comment is recorded as applied."""
    app = write_source(tmp_path, "app", m0001_empty="", m0002_comment="-- nothing to do\n")
    assert migrate(empty_dsn, [app]) == ["app/0001_empty", "app/0002_comment"]
    assert pending_migrations(empty_dsn, [app]) == []


@pytest.mark.parametrize(
    ("bad_sql", "error"),
    [
        ("CREATE TABLE c (a int);\n\nSELEKT 1;\n", r"0002_bad\.sql, line 3: syntax error at or near \"SELEKT\""),
        (
            "CREATE TABLE c (a int);\nSELECT nothing FROM c;\n",
            r"0002_bad\.sql, line 2: column \"nothing\" does not exist",
        ),
        (
            "CREATE TABLE c (a int UNIQUE);\nINSERT INTO c VALUES (1), (1);\n",
            r"(?s)0002_bad\.sql: duplicate key value violates unique constraint.*Key \(a\)=\(1\) already exists",
        ),
        ("CREATE TABLE c (a int);\nDO $$ BEGIN RAISE 'too bad'; END $$;", r"(?s)0002_bad\.sql: too bad.*PL/pgSQL"),
        ("CREATE TABLE c (a int); SELECT 'open", r"0002_bad\.sql, line 1: unterminated quoted string"),
    ],
)
def test_a_failed_file_is_rolled_back(tmp_path: Path, empty_dsn: str, bad_sql: str, error: str) -> None:
    """A failing file is rolled back; earlier ones stay applied, later ones are applied once it is fixed."""
    app = write_source(tmp_path, "app", m0001_a="CREATE TABLE a ()", m0002_bad=bad_sql, m0003_d="CREATE TABLE d ()")
    with pytest.raises(MigrationError, match=error):
        migrate(empty_dsn, [app])
    assert tables(empty_dsn) == {"a"}
    assert pending_migrations(empty_dsn, [app]) == ["app/0002_bad", "app/0003_d"]
    write_source(tmp_path, "app", m0002_bad="CREATE TABLE c ()")
    assert migrate(empty_dsn, [app]) == ["app/0002_bad", "app/0003_d"]


@pytest.mark.parametrize(
    "end",
    ["COMMIT", "ROLLBACK", "COMMIT; BEGIN", "-- so\n/* there */ end", "BEGIN", "START TRANSACTION", "ABORT",
     "SAVEPOINT s", "PREPARE TRANSACTION 'p'", "DO $$ BEGIN COMMIT; END $$", "CREATE DATABASE other", "VACUUM"],
)  # fmt: skip
def test_a_file_must_not_end_its_transaction(tmp_path: Path, empty_dsn: str, end: str) -> None:
    """A file with a transaction statement is refused and rolled back."""
    app = write_source(tmp_path, "app", m0001_a=f"CREATE TABLE a ();\n{end};\nCREATE TABLE b ()")
    with pytest.raises(MigrationError, match="transaction"):
        migrate(empty_dsn, [app])
    assert tables(empty_dsn) == set()
    assert pending_migrations(empty_dsn, [app]) == ["app/0001_a"]


def test_settings_of_one_file_do_not_reach_the_next(tmp_path: Path, empty_dsn: str) -> None:
    """A search path that one migration sets does not affect the next one or the history."""
    app = write_source(
        tmp_path,
        "app",
        m0001_a="CREATE SCHEMA other; SET search_path = other; CREATE TABLE a ()",
        m0002_b="CREATE TABLE b ()",
    )
    assert len(migrate(empty_dsn, [app])) == 2
    in_app = "SELECT relname::text FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r'"
    assert lease_processes.query(empty_dsn, in_app) == ["b"]
    assert pending_migrations(empty_dsn, [app]) == []


def test_two_sources_of_one_name_are_refused(tmp_path: Path, empty_dsn: str) -> None:
    """Duplicate ids are detected before anything is applied."""
    first = write_source(tmp_path, "app", m0001_a="CREATE TABLE a ()")
    with pytest.raises(MigrationError, match="share a name"):
        migrate(empty_dsn, [first, first])
    with pytest.raises(MigrationError, match="no folder"):
        migrate(empty_dsn, [MigrationSource("app", tmp_path / "missing")])


def test_an_unreachable_database(tmp_path: Path) -> None:
    """Without a server DatabaseError is raised, not an error of the driver."""
    with pytest.raises(DatabaseError, match="cannot reach the database"):
        migrate(f"postgresql://alcove@/alcove?host={tmp_path}", [write_source(tmp_path, "app", m0001_a="SELECT 1")])


async def test_may_be_called_inside_an_event_loop(tmp_path: Path, empty_dsn: str) -> None:
    """Both synchronous functions work inside a running event loop."""
    app = write_source(tmp_path, "app", m0001_a="CREATE TABLE a ()")
    assert pending_migrations(empty_dsn, [app]) == migrate(empty_dsn, [app]) == ["app/0001_a"]


def start_migration(dsn: str, folder: Path) -> subprocess.Popen[str]:
    """Start a process that migrates."""
    return subprocess.Popen([sys.executable, str(PROGRAM), dsn, str(folder)], stdout=subprocess.PIPE, text=True)


def test_concurrent_processes(tmp_path: Path, empty_dsn: str) -> None:
    """Of several concurrent processes exactly one applies each file, and all succeed."""
    files = {f"m{number:04d}_t": f"CREATE TABLE t{number} (); SELECT pg_sleep(0.02)" for number in range(1, 11)}
    app = write_source(tmp_path, "app", **files)
    processes = [start_migration(empty_dsn, app.path) for _ in range(3)]
    applied = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(itertools.chain(*applied)) == [f"app/{number:04d}_t" for number in range(1, 11)]
    assert len(tables(empty_dsn)) == 10


def test_a_killed_process_leaves_no_lock_and_no_partial_file(tmp_path: Path, empty_dsn: str) -> None:
    """After SIGKILL inside a file the next run applies that file again, without waiting for the lock."""
    app = write_source(
        tmp_path,
        "app",
        m0001_a="CREATE TABLE a ()",
        m0002_b="CREATE TABLE b (); SELECT pg_sleep(60); CREATE TABLE c ()",
    )
    process = start_migration(empty_dsn, app.path)
    deadline = time.monotonic() + 60
    sleeping = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    while not lease_processes.query(empty_dsn, sleeping):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert pending_migrations(empty_dsn, [app]) == ["app/0002_b"]
    write_source(tmp_path, "app", m0002_b="CREATE TABLE b ()")
    assert migrate(empty_dsn, [app]) == ["app/0002_b"]


async def test_a_lost_connection(tmp_path: Path, empty_dsn: str) -> None:
    """When the connection is lost, DatabaseError is raised and the file is rolled back."""
    app = write_source(tmp_path, "app", m0001_a="CREATE TABLE a (); SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(DatabaseError, match="connection"):
        await asyncio.to_thread(migrate, empty_dsn, [app])
    assert tables(empty_dsn) == set()


def test_migrating_imports_no_second_driver(tmp_path: Path, empty_dsn: str) -> None:
    """Migrating imports no second driver, which keeps the memory of the supervisor small."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom alcove.foundation.database import *\n"
        "assert migrate(sys.argv[1], [MigrationSource('app', Path(sys.argv[2]))]) == ['app/0001_a']\n"
        "print(sorted({'psycopg', 'sqlalchemy', 'procrastinate'} & set(sys.modules)))"
    )
    app = write_source(tmp_path, "app", m0001_a="CREATE TABLE a ()")
    command = [sys.executable, "-c", program, empty_dsn, str(app.path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


async def test_all_migrations_apply(empty_dsn: str) -> None:
    """The migrations of the foundation and all apps migrate an empty database."""
    sources = migration_sources()
    names = {name.partition("/")[0] for name in await asyncio.to_thread(migrate, empty_dsn, sources)}
    assert names == {source.name for source in sources}
    connection = await asyncpg.connect(empty_dsn)
    assert await connection.fetchval("SELECT count(*) FROM alcove.migrations WHERE checksum IS NOT NULL") > 0
    await connection.close()
