"""`alcove backup` and `alcove restore` with real servers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.database import EmbeddedPostgres
from alcove.foundation.vault import MasterKeyFile
from support.database_contents import read_rows, read_schema
from support.postgres import copy_migrated_data
from support.until import until
from support.world import World

ADD_FIRST = "INSERT INTO auth.users (id, email) VALUES (gen_random_uuid(), 'first@example.org')"
ADD_SECOND = "INSERT INTO auth.users (id, email) VALUES (gen_random_uuid(), 'second@example.org')"
EMAILS = "SELECT email FROM auth.users WHERE email LIKE '%@example.org' ORDER BY 1"


@pytest.fixture
def archive(home: Path) -> Path:
    """Return where the tests write backups."""
    return home / "backup.tar"


def _execute(data_dir: Path, *statements: str) -> list[tuple[object, ...]]:
    with EmbeddedPostgres(data_dir).lease() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _own_rows(dsn: str) -> Mapping[str, object]:
    """Return the rows of all tables that a running server does not change by itself."""
    return {table: rows for table, rows in read_rows(dsn).items() if not table.startswith(("jobs.", "procrastinate"))}


def _back_up_while_nothing_changes(world: World, archive: Path) -> Mapping[str, object] | None:
    """Make a backup of a running server; return its rows, or None if a job of the server changed them meanwhile."""
    rows = _own_rows(world.dsn)
    result = world.run_json("backup", str(archive), "--force")
    assert (result["databases"], result["bytes"]) == (1, archive.stat().st_size)
    return rows if _own_rows(world.dsn) == rows else None


def _private_files(data_dir: Path) -> dict[str, tuple[bytes, int]]:
    names = ("alcove.toml", "vault/master-keys.json", "tls/key.pem", "tls/cert.pem")
    return {name: ((data_dir / name).read_bytes(), (data_dir / name).stat().st_mode) for name in names}


def test_a_fresh_directory_gets_everything(world: World, archive: Path) -> None:
    """A backup of a running server, restored into a fresh directory, has its tables, keys, settings; and it serves."""
    server = world.start("serve").wait_ready()
    data_dir, restored = world.data_dir, world.home / "restored"
    assert world.run("cert", "localhost").returncode == 0
    (data_dir / "alcove.toml").write_text('cors_origins = ["http://a.example"]\n')
    # A job of the worker makes the same file once an hour.
    MasterKeyFile(data_dir / "vault" / "master-keys.json").current()
    _execute(data_dir, ADD_FIRST)
    rows, schema = until(lambda: _back_up_while_nothing_changes(world, archive)), read_schema(world.dsn)
    assert server.stop() == 0
    done = world.run("restore", str(archive), "--data-dir", str(restored))
    assert (done.returncode, done.stderr) == (0, "")
    with EmbeddedPostgres(restored).lease() as dsn:
        assert read_schema(dsn) == schema
        assert _own_rows(dsn) == rows
    assert _private_files(restored) == _private_files(data_dir)
    assert not list(restored.rglob(".alcove-restore"))
    world.start("serve", ALCOVE_DATA_DIR=str(restored)).wait_ready()


@pytest.mark.slow
def test_existing_data_are_replaced_on_request_only(world: World, archive: Path) -> None:
    """Existing data are refused; --replace makes a backup of them first, with which they come back."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    _execute(world.data_dir, ADD_FIRST)
    assert world.run("backup", str(archive)).returncode == 0
    assert world.run("backup", str(archive)).returncode == 3
    assert world.run("backup", str(archive), "--force").returncode == 0
    _execute(world.data_dir, ADD_SECOND)
    refused = world.run("restore", str(archive))
    assert refused.returncode == 3
    assert "there are data already: the database alcove" in refused.stderr
    assert world.run("restore", str(archive), "--replace").returncode == 0
    assert _execute(world.data_dir, EMAILS) == [("first@example.org",)]
    (saved,) = (world.data_dir / "backups").glob("*-before-restore.tar")
    assert world.run("restore", str(saved), "--replace").returncode == 0
    assert _execute(world.data_dir, EMAILS) == [("first@example.org",), ("second@example.org",)]


def test_a_running_server_is_not_restored(world: World, archive: Path) -> None:
    """A restore into the data directory of a running server is refused, and so is a start during a restore."""
    server = world.start("serve").wait_ready()
    assert world.run("backup", str(archive)).returncode == 0
    refused = world.run("restore", str(archive), "--replace")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "Alcove already runs on this data directory" in refused.stderr
    assert server.get("/health/ready")[0] == 200


@pytest.mark.slow
def test_keys_can_be_left_out(world: World, archive: Path) -> None:
    """--without-keys leaves out the files with keys; a restore does not miss them, and keeps those of the target."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    assert world.run("cert", "localhost").returncode == 0
    assert world.run("backup", str(archive), "--without-keys").returncode == 0
    parts = {part["name"] for part in world.run_json("restore", "--list", str(archive))["parts"]}
    assert parts == {"databases/server"}
    restored = world.home / "restored"
    assert world.run("cert", "localhost", "--data-dir", str(restored)).returncode == 0
    key = (restored / "tls" / "key.pem").read_bytes()
    assert world.run("restore", str(archive), "--data-dir", str(restored)).returncode == 0
    assert (restored / "tls" / "key.pem").read_bytes() == key


def test_an_archive_is_listed_and_checked(world: World, archive: Path) -> None:
    """--list names the parts, --check reads all bytes, and a damaged archive changes nothing."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    assert world.run("backup", str(archive)).returncode == 0
    parts = {part["name"] for part in world.run_json("restore", "--list", str(archive))["parts"]}
    assert "databases/server" in parts
    assert world.run_json("restore", "--check", str(archive))["result"] == "complete and undamaged"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    fresh = world.home / "fresh"
    for arguments in (("--check",), ("--data-dir", str(fresh))):
        done = world.run("restore", str(archive), *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "is damaged or incomplete" in done.stderr
    assert not fresh.exists()


@pytest.mark.slow
def test_standard_output_gets_the_archive_alone(world: World, archive: Path) -> None:
    """With - the archive goes to standard output, and nothing else does."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    command = [sys.executable, "-m", "alcove", "backup", "-"]
    with archive.open("wb") as file:
        done = subprocess.run(command, env=world.env, stdout=file, stderr=subprocess.PIPE, text=True, check=True)
    assert "backed up 1 databases" in done.stderr
    assert world.run("restore", "--check", str(archive)).returncode == 0


def test_without_data_there_is_nothing_to_back_up(world: World, archive: Path) -> None:
    """A data directory without data is an error, and none is made."""
    done = world.run("backup", str(archive), "--data-dir", str(world.home / "none"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no data to back up" in done.stderr
    assert not (world.home / "none").exists()
    assert not archive.exists()


@pytest.mark.parametrize(
    "number",
    [signal.SIGKILL, *(pytest.param(number, marks=pytest.mark.slow) for number in (signal.SIGTERM, signal.SIGINT))],
)
def test_a_stopped_backup_leaves_nothing(world: World, archive: Path, number: signal.Signals) -> None:
    """A backup that is killed or interrupted while pg_dump runs leaves no file and no process."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    with EmbeddedPostgres(world.data_dir).lease() as dsn, psycopg.connect(dsn) as blocker:
        blocker.execute("LOCK TABLE auth.users")
        process = world.start("backup", str(archive)).process
        until(lambda: _is_dumping(dsn))
        process.send_signal(number)
        assert process.wait(30) in (-number, 130)
        assert not [path for path in archive.parent.iterdir() if path.name.startswith((".", "backup"))]
        blocker.rollback()
        until(lambda: not _is_dumping(dsn))
    assert world.run("backup", str(archive)).returncode == 0


def _is_dumping(dsn: str) -> bool:
    sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump'"
    with psycopg.connect(dsn) as connection:
        return connection.execute(sql).fetchone() != (0,)


@pytest.mark.slow
def test_a_killed_restore_is_completed_by_the_next(world: World, archive: Path) -> None:
    """After a kill during the load the database has its old content, no server starts, and a second run completes."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    _execute(world.data_dir, ADD_FIRST)
    assert world.run("backup", str(archive)).returncode == 0
    _execute(world.data_dir, ADD_SECOND)
    with EmbeddedPostgres(world.data_dir).lease() as dsn, psycopg.connect(dsn) as blocker:
        blocker.execute("SELECT FROM auth.users")
        process = world.start("restore", str(archive), "--replace").process
        until((world.data_dir / "restore.unfinished").exists)
        until(lambda: _is_loading(dsn))
        process.kill()
        process.wait()
        blocker.rollback()
        until(lambda: not _is_loading(dsn))
        assert blocker.execute(EMAILS).fetchall() == [("first@example.org",), ("second@example.org",)]
    refused = world.run("serve")
    assert refused.returncode == 1
    assert "was interrupted: run `alcove restore` again" in refused.stderr
    assert world.run("restore", str(archive)).returncode == 0
    assert _execute(world.data_dir, EMAILS) == [("first@example.org",)]
    world.start("serve").wait_ready()


def _is_loading(dsn: str) -> bool:
    sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'psql'"
    with psycopg.connect(dsn) as connection:
        return connection.execute(sql).fetchone() != (0,)


@pytest.mark.slow
def test_a_restore_can_be_killed_at_any_time(world: World, archive: Path) -> None:
    """Whenever a restore is killed, the old state or one that a second run completes is left."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    _execute(world.data_dir, ADD_FIRST)
    assert world.run("backup", str(archive)).returncode == 0
    _execute(world.data_dir, ADD_SECOND)
    original = world.home / "original"
    subprocess.run(["cp", "-a", world.data_dir, original], check=True)
    started = time.monotonic()
    assert world.run("restore", str(archive), "--replace").returncode == 0
    duration = time.monotonic() - started
    for share in (0.5, 0.8, 1.0, 1.2, 1.4):
        shutil.rmtree(world.data_dir)
        subprocess.run(["cp", "-a", original, world.data_dir], check=True)
        _restore_and_kill(world, archive, after=duration * share)
        is_unfinished = (world.data_dir / "restore.unfinished").exists()
        emails = _execute(world.data_dir, EMAILS)
        assert len(emails) in (1, 2)
        if is_unfinished or len(emails) == 2:
            again = world.run("restore", str(archive), "--replace")
            assert again.returncode == 0, again.stderr
        assert _execute(world.data_dir, EMAILS) == [("first@example.org",)]
        assert not list(world.data_dir.rglob(".alcove-restore"))


def _restore_and_kill(world: World, archive: Path, *, after: float) -> None:
    process = world.start("restore", str(archive), "--replace").process
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_the_settings_file_says_where_to_restore(world: World, archive: Path) -> None:
    """The settings of the backup apply to its restore, unless the target has its own, which stay."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    keys = world.home / "elsewhere" / "keys.json"
    keys.parent.mkdir()
    keys.write_text("the keys")
    settings = f'alcove_master_keys = "{keys}"\n'
    (world.data_dir / "alcove.toml").write_text(settings)
    assert world.run("backup", str(archive)).returncode == 0
    keys.unlink()
    restored = world.home / "restored"
    assert world.run("restore", str(archive), "--data-dir", str(restored)).returncode == 0
    assert (keys.read_text(), (restored / "alcove.toml").read_text()) == ("the keys", settings)
    keys.unlink()
    other = world.home / "other"
    other.mkdir()
    (other / "alcove.toml").write_text('log_level = "error"\n')
    assert world.run("restore", str(archive), "--data-dir", str(other)).returncode == 0
    assert (other / "alcove.toml").read_text() == 'log_level = "error"\n'
    assert (other / "vault" / "master-keys.json").read_text() == "the keys"
    assert not keys.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has data directories of other users")
@pytest.mark.slow
def test_root_restores_for_the_owner_of_the_data_directory(world: World, archive: Path) -> None:
    """Files and folders that root restores belong to the owner of the data directory, the lock and backups as well."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    assert world.run("cert", "localhost").returncode == 0
    assert world.run("backup", str(archive)).returncode == 0
    restored = world.home / "restored"
    restored.mkdir(mode=0o755)
    os.chown(restored, 65534, 65534)
    for arguments in ((), ("--replace",)):
        done = world.run("restore", str(archive), "--data-dir", str(restored), *arguments)
        assert done.returncode == 0, done.stderr
    assert (restored / "backups").is_dir()
    assert {path.stat().st_uid for path in restored.rglob("*")} == {65534}


def test_messages_are_for_people_and_scripts(world: World, archive: Path) -> None:
    """A backup prints one line on standard error, or one JSON document on standard output."""
    copy_migrated_data(world.migrated_data, world.data_dir)
    done = world.run("backup", str(archive))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("backed up 1 databases and ")
    done = world.run("backup", str(archive), "--force", "--json")
    assert json.loads(done.stdout)["file"] == str(archive)
