"""`alcove records export` and `import-legacy`: rows out, rows in."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.progress import TaskID

from alcove.apps.records.cli.output import print_result
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
    all_offers: Annotated[bool, typer.Option("--all", help="Every offer for sale, not just the newest 5000.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Write the offers for sale as CSV; the file is replaced only once all of it is written."""
    if output == "-" and as_json:
        raise typer.BadParameter("--json needs a file for the CSV itself")
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
            # The reader has had enough; Python's own flush at the end must find something to write to.
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
    """Merge the tables of an older record scout into this database; again changes nothing.

    Without --from it adopts the older tables that this database itself has. The address may stand in the
    environment instead, where other people on the machine do not see its password.
    """
    with open_records(data_dir) as runner:
        if source is None:
            _print_adopted(msgspec.to_builtins(runner.run(lambda context: context.facade.stats())), as_json=as_json)
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
    shown = new_table("", "read", "new here", "changed here")
    for name, tally in report.items():
        if isinstance(tally, dict):
            shown.add_row(name, str(tally["read"]), str(tally["added"]), str(tally["changed"]))
    print_table(shown)
    if report["orphans"]:
        print_error(f"{report['orphans']} offers were left out: their seller or record is missing over there")
    if report["models_left"]:
        print_error("trained models are not carried over; the verdicts they were trained on are")
