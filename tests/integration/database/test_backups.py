"""Before a database is migrated it is saved, and the backup leads back."""

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
    pending,
    restore,
)
from alcove.foundation.database.binaries import binaries
from support.postgres import migration_sources

from . import holding, older_databases
from .test_migrations import source


@pytest.fixture
def old(empty_dsn: str) -> str:
    """Give the address of a database of an earlier version."""
    older_databases.load(empty_dsn)
    return empty_dsn


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_backup_is_whole_and_private(old: str, tmp_path: Path) -> None:
    """One dump, named after the first migration, for the owner alone, and readable by pg_restore."""
    folder = tmp_path / "data" / "backups"
    before = os.umask(0)
    try:
        migrate(old, migration_sources(), backups=Backups(folder))
    finally:
        os.umask(before)
    (dump,) = folder.iterdir()
    assert dump.name.endswith("Z-before-jobs-0000_schema.dump")
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    listed = subprocess.run([binaries() / "pg_restore", "--list", dump], capture_output=True, text=True, check=True)
    for table in older_databases.rows(old):
        assert f"TABLE DATA public {table} " in listed.stdout
    assert "alcove" not in {line.split()[5] for line in listed.stdout.splitlines() if " SCHEMA " in line}


def test_new_and_current_databases_are_not_saved(empty_dsn: str, tmp_path: Path) -> None:
    """Without tables there is nothing to save, and without pending migrations nothing to go back from."""
    backups = Backups(tmp_path / "backups")
    migrate(empty_dsn, migration_sources(), backups=backups)
    assert migrate(empty_dsn, migration_sources(), backups=backups) == []
    assert not backups.folder.exists()


def test_the_way_back(old: str, tmp_path: Path) -> None:
    """A restored backup is the older database again, whatever was done since; it can be upgraded once more."""
    rows, schema = older_databases.rows(old), older_databases.schema(old)
    backups = Backups(tmp_path / "backups")
    done = migrate(old, migration_sources(), backups=backups)
    holding.ask(old, "DELETE FROM alcove.outbound_start; CREATE TABLE jobs.later (); SELECT 1")
    (dump,) = backups.folder.iterdir()
    restore(old, dump)
    assert older_databases.rows(old) == rows
    assert older_databases.schema(old) == schema
    assert migrate(old, migration_sources()) == done
    assert older_databases.rows(old) == rows


def test_the_way_back_by_command(data_dir: Path) -> None:
    """`alcove migrate` saves the embedded database and `alcove migrate --restore` brings it back, also as root."""
    with EmbeddedPostgres(data_dir).lease() as dsn:
        older_databases.load(dsn)
        rows = older_databases.rows(dsn)
    _alcove(data_dir, "migrate")
    (dump,) = (data_dir / "backups").iterdir()
    _alcove(data_dir, "migrate", "--restore", str(dump))
    with EmbeddedPostgres(data_dir).lease() as dsn:
        assert older_databases.rows(dsn) == rows
        assert holding.ask(dsn, "SELECT count(*) FROM public._yoyo_migration") == [len(older_databases.LANDED)]


def _alcove(data_dir: Path, *arguments: str) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "DATABASE_"))}
    command = [sys.executable, "-m", "alcove", *arguments, "--data-dir", str(data_dir)]
    subprocess.run(command, env=settings, check=True, timeout=60, stdout=subprocess.DEVNULL)


def test_killed_while_it_saves(old: str, tmp_path: Path) -> None:
    """Killed during the backup nothing has been migrated and no file passes for a backup; the next start makes one."""
    backups = Backups(tmp_path / "backups")
    settings = {"DATABASE_URL": old, "ALCOVE_DATA_DIR": str(tmp_path)}
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pg_dump'"
    with psycopg.connect(old) as writer:
        writer.execute("LOCK TABLE public.outbound_hold")
        command = [sys.executable, "-m", "alcove", "migrate"]
        saving = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)
        while not holding.ask(old, waiting):
            assert saving.poll() is None
            time.sleep(0.02)
        saving.kill()
        saving.wait()
        assert [path.suffix for path in backups.folder.iterdir()] == [".partial"]
        assert holding.ask(old, "SELECT to_regclass('alcove.migrations') IS NULL") == [True]
    migrate(old, migration_sources(), backups=backups)
    assert [path.suffix for path in backups.folder.iterdir()] == [".dump"]


async def test_no_restore_while_alcove_runs(dsn: str, tmp_path: Path) -> None:
    """A running process would lose its tables under its hands: restoring refuses and says so."""
    serving = await connect(dsn, name="alcove-api")
    with pytest.raises(DatabaseError, match="Alcove still runs: 1 connections"):
        await asyncio.to_thread(restore, dsn, tmp_path / "x.dump")
    await serving.close()


def test_a_damaged_backup_changes_nothing(old: str, tmp_path: Path) -> None:
    """A dump that was cut off is refused before anything is removed."""
    backups = Backups(tmp_path / "backups")
    migrate(old, migration_sources(), backups=backups)
    rows = older_databases.rows(old)
    (dump,) = backups.folder.iterdir()
    dump.write_bytes(dump.read_bytes()[:-3000])
    with pytest.raises(DatabaseError, match="cannot be read as a backup"):
        restore(old, dump)
    assert older_databases.rows(old) == rows
    assert pending(old, migration_sources()) == []


def test_a_full_disk_stops_the_migration(old: str, small_disk: Path) -> None:
    """Where the backup does not fit nothing is migrated, nothing half is left, and the error says what to do."""
    schema = older_databases.schema(old)
    with pytest.raises(BackupFailed, match=r"(?s)nothing was migrated: .*No space left.*ALCOVE_MIGRATION_BACKUPS=0"):
        migrate(old, migration_sources(), backups=Backups(small_disk / "backups"))
    assert list((small_disk / "backups").iterdir()) == []
    assert older_databases.schema(old) == schema


def test_a_folder_that_cannot_be_stops_the_migration(old: str, tmp_path: Path) -> None:
    """Where the folder cannot be made nothing is migrated."""
    schema = older_databases.schema(old)
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match="nothing was migrated"):
        migrate(old, migration_sources(), backups=Backups(tmp_path / "file" / "backups"))
    assert older_databases.schema(old) == schema


def test_no_backup_when_the_owner_wants_none(old: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With 0 to keep none is made, and the log says so."""
    migrate(old, migration_sources(), backups=Backups(tmp_path / "backups", keep=0))
    assert not (tmp_path / "backups").exists()
    assert "ALCOVE_MIGRATION_BACKUPS is 0" in capsys.readouterr().out


def test_only_the_newest_stay(tmp_path: Path, empty_dsn: str) -> None:
    """The oldest go first; many failed starts at one migration leave one backup and push out none of the others."""
    backups = Backups(tmp_path / "backups", keep=2)
    backups.folder.mkdir()
    for stamp, name in (("20250101T000000Z", "a-0001_x"), ("20250201T000000Z", "a-0002_y"),
                        ("20250301T000000Z", "a-0003_z")):  # fmt: skip
        (backups.folder / f"{stamp}-before-{name}.dump").touch()
    (backups.folder / "20250301T000000Z-before-a-0003_z.dump.1.partial").touch()
    (backups.folder / "mine.dump").touch()
    holding.ask(empty_dsn, "CREATE TABLE theirs ()")
    broken: MigrationSource = source(tmp_path, "a", m0003_z="SELEKT")
    for _ in range(3):
        with pytest.raises(DatabaseError, match="SELEKT"):
            migrate(empty_dsn, [broken], backups=backups)
    left = sorted(path.name for path in backups.folder.iterdir())
    assert [name.partition("Z-before-")[2] or name for name in left] == ["a-0002_y.dump", "a-0003_z.dump", "mine.dump"]
    assert not left[1].startswith("2025")


async def test_a_password_is_not_among_the_arguments(old: str, tmp_path: Path) -> None:
    """The address handed to pg_dump, which everybody on the machine may read, is without the password."""
    looking = await asyncpg.connect(old)
    role = f"saver_{await looking.fetchval('SELECT current_database()')}"
    await looking.execute(f"CREATE ROLE \"{role}\" SUPERUSER LOGIN PASSWORD 's3cret'")
    # A lock holds pg_dump back while its arguments are read.
    transaction = looking.transaction()
    await transaction.start()
    await looking.execute("LOCK TABLE public.outbound_hold")
    address = old.replace("alcove@", f"{role}:s3cret@", 1)
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
        "from alcove.foundation.database import *; from support.postgres import migration_sources\n"
        "migrate(sys.argv[1], migration_sources(), backups=Backups(Path(sys.argv[2])))"
    )
    tests = str(Path(__file__).parents[2])
    saving = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, address, str(tmp_path / "backups"), tests
    )
    try:
        while not (found := _arguments_of("pg_dump", role)):
            assert saving.returncode is None
            await asyncio.sleep(0.01)
        assert "s3cret" not in found
    finally:
        await transaction.rollback()
        assert await saving.wait() == 0
    await looking.execute(f'DROP OWNED BY "{role}" CASCADE; DROP ROLE "{role}"')
    await looking.close()


def _arguments_of(program: str, word: str) -> str:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if line.partition("\0")[0].endswith(program) and word in line:
            return line
    return ""
