"""Backups of older versions, and backups that are restored into another server or as another user."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.backup import BackupError, Restoration, RestorePlan, open_archive
from alcove.foundation.database import EmbeddedPostgres, MigrationSource, migrate
from alcove.foundation.database.programs import find_binaries
from integration.database import older_databases
from support.database_contents import read_rows, read_schema
from support.folders import short_folder
from support.postgres import WITHOUT_DURABILITY, migration_sources, replace_database

from . import kept_files
from .kept_files import back_up


def _restore(archive_file: Path, dsn: str, data_dir: Path) -> None:
    data_dir.mkdir(exist_ok=True)
    plan = RestorePlan(
        data_dir=data_dir,
        databases={"server": kept_files.database(dsn)},
        files=[kept_files.kept_files(data_dir / "objects")],
        migrations={"server": migration_sources()},
    )
    with open_archive(archive_file) as archive:
        restoration = Restoration(archive, plan, progress=kept_files.no_progress)
        restoration.check_known()
        restoration.run()


@contextmanager
def _new_server() -> Iterator[str]:
    """Yield the address of an empty server of its own, which has no roles yet."""
    with short_folder() as folder, EmbeddedPostgres(folder, settings=WITHOUT_DURABILITY).lease() as dsn:
        yield dsn


def _first_migrations(share: float) -> list[MigrationSource]:
    """Return sources with the first part of the migrations of each app, as an earlier version had them."""
    sources = []
    for source in migration_sources():
        names = sorted(path.stem for path in source.path.glob("*.sql"))
        kept = names[: max(1, int(len(names) * share))]
        sources.append(replace(source, only=tuple(kept)))
    return sources


def _keep_a_file(dsn: str, folder: Path) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(kept_files.CREATE_TABLE)
        kept_files.add_file(connection, folder, b"content")


def test_a_backup_of_the_oldest_versions_is_migrated(empty_dsn: str, tmp_path: Path) -> None:
    """All rows of a database from before the schemas are there after its backup was restored and migrated."""
    older_databases.load(empty_dsn)
    rows = older_databases.rows(empty_dsn)
    assert sum(map(len, rows.values())) > len(rows) / 2
    _keep_a_file(empty_dsn, tmp_path / "files")
    back_up(empty_dsn, tmp_path / "files", to=tmp_path / "b.tar")
    with _new_server() as dsn:
        _restore(tmp_path / "b.tar", dsn, tmp_path / "data")
        assert older_databases.rows(dsn) == rows
        assert migrate(dsn, migration_sources())
        assert older_databases.rows(dsn) == rows
        assert kept_files.read_files(tmp_path / "data" / "objects") == kept_files.read_kept(dsn)


@pytest.mark.parametrize("share", [pytest.param(0.0, marks=pytest.mark.slow), 0.5])
def test_a_backup_of_an_earlier_migration_is_migrated(empty_dsn: str, dsn: str, tmp_path: Path, share: float) -> None:
    """A backup of an earlier migration state, restored and migrated, has the schema of the current version."""
    earlier = _first_migrations(share)
    applied = migrate(empty_dsn, earlier)
    _keep_a_file(empty_dsn, tmp_path / "files")
    back_up(empty_dsn, tmp_path / "files", to=tmp_path / "b.tar")
    with _new_server() as new_dsn:
        _restore(tmp_path / "b.tar", new_dsn, tmp_path / "data")
        later = migrate(new_dsn, migration_sources())
        assert later
        assert not set(later) & set(applied)
        with psycopg.connect(new_dsn, autocommit=True) as connection:
            connection.execute("DROP TABLE public.kept")
        current = read_rows(dsn)
        assert read_rows(new_dsn).keys() == current.keys()


def test_roles_are_created_on_a_new_server(dsn: str, tmp_path: Path) -> None:
    """On a server without any of the roles, schema and grants are the same; roles have their attributes and members."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        number = connection.info.dbname
        role, owner = f"reader_{number}", f"owner_{number}"
        connection.execute(f"CREATE ROLE {role} LOGIN CREATEROLE; CREATE ROLE {owner} NOINHERIT BYPASSRLS")
        connection.execute(f"GRANT {owner} TO {role}; ALTER ROLE {owner} SET statement_timeout = '7s'")
        connection.execute(kept_files.CREATE_TABLE)
        connection.execute(f"ALTER TABLE kept OWNER TO {owner}; GRANT SELECT ON kept TO {role}")
    try:
        back_up(dsn, tmp_path, to=tmp_path / "b.tar")
        with _new_server() as new_dsn:
            _restore(tmp_path / "b.tar", new_dsn, tmp_path / "data")
            assert read_schema(new_dsn) == read_schema(dsn)
            with psycopg.connect(new_dsn) as connection:
                attributes = (
                    "SELECT rolname, rolcanlogin, rolinherit, rolcreaterole, rolbypassrls, rolconfig,"
                    " pg_has_role(%s, oid, 'MEMBER') FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname"
                )
                rows = connection.execute(attributes, (role, [role, owner])).fetchall()
    finally:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {role}, {owner}; DROP ROLE {role}, {owner}")
    assert rows == [
        (owner, False, False, False, True, ["statement_timeout=7s"], True),
        (role, False, True, True, False, None, True),
    ]


@pytest.mark.slow
def test_another_user_who_is_no_superuser(role: str, dsn: str, tmp_path: Path) -> None:
    """A backup of a superuser is restored by the owner of another database, who owns everything then."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(kept_files.CREATE_TABLE)
        connection.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}")
    back_up(dsn, tmp_path, to=tmp_path / "b.tar")
    with _new_server() as new_dsn:
        with psycopg.connect(new_dsn, autocommit=True) as connection:
            connection.execute("CREATE ROLE operator LOGIN CREATEROLE BYPASSRLS")
            connection.execute("CREATE DATABASE theirs OWNER operator")
        address = replace_database(new_dsn, "theirs").replace("//alcove@", "//operator@")
        _restore(tmp_path / "b.tar", address, tmp_path / "data")
        assert read_rows(address) == read_rows(dsn)
        assert migrate(address, migration_sources()) == []
        with psycopg.connect(address, autocommit=True) as connection:
            owners = "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'auth'::regnamespace"
            assert connection.execute(owners).fetchall() == [("operator",)]
            connection.execute("CREATE TABLE public.later (id int)")
            granted = connection.execute("SELECT has_table_privilege(%s, 'public.later', 'SELECT')", (role,)).fetchone()
            assert granted == (True,)
        back_up(address, tmp_path, to=tmp_path / "b.tar")
        before = read_rows(address)
        _restore(tmp_path / "b.tar", address, tmp_path / "data")
        assert read_rows(address) == before


@pytest.mark.slow
def test_objects_of_several_owners_need_their_user(dsn: str, tmp_path: Path) -> None:
    """Objects of several roles are not given to one user, whose rights could be larger; nothing is changed."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        role = f"second_{connection.info.dbname}"
        connection.execute(f"CREATE ROLE {role}; {kept_files.CREATE_TABLE}; ALTER TABLE kept OWNER TO {role}")
    try:
        back_up(dsn, tmp_path, to=tmp_path / "b.tar")
    finally:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
    with _new_server() as new_dsn:
        with psycopg.connect(new_dsn, autocommit=True) as connection:
            connection.execute("CREATE ROLE operator SUPERUSER LOGIN")
        address = new_dsn.replace("//alcove@", "//operator@")
        with pytest.raises(BackupError, match=f"objects that belong to {role}: restore it as a user with the name"):
            _restore(tmp_path / "b.tar", address, tmp_path / "data")
        assert read_rows(address) == {}


def test_the_dump_can_be_loaded_without_this_program(dsn: str, empty_dsn: str, tmp_path: Path) -> None:
    """The parts of the dump, put together, are a dump that pg_restore loads where the roles exist."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(kept_files.CREATE_TABLE)
    back_up(dsn, tmp_path, to=tmp_path / "b.tar")
    subprocess.run(["tar", "-xf", tmp_path / "b.tar", "-C", tmp_path], check=True)
    parts = sorted((tmp_path / "databases" / "server").iterdir())
    (tmp_path / "whole.dump").write_bytes(b"".join(part.read_bytes() for part in parts))
    command: list[str | Path] = [
        find_binaries() / "pg_restore",
        f"--dbname={empty_dsn}",
        "--exit-on-error",
        tmp_path / "whole.dump",
    ]
    subprocess.run(command, check=True)
    assert read_rows(empty_dsn) == read_rows(dsn)
