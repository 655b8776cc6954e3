"""`alcove records rescore` and `purge`."""

from typing import Annotated

import typer

from alcove.apps.records.cli.runner import open_records
from alcove.foundation.cli import JSON_OUTPUT, DataDir, print_result, progress_bars


def rescore(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Compute all scores, stored JSON and counters again."""
    with open_records(data_dir) as runner, progress_bars("{task.completed}/{task.total} rows") as bars:
        bar = bars.add_task("rescoring", total=None)

        def on_progress(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total)

        result = runner.run(lambda context: context.facade.rescore(on_progress=on_progress))
    text = f"{result.records} records and {result.offers} offers computed again; {result.changed} changed"
    print_result(result, text, as_json=as_json)


def purge(
    older_than: Annotated[int, typer.Option("--older-than", help="Days since it was last seen.", min=1, max=36500)],
    data_dir: DataDir = None,
    *,
    evaluated: Annotated[bool, typer.Option("--evaluated", help="Delete offers with a verdict, too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; show what would be deleted.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Delete delisted offers and scrape history not seen for a number of days.

    Offers with a verdict stay, since the model is trained on them; so do all records of the day.
    """
    with open_records(data_dir) as runner:
        result = runner.run(lambda context: context.facade.purge(days=older_than, judged=evaluated, dry_run=dry_run))
    text = f"{result.offers} offers and {result.history} rows of the history {'would be ' if dry_run else ''}removed"
    print_result({"offers": result.offers, "history": result.history, "dry_run": dry_run}, text, as_json=as_json)
