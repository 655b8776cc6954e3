"""A restored database and its files are those of the moment of the backup, whatever happened meanwhile."""

import asyncio
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.backup import BackupError, Restoration, RestorePlan, open_archive
from alcove.foundation.database import DatabaseError, connect, migrate
from support.database_contents import read_rows, read_schema
from support.postgres import Databases, migration_sources
from support.until import until

from . import kept_files
from .kept_files import add_file, back_up, read_files, read_kept, writers

SETTINGS = """
SELECT setrole::regrole::text, setconfig FROM pg_db_role_setting
WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1
"""


class Server:
    """A migrated database with kept files, and a place to restore to."""

    def __init__(self, dsn: str, target_dsn: str, folder: Path) -> None:
        self.dsn = dsn
        self.target_dsn = target_dsn
        self.folder = folder / "objects"
        self.archive = folder / "backup.tar"
        self.data_dir = folder / "restored"
        self.data_dir.mkdir()
        self.target_folder = self.data_dir / "storage" / "objects"

    def restore(self) -> str | None:
        """Restore the archive into the target; return what it replaces."""
        plan = RestorePlan(
            data_dir=self.data_dir,
            databases={"server": kept_files.database(self.target_dsn)},
            files=[kept_files.kept_files(self.target_folder)],
            migrations={"server": migration_sources()},
        )
        with open_archive(self.archive) as archive:
            archive.check(lambda _: None)
            restoration = Restoration(archive, plan, progress=kept_files.no_progress)
            restoration.check_known()
            existing = restoration.find_data()
            restoration.run()
        return existing


@pytest.fixture
def server(dsn: str, _databases: Databases, tmp_path: Path) -> Iterator[Server]:
    """Yield a server with three kept files, and an empty database to restore to."""
    with _databases.clone("template1") as target_dsn:
        server = Server(dsn, target_dsn, tmp_path)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(kept_files.CREATE_TABLE)
            for size in (0, 100, 3_000_000):
                add_file(connection, server.folder, b"x" * size)
        yield server


def test_everything_is_restored(role: str, server: Server) -> None:
    """Schema, grants, settings, rows, sequences and files of a restored server are those of the first one."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET search_path = public, extensions")
        connection.execute(f"GRANT SELECT ON kept TO {role}")
        connection.execute(f"ALTER ROLE {role} IN DATABASE {name} SET statement_timeout = '8s'")
        connection.execute("CREATE PUBLICATION changes FOR TABLE kept; SELECT lo_from_bytea(0, 'large object')")
    back_up(server.dsn, server.folder, to=server.archive)
    assert server.restore() is None
    assert read_schema(server.target_dsn) == read_schema(server.dsn)
    assert read_rows(server.target_dsn) == read_rows(server.dsn)
    assert read_files(server.target_folder) == read_files(server.folder) == read_kept(server.target_dsn)
    with psycopg.connect(server.dsn) as first, psycopg.connect(server.target_dsn) as second:
        assert second.execute(SETTINGS).fetchall() == first.execute(SETTINGS).fetchall() != []
        assert second.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() == (1,)
    assert list(server.data_dir.iterdir()) == [server.data_dir / "storage"]


def test_a_restored_database_is_up_to_date(server: Server) -> None:
    """A restored database needs no migration, and a second backup of it has the same content."""
    back_up(server.dsn, server.folder, to=server.archive)
    server.restore()
    assert migrate(server.target_dsn, migration_sources()) == []
    first = read_rows(server.target_dsn)
    back_up(server.target_dsn, server.target_folder, to=server.archive)
    server.restore()
    assert read_rows(server.target_dsn) == first
    assert read_schema(server.target_dsn) == read_schema(server.dsn)


@pytest.mark.parametrize("count", [4, pytest.param(12, marks=pytest.mark.slow)])
def test_no_row_without_its_file_under_load(server: Server, count: int) -> None:
    """While writers add and delete, each backup has exactly the files of its rows, and the writers go on."""
    for _ in range(count // 4):
        with writers(server.dsn, server.folder, count=count) as changes:
            wait_for(changes, more=200)
            back_up(server.dsn, server.folder, to=server.archive)
            wait_for(changes, more=100)
        server.restore()
        rows = read_kept(server.target_dsn)
        assert len(rows) > 20
        assert read_files(server.target_folder) == rows


def wait_for(changes: list[int], *, more: int) -> None:
    """Wait until the writers have made some more changes."""
    before = len(changes)
    until(lambda: len(changes) > before + more)


def test_a_restore_replaces_everything(server: Server) -> None:
    """What was in the target before, in the database and in the folder, is gone, and is reported as replaced."""
    back_up(server.dsn, server.folder, to=server.archive)
    with psycopg.connect(server.target_dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA theirs CREATE TABLE t (id int); CREATE TABLE public.kept (other int)")
        connection.execute("CREATE PUBLICATION theirs; CREATE FUNCTION public.f() RETURNS int RETURN 1")
    (server.target_folder / "aa").mkdir(parents=True)
    (server.target_folder / "aa" / "stale").write_text("x")
    assert server.restore() == str(server.target_folder / "aa")
    assert read_schema(server.target_dsn) == read_schema(server.dsn)
    assert read_files(server.target_folder) == read_kept(server.dsn)


def test_a_failed_load_changes_nothing(server: Server) -> None:
    """An error while the dump is loaded leaves the old database and the old files, and no trace of the restore."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("CREATE FUNCTION public.check_text(text) RETURNS boolean RETURN true")
        connection.execute("ALTER TABLE kept ADD CONSTRAINT c CHECK (public.check_text(name))")
        connection.execute(
            "CREATE OR REPLACE FUNCTION public.check_text(text) RETURNS boolean RETURN $1 = 'nothing of this'"
        )
    back_up(server.dsn, server.folder, to=server.archive)
    with psycopg.connect(server.target_dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE old (id int); INSERT INTO old VALUES (1)")
    server.target_folder.mkdir(parents=True)
    (server.target_folder / "old").write_text("x")
    before = read_schema(server.target_dsn), read_rows(server.target_dsn)
    with pytest.raises(DatabaseError, match=r"nothing was changed in this database: .*violates check constraint"):
        server.restore()
    assert (read_schema(server.target_dsn), read_rows(server.target_dsn)) == before
    assert list(read_files(server.data_dir)) == ["storage/objects/old"]


async def test_nothing_is_restored_while_alcove_runs(server: Server) -> None:
    """An open connection of a server stops the restore."""
    await asyncio.to_thread(back_up, server.dsn, server.folder, to=server.archive)
    connection = await connect(server.target_dsn, name="alcove-api")
    with pytest.raises(DatabaseError, match="Alcove is still running"):
        await asyncio.to_thread(server.restore)
    await connection.close()
    assert read_files(server.data_dir) == {}


def test_damaged_files_are_named(server: Server) -> None:
    """A missing or changed file of a row stops the backup with its name, or is reported where that is wanted."""
    names = sorted(read_kept(server.dsn))
    (server.folder / names[0]).unlink()
    (server.folder / names[1]).write_text("changed")
    with pytest.raises(BackupError, match=f"{names[0]} is missing, though the database has a row"):
        back_up(server.dsn, server.folder, to=server.archive)
    assert not server.archive.exists()
    back_up(server.dsn, server.folder, to=server.archive, skips_damaged=True)
    with tarfile.open(server.archive) as archive:
        files = [name.removeprefix("files/kept/") for name in archive.getnames() if name.startswith("files/")]
    assert files == names[1:]


def test_a_backup_of_a_newer_version_is_refused(server: Server) -> None:
    """Unknown migrations, databases and sources are refused before anything is changed."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO alcove.migrations (id, schema) VALUES ('jobs/9999_future', 'jobs')")
    back_up(server.dsn, server.folder, to=server.archive)
    with pytest.raises(BackupError, match="made by a newer version of Alcove"):
        server.restore()
    assert read_rows(server.target_dsn) == {}
    assert list(server.data_dir.iterdir()) == []
