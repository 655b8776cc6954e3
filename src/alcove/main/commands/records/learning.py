"""`alcove records models` and `train`: what has been learnt of the owner's taste, and learning now."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from alcove.main.commands.options import JSON_OUTPUT, DataDir
from alcove.main.commands.records.office import At, office
from alcove.main.commands.records.showing import print_json, progress
from alcove.main.commands.watching import Standin
from alcove.main.exits import FAILED, OK, Refused
from alcove.main.terminal import complain

if TYPE_CHECKING:
    from alcove.apps.records import TasteModels

LEARNING = "learning"
SHOWN = 10
WIDE = 200
SCORES = ("accuracy", "precision", "recall", "f1", "roc_auc", "brier", "precision_at_20")


def models(
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw the rivals' scores into this SVG file.", dir_okay=False)
    ] = None,
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Show the model in use, how its rivals did on held-out verdicts, and the last trainings."""
    with office(data_dir) as place:
        found = place.run(lambda at: at.desk.models())
    if plot is not None:
        _draw(found, plot)
    if as_json:
        print_json(found)
    else:
        _tell(found)


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
    with office(data_dir) as place, progress() as bars:
        bars.add_task("learning", total=None)
        found = place.run(lambda at: _train(at, patience=float(wait)))
    if found is None:
        complain(f"the training has not ended within {wait} s; it goes on while a worker runs")
        raise typer.Exit(FAILED)
    if as_json:
        print_json(found)
    else:
        _tell(found)
    raise typer.Exit(OK if found.trained else FAILED)


async def _train(at: At, *, patience: float) -> "TasteModels | None":
    async with Standin(at.resources, queue=LEARNING, slots=1) as standin:
        await standin.step_in()
        return await at.desk.train(patience=patience)


def _tell(found: "TasteModels") -> None:
    typer.echo(_summary(found))
    # Where nobody's window sets a width the tables have the room that they need.
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    if found.rivals:
        console.print(_rivals(found))
    if found.trainings:
        console.print(_trainings(found))


def _summary(found: "TasteModels") -> str:
    model = found.current
    if model is None:
        return f"No model is in use: {found.labels} of {found.needed} verdicts, {found.keepers} of them to keep."
    return (
        f"In use: {model.version}, accuracy {model.accuracy:.1%} on held-out verdicts,"
        f" learnt from {model.labels} ({model.keepers} to keep) in {model.folds} folds at {model.trained_at}"
    )


def _rivals(found: "TasteModels") -> Table:
    shown = Table(box=None, pad_edge=False, title="Held-out scores", title_justify="left")
    shown.add_column("recommender")
    for name in SCORES:
        shown.add_column(name.replace("_", " "), justify="right")
    shown.add_column("seconds", justify="right")
    used = found.current.recommender if found.current else ""
    for rival in found.rivals:
        scores = [f"{getattr(rival.scores, name):.3f}" if rival.scores else "" for name in SCORES]
        style = "bold" if rival.name == used else None
        shown.add_row(rival.title, *scores, f"{rival.seconds:.1f}", rival.error, style=style)
    return shown


def _trainings(found: "TasteModels") -> Table:
    shown = Table(box=None, pad_edge=False, title="Trainings", title_justify="left")
    for column in ("ended", "outcome", "verdicts", "to keep", "why"):
        shown.add_column(column)
    for each in found.trainings[:SHOWN]:
        shown.add_row(each.finished_at, each.outcome, str(each.labels), str(each.keepers), each.reason)
    return shown


def _draw(found: "TasteModels", path: Path) -> None:
    if not any(rival.scores for rival in found.rivals):
        raise Refused("there is nothing to draw before the first training", code=FAILED)
    from alcove.main.commands.records.plotting import rivals_plot  # noqa: PLC0415 - pygal is needed for this alone

    try:
        path.write_bytes(rivals_plot(found))
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}", code=FAILED) from error
    complain(f"{path} written")
