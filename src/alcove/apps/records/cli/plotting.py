"""Plots as SVG, without scripts and without anything to be fetched."""

from typing import TYPE_CHECKING, Any, Final

import pygal
from pygal.style import CleanStyle

if TYPE_CHECKING:
    from alcove.apps.records.schemas import TasteModels

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
        js=(), style=CleanStyle, truncate_legend=-1, title=f"Held-out scores, {labels} verdicts", range=(0, 1),
        legend_at_bottom=True,
        disable_xml_declaration=False, print_values=True, value_formatter=lambda value: f"{value:.2f}",
    )  # fmt: skip
    chart.x_labels = list(DRAWN.values())
    for rival in found.rivals:
        if rival.scores is not None:
            chart.add(rival.title, [round(getattr(rival.scores, name), 4) for name in DRAWN])
    chart.add_xml_filter(_without_scripts)
    drawn: bytes = chart.render()
    return drawn


def _without_scripts(picture: Any) -> Any:
    """Take out what pygal puts in for its page's script, which is not there."""
    for parent in list(picture.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return picture
