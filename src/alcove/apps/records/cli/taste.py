"""`alcove records models` and `train`: show models, train a model."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from alcove.apps.records.build import build_worker_tasks
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
FEW_VERDICTS = 50
"""With fewer verdicts the chances are said to be uncertain."""
SCORES = ("accuracy", "precision", "recall", "f1", "roc_auc", "brier", "precision_at_20")
PLOTTED_SCORES = {
    "accuracy": "Accuracy",
    "roc_auc": "ROC AUC",
    "precision_at_20": "Precision among the first 20",
    "brier": "Brier score (lower is better)",
}


def show_models(
    plot: Annotated[
        Path | None,
        typer.Option("--plot", help="Plot the scores of all recommenders into this SVG file.", dir_okay=False),
    ] = None,
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Show the model in use, the scores of all recommenders on held-out verdicts, and the last trainings."""
    with open_records(data_dir) as runner:
        models = runner.run(lambda context: context.facade.read_models())
    if plot is not None:
        _write_plot(models, plot)
    if as_json:
        print_json(models)
    else:
        _print_models(models)


def train(
    wait: Annotated[int, typer.Option("--wait", help="Seconds to wait for the training.", min=1, max=86_400)] = 3600,
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Train a model on all verdicts now, and predict all offers.

    A running worker does the work; without one this command does it itself. Exits with 1 when no model is in use
    afterwards.
    """
    with open_records(data_dir) as runner, progress_bars() as bars:
        bars.add_task("training", total=None)
        models = runner.run(lambda context: _train(context, max_wait=float(wait)))
    if models is None:
        print_error(f"the training has not ended within {wait} s; it continues while a worker runs")
        raise typer.Exit(FAILED)
    if as_json:
        print_json(models)
    else:
        _print_models(models)
    raise typer.Exit(OK if models.trained else FAILED)


async def _train(context: Context, *, max_wait: float) -> "TasteModels | None":
    async with InlineWorker(context.deps, build_tasks=build_worker_tasks, queue=LEARNING, slots=1) as worker:
        await worker.start_if_needed()
        return await context.facade.train(max_wait=max_wait)


def _print_models(models: "TasteModels") -> None:
    typer.echo(_describe_model(models))
    if reliability := _describe_reliability(models):
        typer.echo(reliability)
    if models.rivals:
        print_table(_build_scores_table(models))
    if models.trainings:
        print_table(_build_trainings_table(models))


def _describe_model(models: "TasteModels") -> str:
    model = models.current
    if model is None:
        return f"No model is in use: {models.labels} of {models.needed} verdicts, {models.keepers} of them to keep."
    return (
        f"In use: {model.version}, accuracy {model.accuracy:.1%} on held-out verdicts,"
        f" trained on {model.labels} ({model.keepers} to keep) in {model.folds} folds at {model.trained_at}"
    )


def _describe_reliability(models: "TasteModels") -> str:
    """Return how often offers with a high chance were kept, while there are few verdicts."""
    model = models.current
    if model is None or model.labels >= FEW_VERDICTS:
        return ""
    used = next((rival.scores for rival in models.rivals if rival.name == model.recommender), None)
    if used is None or not used.recommended:
        return (
            f"Fewer than {FEW_VERDICTS} verdicts: no held-out offer had a chance of 50 % or more; chances are guesses."
        )
    return (
        f"Fewer than {FEW_VERDICTS} verdicts: of {used.recommended} held-out offers with a chance of 50 % or more,"
        f" {used.recommended_kept} were kept."
    )


def _build_scores_table(models: "TasteModels") -> Table:
    numbers = [*(name.replace("_", " ") for name in SCORES), "seconds"]
    table = new_table("recommender", *numbers, "", numbers=numbers, title="Held-out scores")
    used = models.current.recommender if models.current else ""
    for rival in models.rivals:
        scores = [f"{getattr(rival.scores, name):.3f}" if rival.scores else "" for name in SCORES]
        style = "bold" if rival.name == used else None
        table.add_row(rival.title, *scores, f"{rival.seconds:.1f}", rival.error, style=style)
    return table


def _build_trainings_table(models: "TasteModels") -> Table:
    table = new_table("ended", "outcome", "verdicts", "to keep", "why", title="Trainings")
    for training in models.trainings[:MAX_TRAININGS]:
        table.add_row(
            training.finished_at, training.outcome, str(training.labels), str(training.keepers), training.reason
        )
    return table


def _write_plot(models: "TasteModels", path: Path) -> None:
    if not any(rival.scores for rival in models.rivals):
        raise CommandError("there is nothing to plot before the first training", code=FAILED)
    try:
        path.write_bytes(_render_plot(models))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}", code=FAILED) from error
    print_error(f"{path} written")


def _render_plot(models: "TasteModels") -> bytes:
    """Return an SVG bar chart of the held-out scores, one group per score."""
    import pygal  # noqa: PLC0415 - only this command needs it
    from pygal.style import CleanStyle  # noqa: PLC0415

    labels = models.current.labels if models.current else models.labels
    chart = pygal.Bar(
        js=(), style=CleanStyle, truncate_legend=-1, title=f"Held-out scores, {labels} verdicts", range=(0, 1),
        legend_at_bottom=True,
        disable_xml_declaration=False, print_values=True, value_formatter=lambda value: f"{value:.2f}",
    )  # fmt: skip
    chart.x_labels = list(PLOTTED_SCORES.values())
    for rival in models.rivals:
        if rival.scores is not None:
            chart.add(rival.title, [round(getattr(rival.scores, name), 4) for name in PLOTTED_SCORES])
    chart.add_xml_filter(_remove_scripts)
    svg: bytes = chart.render()
    return svg


def _remove_scripts(picture: Any) -> Any:
    """Remove the script elements that pygal adds."""
    for parent in list(picture.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return picture
