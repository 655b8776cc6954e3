"""A database of a newer version is refused, and the error says what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alcove.foundation.database import MigrationError, NewerDatabase, migrate, pending_migrations
from support.postgres import migration_sources
from support.sockets import free_port

from . import lease_processes
from .test_migrations import write_source

LAST = migration_sources()[-1]
NEWER = "INSERT INTO alcove.migrations (id, schema) VALUES ('{}', 'jobs')"


def test_unknown_migrations_are_refused(dsn: str) -> None:
    """An unknown id of a known source stops both checking and migrating."""
    lease_processes.query(dsn, NEWER.format(f"{LAST.name}/9998_ahead"))
    lease_processes.query(dsn, NEWER.format(f"{LAST.name}/9999_further"))
    for action in (pending_migrations, migrate):
        with pytest.raises(NewerDatabase, match=rf"{LAST.name}/9998_ahead and 1 more.*newer version.*backup"):
            action(dsn, migration_sources())


def test_ids_of_disabled_or_removed_sources_are_ignored(dsn: str) -> None:
    """Ids of a disabled app, or of one that no longer exists, are ignored."""
    lease_processes.query(dsn, NEWER.format("gone/0001_app"))
    assert pending_migrations(dsn, migration_sources()) == []
    lease_processes.query(dsn, NEWER.format(f"{LAST.name}/9999_ahead"))
    assert pending_migrations(dsn, migration_sources()[:-1]) == []


def test_unknown_migrations_in_yoyos_table_are_refused(empty_dsn: str) -> None:
    """The ids in yoyo's table count too, before they are imported."""
    lease_processes.query(empty_dsn, "CREATE TABLE _yoyo_migration AS SELECT 'jobs/9999_ahead' AS migration_id")
    with pytest.raises(NewerDatabase, match="jobs/9999_ahead"):
        migrate(empty_dsn, migration_sources())


def test_a_changed_file_is_refused(tmp_path: Path, empty_dsn: str) -> None:
    """The history has checksums: an edited file is reported, and nothing is applied."""
    app = write_source(tmp_path, "app", m0001_a="CREATE TABLE a ()")
    migrate(empty_dsn, [app])
    write_source(tmp_path, "app", m0001_a="CREATE TABLE a (b int)", m0002_c="CREATE TABLE c ()")
    with pytest.raises(MigrationError, match=r"0001_a\.sql: this file has changed since it was applied"):
        migrate(empty_dsn, [app])
    assert lease_processes.query(empty_dsn, "SELECT to_regclass('app.c') IS NULL") == [True]


@pytest.mark.parametrize("role", ["serve", "api", "worker", "migrate"])
def test_every_role_refuses(dsn: str, tmp_path: Path, role: str) -> None:
    """serve, api, worker and migrate exit with 1, and say to start the newer version."""
    lease_processes.query(dsn, NEWER.format(f"{LAST.name}/9999_ahead"))
    completed = _run_alcove(role, dsn, tmp_path)
    assert completed.returncode == 1
    assert "belongs to a newer version of Alcove" in completed.stderr
    assert "Start the newer version, or go back with the backup" in completed.stderr


def test_doctor_reports_it(dsn: str, tmp_path: Path) -> None:
    """`alcove doctor` reports it as failed with the same advice."""
    lease_processes.query(dsn, NEWER.format(f"{LAST.name}/9999_ahead"))
    completed = _run_alcove("doctor", dsn, tmp_path, "--json")
    assert completed.returncode == 1
    report = json.loads(completed.stdout)
    (result,) = [check for check in report["checks"] if check["name"] == "database"]
    assert result["state"] == "failed"
    assert "belongs to a newer version of Alcove" in result["detail"]


def _run_alcove(role: str, dsn: str, data_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    settings = {"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(data_dir), "PORT": str(free_port())}
    command = [sys.executable, "-m", "alcove", role, *options]
    return subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=60, cwd=data_dir
    )
