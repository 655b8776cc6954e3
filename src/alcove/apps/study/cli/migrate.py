"""`alcove study migrate`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase, ProjectMigrationError
from alcove.apps.study.settings import StudySettings
from alcove.foundation.cli import COMMAND_ENVIRONMENT, JSON_OUTPUT, UNCONFIGURED, CommandError, DataDir, print_json


def migrate_project(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder of SQL files, or of a program with supabase/migrations."),
    ],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Run a program's SQL files in a database of its own, in the order of their names, each once.

    STUDY_PROJECT_DATABASE is the name of the database; it is created if it is missing.
    """
    environment = COMMAND_ENVIRONMENT.get()
    configuration = environment.read_configuration(environment.with_data_dir(data_dir))
    name = configuration.load(StudySettings).study_project_database
    if not name:
        raise CommandError(
            "STUDY_PROJECT_DATABASE is not set: set it to the name of the database for the program's SQL",
            code=UNCONFIGURED,
        )
    with environment.prepare(configuration) as dsn:
        project = ProjectDatabase(dsn, name=name, base=project_sources())
        try:
            result = asyncio.run(project.run(folder))
        except ProjectMigrationError as error:
            raise CommandError(str(error)) from error
    if as_json:
        print_json({"database": result.database, "applied": list(result.applied), "accounts": result.accounts})
        return
    for script in result.applied:
        typer.echo(f"applied  {script}")
    if not result.applied:
        typer.echo(f"nothing to do: the database {result.database} has had every file")
