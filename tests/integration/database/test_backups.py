"""Backups before migrations, and restoring them."""

import asyncio
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import (
    BackupFailed,
    Backups,
    DatabaseError,
    EmbeddedPostgres,
    MigrationSource,
    connect,
    migrate,
    pending_migrations,
    restore_backup,
)
from alcove.foundation.database.programs import find_binaries
from support.postgres import migration_sources

from . import lease_processes, older_databases
from .test_migrations import write_source


@pytest.fixture
def old(empty_dsn: str) -> str:
    """Return the DSN of a database of an earlier version."""
    older_databases.load(empty_dsn)
    return empty_dsn


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder on a disk of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_backup_is_complete_and_private(old: str, tmp_path: Path) -> None:
    """One dump is made, named after the first migration, private, and readable by pg_restore."""
    folder = tmp_path / "data" / "backups"
    previous = os.umask(0)
    try:
        migrate(old, migration_sources(), backups=Backups(folder))
    finally:
        os.umask(previous)
    (dump,) = folder.iterdir()
    assert dump.name.endswith("Z-before-jobs-0000_schema.dump")
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    listing = subprocess.run(
        [find_binaries() / "pg_restore", "--list", dump], capture_output=True, text=True, check=True
    )
    for table in older_databases.rows(old):
        assert f"TABLE DATA public {table} " in listing.stdout
    assert "alcove" not in {line.split()[5] for line in listing.stdout.splitlines() if " SCHEMA " in line}


def test_new_and_current_databases_are_not_backed_up(empty_dsn: str, tmp_path: Path) -> None:
    """Without tables, or without pending migrations, no backup is made."""
    backups = Backups(tmp_path / "backups")
    migrate(empty_dsn, migration_sources(), backups=backups)
    assert migrate(empty_dsn, migration_sources(), backups=backups) == []
    assert not backups.folder.exists()


def test_restore(old: str, tmp_path: Path) -> None:
    """A restored backup equals the older database, whatever changed since; it can be migrated again."""
    rows, schema = older_databases.rows(old), older_databases.schema(old)
    backups = Backups(tmp_path / "backups")
    applied = migrate(old, migration_sources(), backups=backups)
    lease_processes.query(old, "DELETE FROM alcove.outbound_start; CREATE TABLE jobs.later (); SELECT 1")
    (dump,) = backups.folder.iterdir()
    restore_backup(old, dump)
    assert older_databases.rows(old) == rows
    assert older_databases.schema(old) == schema
    assert migrate(old, migration_sources()) == applied
    assert older_databases.rows(old) == rows


def test_restore_by_command(data_dir: Path) -> None:
    """`alcove migrate` backs up the embedded database and `alcove migrate --restore` restores it, also as root."""
    with EmbeddedPostgres(data_dir).lease() as dsn:
        older_databases.load(dsn)
        rows = older_databases.rows(dsn)
    _run_alcove(data_dir, "migrate")
    (dump,) = (data_dir / "backups").iterdir()
    _run_alcove(data_dir, "migrate", "--restore", str(dump))
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert older_databases.rows(dsn) == rows
        assert lease_processes.query(dsn, "SELECT count(*) FROM public._yoyo_migration") == [
            len(older_databases.APPLIED)
        ]


def _run_alcove(data_dir: Path, *arguments: str) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "DATABASE_"))}
    command = [sys.executable, "-m", "alcove", *arguments, "--data-dir", str(data_dir)]
    subprocess.run(command, env=settings, check=True, timeout=60, stdout=subprocess.DEVNULL)


def test_killed_during_the_backup(old: str, tmp_path: Path) -> None:
    """After a kill during the backup nothing is migrated, and the next start makes a new backup."""
    backups = Backups(tmp_path / "backups")
    settings = {"DATABASE_URL": old, "ALCOVE_DATA_DIR": str(tmp_path)}
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pg_dump'"
    with psycopg.connect(old) as writer:
        writer.execute("LOCK TABLE public.outbound_hold")
        command = [sys.executable, "-m", "alcove", "migrate"]
        process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)
        while not lease_processes.query(old, waiting):
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
        process.wait()
        assert [path.suffix for path in backups.folder.iterdir()] == [".partial"]
        assert lease_processes.query(old, "SELECT to_regclass('alcove.migrations') IS NULL") == [True]
    migrate(old, migration_sources(), backups=backups)
    assert [path.suffix for path in backups.folder.iterdir()] == [".dump"]


async def test_no_restore_while_alcove_runs(dsn: str, tmp_path: Path) -> None:
    """Restoring is refused while Alcove is connected to the database."""
    connection = await connect(dsn, name="alcove-api")
    with pytest.raises(DatabaseError, match="Alcove is still running: it has 1 connections"):
        await asyncio.to_thread(restore_backup, dsn, tmp_path / "x.dump")
    await connection.close()


def test_a_damaged_backup_changes_nothing(old: str, tmp_path: Path) -> None:
    """A truncated dump is refused before anything is dropped."""
    backups = Backups(tmp_path / "backups")
    migrate(old, migration_sources(), backups=backups)
    rows = older_databases.rows(old)
    (dump,) = backups.folder.iterdir()
    dump.write_bytes(dump.read_bytes()[:-3000])
    with pytest.raises(DatabaseError, match="cannot be read as a backup"):
        restore_backup(old, dump)
    assert older_databases.rows(old) == rows
    assert pending_migrations(old, migration_sources()) == []


def test_a_full_disk_stops_the_migration(old: str, small_disk: Path) -> None:
    """When the backup does not fit, nothing is migrated, no partial file is left, and the error says what to do."""
    schema = older_databases.schema(old)
    with pytest.raises(BackupFailed, match=r"(?s)nothing was migrated: .*No space left.*ALCOVE_MIGRATION_BACKUPS=0"):
        migrate(old, migration_sources(), backups=Backups(small_disk / "backups"))
    assert list((small_disk / "backups").iterdir()) == []
    assert older_databases.schema(old) == schema


def test_an_impossible_folder_stops_the_migration(old: str, tmp_path: Path) -> None:
    """When the folder cannot be created, nothing is migrated."""
    schema = older_databases.schema(old)
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match="nothing was migrated"):
        migrate(old, migration_sources(), backups=Backups(tmp_path / "file" / "backups"))
    assert older_databases.schema(old) == schema


def test_no_backup_when_disabled(old: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `keep=0` no backup is made, and the log says so."""
    migrate(old, migration_sources(), backups=Backups(tmp_path / "backups", keep=0))
    assert not (tmp_path / "backups").exists()
    assert "ALCOVE_MIGRATION_BACKUPS is 0" in capsys.readouterr().out


def test_only_the_newest_are_kept(tmp_path: Path, empty_dsn: str) -> None:
    """The oldest are deleted first; failed retries of one migration keep one backup and delete no other."""
    backups = Backups(tmp_path / "backups", keep=2)
    backups.folder.mkdir()
    for stamp, name in (("20250101T000000Z", "a-0001_x"), ("20250201T000000Z", "a-0002_y"),
                        ("20250301T000000Z", "a-0003_z")):  # fmt: skip
        (backups.folder / f"{stamp}-before-{name}.dump").touch()
    (backups.folder / "20250301T000000Z-before-a-0003_z.dump.1.partial").touch()
    (backups.folder / "mine.dump").touch()
    lease_processes.query(empty_dsn, "CREATE TABLE theirs ()")
    broken: MigrationSource = write_source(tmp_path, "a", m0003_z="SELEKT")
    for _ in range(3):
        with pytest.raises(DatabaseError, match="SELEKT"):
            migrate(empty_dsn, [broken], backups=backups)
    names = sorted(path.name for path in backups.folder.iterdir())
    assert [name.partition("Z-before-")[2] or name for name in names] == ["a-0002_y.dump", "a-0003_z.dump", "mine.dump"]
    assert not names[1].startswith("2025")


async def test_the_password_is_not_an_argument(old: str, tmp_path: Path) -> None:
    """The DSN in pg_dump's arguments, which every user can read, has no password."""
    connection = await asyncpg.connect(old)
    role = f"saver_{await connection.fetchval('SELECT current_database()')}"
    await connection.execute(f"CREATE ROLE \"{role}\" SUPERUSER LOGIN PASSWORD 's3cret'")
    # The lock blocks pg_dump while its arguments are read.
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("LOCK TABLE public.outbound_hold")
    address = old.replace("alcove@", f"{role}:s3cret@", 1)
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
        "from alcove.foundation.database import *; from support.postgres import migration_sources\n"
        "migrate(sys.argv[1], migration_sources(), backups=Backups(Path(sys.argv[2])))"
    )
    tests = str(Path(__file__).parents[2])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, address, str(tmp_path / "backups"), tests
    )
    try:
        while not (arguments := _arguments_of("pg_dump", role)):
            assert process.returncode is None
            await asyncio.sleep(0.01)
        assert "s3cret" not in arguments
    finally:
        await transaction.rollback()
        assert await process.wait() == 0
    await connection.execute(f'DROP OWNED BY "{role}" CASCADE; DROP ROLE "{role}"')
    await connection.close()


def _arguments_of(program: str, word: str) -> str:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if line.partition("\0")[0].endswith(program) and word in line:
            return line
    return ""
