"""Plots as SVG, without scripts and without anything to be fetched."""

from typing import TYPE_CHECKING, Final

import pygal
from pygal.style import CleanStyle

if TYPE_CHECKING:
    from alcove.apps.records import TasteModels

DRAWN: Final = {
    "accuracy": "Accuracy",
    "roc_auc": "ROC AUC",
    "precision_at_20": "Precision among the first 20",
    "brier": "Brier score (lower is better)",
}


def rivals_plot(found: "TasteModels") -> bytes:
    """Return the rivals' held-out scores as bars, a group a score."""
    labels = found.current.labels if found.current else found.labels
    chart = pygal.Bar(
        js=(), style=CleanStyle, title=f"Held-out scores, {labels} verdicts", range=(0, 1), legend_at_bottom=True,
        disable_xml_declaration=False, print_values=True, value_formatter=lambda value: f"{value:.2f}",
    )  # fmt: skip
    chart.x_labels = list(DRAWN.values())
    for rival in found.rivals:
        if rival.scores is not None:
            chart.add(rival.title, [round(getattr(rival.scores, name), 4) for name in DRAWN])
    drawn: bytes = chart.render()
    return drawn
