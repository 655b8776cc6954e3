"""The import of a program with its tables into a database of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase
from alcove.apps.study.project_import import ImportOptions, ImportReport, ProjectImport
from alcove.foundation.database import connect
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.wires.supabase.storage.files import LocalFileStore
from integration.study.transfer.hosted import DUMPS, HostedProject

TABLES: Final = (
    "public.todos",
    "public.profiles",
    "public.tickets",
    "public.events",
    "public.totals",
    "public.log",
    "private.notes",
)


@pytest.fixture
def project(dsn: str) -> Iterator[ProjectDatabase]:
    """Yield a project database that does not exist yet."""
    name = f"{urlsplit(dsn).path.strip('/')}_imported"
    yield ProjectDatabase(dsn, name=name, base=project_sources())
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


async def import_dump(dsn: str, project: ProjectDatabase | None, *files: Path, **options: Any) -> ImportReport:
    """Import a dump."""
    vault = open_vault(VaultSettings(), data_dir=files[0].parent / "vault")
    steps: list[str] = []
    importer = ProjectImport(
        dsn,
        project=project,
        vault=vault,
        files=LocalFileStore(files[0].parent / "data" / "storage"),
        progress=steps.append,
    )
    return await importer.run(ImportOptions(files=files, **options))


@pytest.fixture(params=DUMPS)
def dump(request: pytest.FixtureRequest, hosted: HostedProject, tmp_path: Path) -> list[Path]:
    """Return the files of a dump in one of the formats."""
    return [hosted.dump(tmp_path / f"{number}.dump", *options) for number, options in enumerate(DUMPS[request.param])]


async def test_everything_of_the_program_arrives(
    dsn: str, project: ProjectDatabase, hosted: HostedProject, dump: list[Path]
) -> None:
    """Each format of pg_dump is read, and the rows, counts and checksums are those of the old database."""
    report = await import_dump(dsn, project, *dump)
    assert report.is_complete, report.to_text()
    connection = await connect(project.address)
    for table in TABLES:
        query = f"SELECT array_agg(t::text ORDER BY t::text) FROM {table} AS t"  # noqa: S608
        assert await connection.fetchval(query) == hosted.fetch(query)[0][0], table
    await connection.close()
