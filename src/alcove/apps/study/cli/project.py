"""`alcove study project`: move a whole project in, and out again."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alcove.apps.study.api_database import project_address
from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase, ProjectMigrationError
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.storage_api import find_storage_folder
from alcove.foundation.cli import (
    JSON_OUTPUT,
    USAGE,
    CommandContext,
    CommandError,
    DataDir,
    ExitCodes,
    open_runner,
    print_error,
    print_json,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.project_export import ExportResult
    from alcove.apps.study.project_import import ImportOptions, ImportReport

EXIT_CODES = ExitCodes(by_status={422: USAGE})

app = typer.Typer(name="project", help="Move a project of Supabase in, and out again.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Facade:
    deps: Deps


@app.command("import")
def import_project(
    dumps: Annotated[
        list[Path],
        typer.Argument(
            metavar="DUMP...", help="Files of pg_dump or `supabase db dump`: SQL, also gzip, or an archive."
        ),
    ],
    data_dir: DataDir = None,
    *,
    storage: Annotated[
        Path | None, typer.Option("--storage", help="Folder with the files of the buckets: BUCKET/PATH.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything, undo it again, and report what would be imported.")
    ] = False,
    merge_accounts: Annotated[
        bool,
        typer.Option(
            "--merge-accounts",
            help="Give the rows of an account to the one here with the same confirmed address, instead of refusing.",
        ),
    ] = False,
    report: Annotated[Path | None, typer.Option("--report", help="File for the report as JSON.")] = None,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Import accounts, tables, policies and files of an existing Supabase project, all or nothing.

    With STUDY_PROJECT_DATABASE the program gets a database of its own; without it, rows of the tables that this server
    has itself are added to them. Nobody is signed in afterwards; people sign in with their passwords.
    """
    from alcove.apps.study.project_import import ImportOptions  # noqa: PLC0415 - help does not need it

    options = ImportOptions(files=dumps, storage=storage, is_dry_run=dry_run, merges_accounts=merge_accounts)
    if storage is not None and not storage.is_dir():
        raise CommandError(f"{storage} is no folder", code=USAGE)
    with open_runner(data_dir, name="alcove-import", open_facade=_open_facade, exit_code=EXIT_CODES.of_error) as runner:
        try:
            result = runner.run(lambda context: _import(context, options))
        except ProjectMigrationError as error:
            raise CommandError(str(error)) from error
    if report is not None:
        _write_report(report, result)
    if as_json:
        print_json(result.to_json())
    else:
        typer.echo(result.to_text())


async def _import(context: "CommandContext[_Facade]", options: "ImportOptions") -> "ImportReport":
    from alcove.apps.study.project_import import ProjectImport  # noqa: PLC0415 - help does not need it
    from alcove.wires.supabase.storage.files import LocalFileStore  # noqa: PLC0415

    deps = context.deps
    name = deps.load(StudySettings).study_project_database
    importer = ProjectImport(
        deps.dsn,
        project=ProjectDatabase(deps.dsn, name=name, base=project_sources()) if name else None,
        vault=deps.vault,
        files=LocalFileStore(find_storage_folder(deps)),
        progress=print_error,
    )
    return await importer.run(options)


@app.command("export")
def export_project(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Write everything that a program has here into a folder: SQL for another project, and the files of its buckets."""
    with open_runner(data_dir, name="alcove-export", open_facade=_open_facade, exit_code=EXIT_CODES.of_error) as runner:
        result = runner.run(lambda context: _export(context, folder))
    if as_json:
        print_json({"folder": str(folder), "rows": result.rows, "files": result.files, "missing": result.missing})
        return
    for table, count in result.rows.items():
        typer.echo(f"{table:20} {count} rows")
    typer.echo(f"{result.files} files; {folder}/README.md says how to load them")
    for name in result.missing:
        print_error(f"the file of {name} is missing on this server")


async def _export(context: "CommandContext[_Facade]", folder: Path) -> "ExportResult":
    from alcove.apps.study.project_export import ProjectExport  # noqa: PLC0415 - help does not need it
    from alcove.wires.supabase.storage.files import LocalFileStore  # noqa: PLC0415

    deps = context.deps
    name = deps.load(StudySettings).study_project_database
    export = ProjectExport(
        deps.pool,
        dsn=deps.dsn,
        program_dsn=project_address(deps.dsn, name) if name else None,
        vault=deps.vault,
        files=LocalFileStore(find_storage_folder(deps)),
    )
    return await export.run(folder)


def _write_report(path: Path, report: "ImportReport") -> None:
    from alcove.foundation.settings import write_private_file  # noqa: PLC0415 - help does not need it

    try:
        write_private_file(path.expanduser(), json.dumps(report.to_json(), indent=2).encode() + b"\n")
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}") from error


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    yield _Facade(deps)
