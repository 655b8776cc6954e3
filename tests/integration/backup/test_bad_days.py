"""Backups and restores on a full disk, and when the database goes away."""

import secrets
import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.backup import (
    BackupCreator,
    BackupError,
    BackupPlan,
    FileSource,
    Progress,
    Restoration,
    RestorePlan,
    open_archive,
    open_target,
)
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import DATABASE_LOST, DatabaseError
from alcove.foundation.settings import is_restore_unfinished
from support.database_contents import read_rows
from support.small_disk import small_disk
from support.until import until

from . import kept_files
from .kept_files import add_file, back_up

END_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = %s
"""


@pytest.fixture
def files(empty_dsn: str, tmp_path: Path) -> Path:
    """Return a folder with kept files of 3 MB in all, which the rows of a database name."""
    folder = tmp_path / "files"
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute(kept_files.CREATE_TABLE)
        for _ in range(3):
            add_file(connection, folder, secrets.token_bytes(1024 * 1024))
    return folder


class Interruption:
    """Ends connections to a database as soon as there are some, when the work on a database has begun."""

    def __init__(self, dsn: str, name: str) -> None:
        self._dsn = dsn
        self._name = name
        self._is_done = False

    def __call__(self, step: str, /, **_: object) -> None:
        """End them."""
        if step.startswith("database") and not self._is_done:
            self._is_done = bool(until(self._end_connections))

    def _end_connections(self) -> list[tuple[object, ...]]:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            return connection.execute(END_CONNECTIONS.encode(), (self._name,)).fetchall()


def _add_large_table(dsn: str, *, rows: int = 300_000) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE large AS SELECT gen_random_uuid() FROM generate_series(1, {rows})")  # noqa: S608 - a number


def _restore(
    archive_file: Path, dsn: str, *, data_dir: Path, folder: Path, progress: Progress = kept_files.no_progress
) -> None:
    source = kept_files.kept_files(folder)
    _restore_source(archive_file, dsn, data_dir=data_dir, source=source, progress=progress)


def _restore_source(
    archive_file: Path, dsn: str, *, data_dir: Path, source: FileSource, progress: Progress = kept_files.no_progress
) -> None:
    plan = RestorePlan(
        data_dir=data_dir,
        databases={"server": kept_files.database(dsn)},
        files=[source],
        migrations={"server": ()},
    )
    with open_archive(archive_file) as archive:
        Restoration(archive, plan, progress=progress).run()


def _write(plan: BackupPlan, target: Path, progress: Progress) -> None:
    with (
        BackupCreator(plan, now=SystemClock().now(), progress=progress) as creator,
        open_target(target, data_dir=target.parent, reserve_mb=0, replace=False) as output,
    ):
        creator.open()
        creator.write(output)


@pytest.mark.parametrize(
    ("name", "rows"), [("alcove-backup", 1000), pytest.param("pg_dump", 1_000_000, marks=pytest.mark.slow)]
)
def test_a_lost_database_leaves_no_file(empty_dsn: str, files: Path, tmp_path: Path, *, name: str, rows: int) -> None:
    """When the server ends the connections of a backup, it fails and leaves no file."""
    _add_large_table(empty_dsn, rows=rows)
    target = tmp_path / "b.tar"
    plan = BackupPlan(databases=[kept_files.database(empty_dsn)], files=[kept_files.kept_files(files)], version="1")
    with pytest.raises((DatabaseError, *DATABASE_LOST)):
        _write(plan, target, Interruption(empty_dsn, name))
    assert not target.exists()


def test_a_full_disk_of_the_files_changes_nothing(empty_dsn: str, dsn: str, files: Path, tmp_path: Path) -> None:
    """When the files do not fit beside their places, the error names the folder, and nothing is left or changed."""
    back_up(empty_dsn, files, to=tmp_path / "b.tar")
    before = read_rows(dsn)
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with small_disk(megabytes=2) as disk:
        with pytest.raises(
            BackupError, match=rf"cannot be written to {disk.path}/objects: No space left on device\. Nothing"
        ):
            _restore(tmp_path / "b.tar", dsn, data_dir=data_dir, folder=disk.path / "objects")
        assert kept_files.read_files(disk.path) == {}
        with pytest.raises(BackupError, match=r"MB free, and the backup has 3 MB\. Nothing was changed"):
            _restore(tmp_path / "b.tar", dsn, data_dir=disk.path, folder=data_dir)
    assert read_rows(dsn) == before
    assert kept_files.read_files(data_dir) == {}


def test_a_lost_database_keeps_its_content(empty_dsn: str, dsn: str, files: Path, tmp_path: Path) -> None:
    """When the server ends the connection that loads the dump, the old content stays, and no mark is left."""
    _add_large_table(empty_dsn)
    back_up(empty_dsn, files, to=tmp_path / "b.tar")
    before = read_rows(dsn)
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    interruption = Interruption(dsn, "psql")
    with pytest.raises(DatabaseError, match="nothing was changed in this database"):
        _restore(tmp_path / "b.tar", dsn, data_dir=data_dir, folder=data_dir / "objects", progress=interruption)
    assert read_rows(dsn) == before
    assert kept_files.read_files(data_dir) == {}


def test_a_restore_that_stopped_at_the_files_is_completed(
    empty_dsn: str, dsn: str, files: Path, tmp_path: Path
) -> None:
    """When a file cannot be moved to its place, the restore stays unfinished, and a second run completes it."""
    back_up(empty_dsn, files, to=tmp_path / "b.tar")
    data_dir = tmp_path / "data"
    obstacle = data_dir / "objects" / max(kept_files.read_kept(empty_dsn))
    (obstacle / "folder").mkdir(parents=True)
    source = replace(kept_files.kept_files(data_dir / "objects"), owns_folder=False)
    with pytest.raises(BackupError, match=r"cannot be moved to their places .*run `alcove restore` again"):
        _restore_source(tmp_path / "b.tar", dsn, data_dir=data_dir, source=source)
    assert is_restore_unfinished(data_dir)
    shutil.rmtree(obstacle)
    _restore_source(tmp_path / "b.tar", dsn, data_dir=data_dir, source=source)
    assert not is_restore_unfinished(data_dir)
    assert kept_files.read_files(data_dir / "objects") == kept_files.read_kept(dsn)
