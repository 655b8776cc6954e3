"""`alcove records export` and `import-legacy`: export and import of rows."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.progress import TaskID

from alcove.apps.records.cli.runner import Context, open_records
from alcove.foundation.cli import (
    FAILED,
    JSON_OUTPUT,
    OK,
    CommandError,
    DataDir,
    callers_umask,
    new_table,
    print_error,
    print_json,
    print_result,
    print_table,
    progress_bars,
)

SOURCE_VARIABLE = "ALCOVE_IMPORT_FROM"


def export(
    output: Annotated[str, typer.Option("--output", "-o", help="The file to write; - for standard output.")] = (
        "listings_export.csv"
    ),
    data_dir: DataDir = None,
    *,
    all_offers: Annotated[bool, typer.Option("--all", help="All offers for sale, not only the newest 5000.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Write the offers for sale as CSV; the file is replaced when everything is written."""
    if output == "-" and as_json:
        raise typer.BadParameter("--json needs a file for the CSV")
    with open_records(data_dir) as runner, progress_bars("{task.completed} offers") as bars:
        bar = bars.add_task("exporting", total=None)

        async def write(context: Context) -> int:
            target = sys.stdout.buffer if output == "-" else Path(output)
            return await context.facade.export(
                target, all_offers=all_offers, on_progress=lambda n: bars.update(bar, completed=n)
            )

        try:
            with callers_umask():
                number = runner.run(write)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader has closed the pipe; the flush at exit needs a valid file descriptor.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(OK) from None
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}", code=FAILED) from error
    if as_json:
        print_json({"file": str(Path(output).absolute()), "offers": number})
    elif output != "-":
        typer.echo(f"{number} offers written to {output}")


def import_legacy(
    source: Annotated[
        str | None,
        typer.Option(
            "--from", envvar=SOURCE_VARIABLE, show_envvar=True, help="Address of the older database, postgresql://..."
        ),
    ] = None,
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Merge the tables of an older record scout into this database; a second import changes nothing.

    Without --from it uses the older tables of this database itself. The address may also be set in the environment,
    where other users of the machine cannot see its password.
    """
    with open_records(data_dir) as runner:
        if source is None:
            _print_adopted(
                msgspec.to_builtins(runner.run(lambda context: context.facade.read_stats())), as_json=as_json
            )
            return
        address = source
        with progress_bars("{task.completed} rows read") as bars:
            tasks: dict[str, TaskID] = {}

            def on_progress(table: str, rows: int) -> None:
                if table not in tasks:
                    tasks[table] = bars.add_task(f"discogs_{table}", total=None)
                bars.update(tasks[table], advance=rows)

            report = runner.run(
                lambda context: context.facade.import_legacy(runner.dsn, source=address, on_progress=on_progress)
            )
    _print_report(msgspec.to_builtins(report), as_json=as_json)


def _print_adopted(stats: Mapping[str, Any], *, as_json: bool) -> None:
    counts = {name: stats[f"total_{name}"] for name in ("sellers", "records", "listings")}
    text = "the tables of this database are adopted: " + ", ".join(f"{n} {name}" for name, n in counts.items())
    print_result({"adopted": counts}, text, as_json=as_json)


def _print_report(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(report)
        return
    table = new_table("", "read", "added", "changed")
    for name, counts in report.items():
        if isinstance(counts, dict):
            table.add_row(name, str(counts["read"]), str(counts["added"]), str(counts["changed"]))
    print_table(table)
    if report["orphans"]:
        print_error(f"{report['orphans']} offers were left out: their seller or record is missing")
    if report["models_left"]:
        print_error("trained models are not imported; the verdicts that they were trained on are")
