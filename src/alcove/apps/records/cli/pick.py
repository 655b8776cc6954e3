"""`alcove records pick`: select the record of the day manually."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.text import Text

from alcove.apps.records.cli.runner import open_records
from alcove.foundation.cli import JSON_OUTPUT, DataDir, new_table, print_json, print_table

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
            "--seed", help="Select with this seed instead of a random one.", min=0, max=LARGEST_SEED, metavar="NUMBER"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; show what would be picked.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Pick another record of the day, in place of the current one.

    Shows all candidates with S (novelty), F (free energy) and p (the probability). The same seed and candidates give
    the same record.
    """
    pick_day: date | None = day.date() if day else None
    with open_records(data_dir) as runner:
        result = runner.run(lambda context: context.facade.pick(day=pick_day, seed=seed, dry_run=dry_run))
    if as_json:
        print_json(build_document(result))
    else:
        _print_pick(result)


def build_document(result: "ManualPick") -> dict[str, Any]:
    """Return the JSON document of a pick: its terms, and all candidates, the most probable first."""
    terms: dict[str, Any] = msgspec.to_builtins(result.selection)
    del terms["error"]
    table = sorted(terms.pop("table"), key=lambda row: -row["selection_probability"])
    return {
        "date": result.day.isoformat(), "seed": result.selection.seed, "dry_run": result.pick is None,
        "id": result.pick, "name": result.names.get(result.selection.listing_id, ""), **terms,
        "candidates": [{"name": result.names.get(row["listing_id"], ""), **row} for row in table],
    }  # fmt: skip


def _print_pick(result: "ManualPick") -> None:
    selection = result.selection
    numbers = ("listing", "score", "S", "F", "p")
    table = new_table(*numbers, "record", numbers=numbers)
    for row in sorted(selection.table, key=lambda terms: -terms.selection_probability):
        table.add_row(
            str(row.listing_id), f"{row.model_score:.2f}", f"{row.entropy_measure:.3f}", f"{row.free_energy:.3f}",
            f"{row.selection_probability:.4f}", Text(result.names.get(row.listing_id, "")),
            style="bold" if row.listing_id == selection.listing_id else None,
        )  # fmt: skip
    print_table(table)
    name = result.names.get(selection.listing_id, "")
    verb = "would be" if result.pick is None else "is"
    typer.echo(f"{name} (listing {selection.listing_id}) {verb} the record of {result.day}")
    typer.echo(f"seed {selection.seed}, T = {selection.system_temperature:.3f}, {selection.cluster_count} clusters")
