"""The way out: what is exported loads into another server, and is the same there."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase
from alcove.apps.study.project_export import ProjectExport
from alcove.apps.study.project_import import ImportOptions, ImportReport, ProjectImport
from alcove.foundation.database import close_pool, open_pool
from alcove.foundation.database.programs import find_binaries
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.wires.supabase.storage.files import LocalFileStore
from integration.study.transfer.contents import copy, dump_of, users
from integration.study.transfer.hosted import HostedProject, make_empty_project
from integration.study.transfer.test_own_import import ADA, ROWS

SQL = ("1_schema.sql", "2_accounts.sql", "3_data.sql", "4_storage.sql", "5_shared.sql")


class Server:
    """A server of the test's own, with its database, its database for a program, its keys and files."""

    def __init__(self, dsn: str, folder: Path, *, has_program: bool) -> None:
        self.dsn = dsn
        self.folder = folder
        self.vault = open_vault(VaultSettings(), data_dir=folder)
        self.files = LocalFileStore(folder / "storage")
        name = f"{urlsplit(dsn).path.strip('/')}_program"
        self.project = ProjectDatabase(dsn, name=name, base=project_sources()) if has_program else None

    @property
    def program_dsn(self) -> str:
        """The database that programs see."""
        return self.project.address if self.project is not None else self.dsn

    async def load(self, *files: Path, storage: Path | None = None) -> ImportReport:
        """Import a dump."""
        steps: list[str] = []
        importer = ProjectImport(
            self.dsn, project=self.project, vault=self.vault, files=self.files, progress=steps.append
        )
        return await importer.run(ImportOptions(files=files, storage=storage))

    async def export(self, target: Path) -> Path:
        """Export everything."""
        pool = await open_pool(self.dsn)
        program = self.project.address if self.project is not None else None
        try:
            export = ProjectExport(pool, dsn=self.dsn, program_dsn=program, vault=self.vault, files=self.files)
            await export.run(target)
        finally:
            await close_pool(pool)
        return target

    def drop(self) -> None:
        """Drop the database of the program."""
        if self.project is not None:
            with psycopg.connect(self.dsn, autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{self.project.name}" WITH (FORCE)'.encode())


def read_export(folder: Path) -> dict[str, Any]:
    """Return the files of an export; versions of objects differ between servers."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


STORAGE = copy(
    "storage.buckets", "id, name, public, created_at, updated_at", ["docs", "docs", "f", *["2024-01-01"] * 2]
)


def objects(*names: str) -> str:
    """Return objects of a dump."""
    metadata = json.dumps({"size": 1, "mimetype": "text/plain"})
    columns = "id, bucket_id, name, owner_id, metadata, created_at, updated_at, last_accessed_at, version"
    return copy(
        "storage.objects",
        columns,
        *[[UUID(int=n), "docs", name, ADA, metadata, *["2024-01-01"] * 3, "v"] for n, name in enumerate(names, 1)],
    )


def normalise(export: dict[str, bytes]) -> dict[str, bytes]:
    """Return an export without what each server computes: versions of objects, and statistics with their ids."""
    lines = [line.split(b"\t") for line in export["4_storage.sql"].splitlines()]
    data = export["3_data.sql"]
    for table in (b"study_analytics", b"study_streaks"):
        start = data.find(b'COPY "public"."%s"' % table)
        data = data[:start] + data[data.find(b"\\.\n", start) :] if start >= 0 else data
    export["3_data.sql"] = b"\n".join(sorted(data.splitlines()))
    export["4_storage.sql"] = b"\n".join(b"\t".join(part for n, part in enumerate(line) if n != 8) for line in lines)
    return export


@pytest.mark.parametrize("has_program", [True, False], ids=["program", "own tables"])
async def test_a_round_trip(
    two_servers: tuple[str, str], hosted: HostedProject, tmp_path: Path, *, has_program: bool
) -> None:
    """What was imported and exported, imported elsewhere and exported again, is the same but for the order of rows."""
    files = tmp_path / "files"
    (files / "docs").mkdir(parents=True)
    (files / "docs" / "x.txt").write_text("x")
    (files / "docs" / "y.txt").write_text("y")
    storage = dump_of(tmp_path, STORAGE, objects("x.txt", "y.txt"), name="storage.sql")
    if has_program:
        dump = [hosted.dump(tmp_path / "dump.sql", "--exclude-table=storage.*"), storage]
    else:
        dump = [dump_of(tmp_path, users((ADA, "ada@example.org")), ROWS), storage]
    exports = []
    servers = [Server(dsn, tmp_path / str(n), has_program=has_program) for n, dsn in enumerate(two_servers)]
    try:
        await servers[0].load(*dump, storage=files)
        exports.append(await servers[0].export(tmp_path / "first"))
        report = await servers[1].load(*[exports[0] / name for name in SQL], storage=exports[0] / "files")
        if has_program:
            assert report.is_complete, report.to_text()
        assert report.tables["storage.objects"].added == 2, report.to_text()
        exports.append(await servers[1].export(tmp_path / "second"))
    finally:
        for server in servers:
            server.drop()
    one, two = (normalise(read_export(folder)) for folder in exports)
    assert one.keys() == two.keys()
    assert {"files/docs/x.txt", "files/docs/y.txt", "README.md"} < one.keys()
    for name, content in one.items():
        assert two[name] == content, name


async def test_names_that_no_folder_can_have(dsn: str, tmp_path: Path) -> None:
    """They are left out: one object of one account does not stop the export of all."""
    server = Server(dsn, tmp_path / "server", has_program=False)
    (tmp_path / "files" / "docs").mkdir(parents=True)
    (tmp_path / "files" / "docs" / "x.txt").write_text("x")
    dump = [dump_of(tmp_path, users((ADA, "ada@example.org"))), dump_of(tmp_path, STORAGE, objects("x.txt"), name="s")]
    await server.load(*dump, storage=tmp_path / "files")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO storage.objects (bucket_id, name, version) SELECT bucket_id,"
            " repeat('x', 300), version FROM storage.objects"
        )
    folder = await server.export(tmp_path / "export")
    assert [path.name for path in (folder / "files" / "docs").iterdir()] == ["x.txt"]


QUERIES = """
SELECT array_agg(t::text ORDER BY t::text) FROM public.todos AS t;
SELECT array_agg(t::text ORDER BY t::text) FROM public.profiles AS t;
SELECT array_agg(ROW(id, email, encrypted_password, raw_user_meta_data)::text ORDER BY id) FROM auth.users;
SELECT array_agg(ROW(provider_id, user_id, identity_data)::text ORDER BY user_id) FROM auth.identities;
SELECT array_agg(ROW(user_id, status, secret)::text) FROM auth.mfa_factors;
SELECT array_agg(ROW(tablename, policyname, roles, cmd, qual, with_check)::text ORDER BY policyname) FROM pg_policies;
SELECT array_agg(ROW(tgrelid::regclass, tgname)::text ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal;
SELECT array_agg(ROW(relname, relrowsecurity, relacl::text LIKE '%anon=%',
    relacl::text LIKE '%authenticated=%')::text ORDER BY relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace;
SELECT array_agg(tablename::text) FROM pg_publication_tables WHERE pubname = 'supabase_realtime';
SELECT last_value FROM public.todos_id_seq
"""
"""What must be the same in both projects."""


def load_with_psql(dsn: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """Load files in one transaction, which the first error ends."""
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--dbname={dsn}"]
    command = [str(find_binaries() / "psql"), *options, *[f"--file={file}" for file in files]]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_another_project_loads_it(dsn: str, empty_dsn: str, hosted: HostedProject, tmp_path: Path) -> None:
    """Psql loads the files in their order into a new project, which then has what the first one had."""
    server = Server(dsn, tmp_path / "server", has_program=True)
    target = make_empty_project(empty_dsn)
    try:
        await server.load(hosted.dump(tmp_path / "dump.sql"))
        folder = await server.export(tmp_path / "out")
    finally:
        server.drop()
    loaded = await asyncio.to_thread(load_with_psql, empty_dsn, *[folder / name for name in SQL])
    assert loaded.returncode == 0, loaded.stderr
    for query in QUERIES.split(";"):
        assert target.fetch(query) == hosted.fetch(query), query
