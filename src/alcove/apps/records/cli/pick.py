"""`alcove records pick`: the record of the day, drawn by hand."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.text import Text

from alcove.apps.records.cli.output import numbers_table
from alcove.apps.records.cli.runner import open_records
from alcove.foundation.cli import JSON_OUTPUT, DataDir, print_json, print_table

if TYPE_CHECKING:
    from alcove.apps.records.daily_pick import ManualPick

LARGEST_SEED = 2**63 - 1


def pick(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            help="The UTC day to pick for, such as 2026-01-31; today by default.",
            formats=["%Y-%m-%d"],
            metavar="DAY",
        ),
    ] = None,
    data_dir: DataDir = None,
    *,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", help="Draw by this seed instead of a new one.", min=0, max=LARGEST_SEED, metavar="NUMBER"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; tell what would be drawn.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Draw the record of the day anew, in place of the current one.

    Shown are all candidates with S (novelty), F (free energy) and p (the chance to be drawn). The same seed over
    the same candidates draws the same record.
    """
    wanted: date | None = day.date() if day else None
    with open_records(data_dir) as runner:
        drawn = runner.run(lambda context: context.facade.draw(day=wanted, seed=seed, dry_run=dry_run))
    if as_json:
        print_json(build_document(drawn))
    else:
        _print_pick(drawn)


def build_document(drawn: "ManualPick") -> dict[str, Any]:
    """Return a draw for a script: the pick, its terms, and every candidate, the likeliest first."""
    terms: dict[str, Any] = msgspec.to_builtins(drawn.selection)
    del terms["error"]
    table = sorted(terms.pop("table"), key=lambda row: -row["selection_probability"])
    return {
        "date": drawn.day.isoformat(), "seed": drawn.selection.seed, "dry_run": drawn.pick is None, "id": drawn.pick,
        "name": drawn.names.get(drawn.selection.listing_id, ""), **terms,
        "candidates": [{"name": drawn.names.get(row["listing_id"], ""), **row} for row in table],
    }  # fmt: skip


def _print_pick(drawn: "ManualPick") -> None:
    selection = drawn.selection
    numbers = ("listing", "score", "S", "F", "p")
    shown = numbers_table(*numbers, "record", right=numbers)
    for row in sorted(selection.table, key=lambda terms: -terms.selection_probability):
        shown.add_row(
            str(row.listing_id), f"{row.model_score:.2f}", f"{row.entropy_measure:.3f}", f"{row.free_energy:.3f}",
            f"{row.selection_probability:.4f}", Text(drawn.names.get(row.listing_id, "")),
            style="bold" if row.listing_id == selection.listing_id else None,
        )  # fmt: skip
    print_table(shown)
    name = drawn.names.get(selection.listing_id, "")
    verb = "would be" if drawn.pick is None else "is"
    typer.echo(f"{name} (listing {selection.listing_id}) {verb} the record of {drawn.day}")
    typer.echo(f"seed {selection.seed}, T = {selection.system_temperature:.3f}, {selection.cluster_count} clusters")
