"""`alcove records models` and `train`: what has been learnt of the owner's taste, and learning now."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from alcove.apps.records.build import build_worker_tasks
from alcove.apps.records.cli.output import numbers_table
from alcove.apps.records.cli.runner import Context, open_records
from alcove.foundation.cli import (
    FAILED,
    JSON_OUTPUT,
    OK,
    CommandError,
    DataDir,
    InlineWorker,
    new_table,
    print_error,
    print_json,
    print_table,
    progress_bars,
)

if TYPE_CHECKING:
    from alcove.apps.records.taste import TasteModels

LEARNING = "learning"
MAX_TRAININGS = 10
SCORES = ("accuracy", "precision", "recall", "f1", "roc_auc", "brier", "precision_at_20")
PLOTTED_SCORES = {
    "accuracy": "Accuracy",
    "roc_auc": "ROC AUC",
    "precision_at_20": "Precision among the first 20",
    "brier": "Brier score (lower is better)",
}


def models(
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw the rivals' scores into this SVG file.", dir_okay=False)
    ] = None,
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Show the model in use, how its rivals did on held-out verdicts, and the last trainings."""
    with open_records(data_dir) as runner:
        found = runner.run(lambda context: context.facade.models())
    if plot is not None:
        _write_plot(found, plot)
    if as_json:
        print_json(found)
    else:
        _print_models(found)


def train(
    wait: Annotated[int, typer.Option("--wait", help="Seconds to wait for the training.", min=1, max=86_400)] = 3600,
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Learn from all verdicts now, and predict every offer.

    A running worker does the work; without one this command does it itself. Exits with 1 when no model is in use
    afterwards.
    """
    with open_records(data_dir) as runner, progress_bars() as bars:
        bars.add_task("learning", total=None)
        found = runner.run(lambda context: _train(context, max_wait=float(wait)))
    if found is None:
        print_error(f"the training has not ended within {wait} s; it goes on while a worker runs")
        raise typer.Exit(FAILED)
    if as_json:
        print_json(found)
    else:
        _print_models(found)
    raise typer.Exit(OK if found.trained else FAILED)


async def _train(context: Context, *, max_wait: float) -> "TasteModels | None":
    async with InlineWorker(context.deps, build_tasks=build_worker_tasks, queue=LEARNING, slots=1) as worker:
        await worker.start_if_needed()
        return await context.facade.train(max_wait=max_wait)


def _print_models(found: "TasteModels") -> None:
    typer.echo(_describe_model(found))
    if found.rivals:
        print_table(_build_scores_table(found))
    if found.trainings:
        print_table(_build_trainings_table(found))


def _describe_model(found: "TasteModels") -> str:
    model = found.current
    if model is None:
        return f"No model is in use: {found.labels} of {found.needed} verdicts, {found.keepers} of them to keep."
    return (
        f"In use: {model.version}, accuracy {model.accuracy:.1%} on held-out verdicts,"
        f" learnt from {model.labels} ({model.keepers} to keep) in {model.folds} folds at {model.trained_at}"
    )


def _build_scores_table(found: "TasteModels") -> Table:
    numbers = [*(name.replace("_", " ") for name in SCORES), "seconds"]
    shown = numbers_table("recommender", *numbers, "", right=numbers, title="Held-out scores")
    used = found.current.recommender if found.current else ""
    for rival in found.rivals:
        scores = [f"{getattr(rival.scores, name):.3f}" if rival.scores else "" for name in SCORES]
        style = "bold" if rival.name == used else None
        shown.add_row(rival.title, *scores, f"{rival.seconds:.1f}", rival.error, style=style)
    return shown


def _build_trainings_table(found: "TasteModels") -> Table:
    shown = new_table("ended", "outcome", "verdicts", "to keep", "why", title="Trainings")
    for one in found.trainings[:MAX_TRAININGS]:
        shown.add_row(one.finished_at, one.outcome, str(one.labels), str(one.keepers), one.reason)
    return shown


def _write_plot(found: "TasteModels", path: Path) -> None:
    if not any(rival.scores for rival in found.rivals):
        raise CommandError("there is nothing to draw before the first training", code=FAILED)
    try:
        path.write_bytes(_render_plot(found))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}", code=FAILED) from error
    print_error(f"{path} written")


def _render_plot(found: "TasteModels") -> bytes:
    """Return the rivals' held-out scores as bars, a group a score."""
    import pygal  # noqa: PLC0415 - needed for this alone
    from pygal.style import CleanStyle  # noqa: PLC0415

    labels = found.current.labels if found.current else found.labels
    chart = pygal.Bar(
        js=(), style=CleanStyle, truncate_legend=-1, title=f"Held-out scores, {labels} verdicts", range=(0, 1),
        legend_at_bottom=True,
        disable_xml_declaration=False, print_values=True, value_formatter=lambda value: f"{value:.2f}",
    )  # fmt: skip
    chart.x_labels = list(PLOTTED_SCORES.values())
    for rival in found.rivals:
        if rival.scores is not None:
            chart.add(rival.title, [round(getattr(rival.scores, name), 4) for name in PLOTTED_SCORES])
    chart.add_xml_filter(_remove_scripts)
    drawn: bytes = chart.render()
    return drawn


def _remove_scripts(picture: Any) -> Any:
    """Take out what pygal puts in for its page's script, which is not there."""
    for parent in list(picture.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return picture
