"""A database of a newer version is refused by whoever meets it, with what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alcove.foundation.database import MigrationError, NewerDatabase, migrate, pending
from support.postgres import migration_sources
from support.sockets import free_port

from . import holding
from .test_migrations import source

LAST = migration_sources()[-1]
NEWER = "INSERT INTO alcove.migrations (id, schema) VALUES ('{}', 'jobs')"


def test_what_this_version_does_not_know_is_refused(dsn: str) -> None:
    """An id of a source that is known here, and not among its files, stops looking and migrating alike."""
    holding.ask(dsn, NEWER.format(f"{LAST.name}/9998_ahead"))
    holding.ask(dsn, NEWER.format(f"{LAST.name}/9999_further"))
    for action in (pending, migrate):
        with pytest.raises(NewerDatabase, match=rf"{LAST.name}/9998_ahead and 1 more.*newer version.*backup"):
            action(dsn, migration_sources())


def test_sources_that_are_off_or_gone_are_no_reason(dsn: str) -> None:
    """Ids of an app that is switched off, or that no longer exists, are left alone."""
    holding.ask(dsn, NEWER.format("gone/0001_app"))
    assert pending(dsn, migration_sources()) == []
    holding.ask(dsn, NEWER.format(f"{LAST.name}/9999_ahead"))
    assert pending(dsn, migration_sources()[:-1]) == []


def test_a_newer_ledger_of_an_older_kind_is_refused(empty_dsn: str) -> None:
    """The ids that yoyo's ledger names count too, before they are taken over."""
    holding.ask(empty_dsn, "CREATE TABLE _yoyo_migration AS SELECT 'jobs/9999_ahead' AS migration_id")
    with pytest.raises(NewerDatabase, match="jobs/9999_ahead"):
        migrate(empty_dsn, migration_sources())


def test_a_file_that_changed_after_it_was_applied_is_refused(tmp_path: Path, empty_dsn: str) -> None:
    """The ledger keeps what each file was: an edited one is named, and nothing new is applied."""
    app = source(tmp_path, "app", m0001_a="CREATE TABLE a ()")
    migrate(empty_dsn, [app])
    source(tmp_path, "app", m0001_a="CREATE TABLE a (b int)", m0002_c="CREATE TABLE c ()")
    with pytest.raises(MigrationError, match=r"0001_a\.sql: this file has changed since it was applied"):
        migrate(empty_dsn, [app])
    assert holding.ask(empty_dsn, "SELECT to_regclass('app.c') IS NULL") == [True]


@pytest.mark.parametrize("role", ["serve", "api", "worker", "migrate"])
def test_every_role_refuses(dsn: str, tmp_path: Path, role: str) -> None:
    """serve, api, worker and migrate end at once with exit code 1, and say to start the newer version."""
    holding.ask(dsn, NEWER.format(f"{LAST.name}/9999_ahead"))
    done = _alcove(role, dsn, tmp_path)
    assert done.returncode == 1
    assert "belongs to a newer version of Alcove" in done.stderr
    assert "Start the newer version, or go back with the backup" in done.stderr


def test_doctor_reports_it(dsn: str, tmp_path: Path) -> None:
    """Doctor counts it as failed and gives the same advice."""
    holding.ask(dsn, NEWER.format(f"{LAST.name}/9999_ahead"))
    done = _alcove("doctor", dsn, tmp_path, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    (found,) = [check for check in report["checks"] if check["name"] == "database"]
    assert found["state"] == "failed"
    assert "belongs to a newer version of Alcove" in found["detail"]


def _alcove(role: str, dsn: str, data_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    settings = {"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(data_dir), "PORT": str(free_port())}
    command = [sys.executable, "-m", "alcove", role, *options]
    return subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=60, cwd=data_dir
    )
