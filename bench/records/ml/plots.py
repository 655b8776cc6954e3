"""Draws plots as SVG files without scripts and external references; the same data produce the same bytes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from pygal.style import Style

COLOURS = {
    "score": "#8c8c8c", "baseline": "#b8860b", "improved": "#2a7f9e", "linear": "#7a5195", "blend": "#c8443c",
    "auto": "#3c8d40", "random": "#8c8c8c", "uncertain": "#2a7f9e", "diverse": "#c8443c",
}  # fmt: skip
"""The colour of each name in all plots."""
STYLE = {
    "background": "#ffffff", "plot_background": "#ffffff", "foreground": "#333333", "foreground_strong": "#111111",
    "foreground_subtle": "#777777", "guide_stroke_color": "#cccccc", "major_guide_stroke_color": "#aaaaaa",
    "font_family": "sans-serif", "label_font_size": 14, "major_label_font_size": 14, "legend_font_size": 15,
    "title_font_size": 18, "value_font_size": 13, "stroke_width": 2.5,
}  # fmt: skip
"""A white background, so that the plot is readable on light and dark pages."""
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A line for each name over common labels."""

    name: str
    title: str
    across: str
    labels: Sequence[str]
    lines: Mapping[str, Sequence[float | None]]
    logarithmic: bool = False
    bars: bool = False
    maximum: float | None = None
    """The end of a scale that starts at 0; None for an automatic scale."""


def draw(plot: Plot, folder: Path) -> Path:
    """Write a plot to a folder and return its path."""
    kind = pygal.Bar if plot.bars else pygal.Line
    style = Style(colors=[COLOURS[name] for name in plot.lines], **STYLE)
    chart = kind(
        style=style, title=plot.title, x_title=plot.across, width=820, height=440, legend_at_bottom=True,
        legend_at_bottom_columns=min(6, len(plot.lines)), js=(), logarithmic=plot.logarithmic,
        truncate_legend=-1, truncate_label=-1, range=plot.maximum and (0, plot.maximum),
        dots_size=4, explicit_size=True,
        print_values=plot.bars and len(plot.labels) == 1, print_values_position="top",
    )  # fmt: skip
    chart.uuid = plot.name
    chart.x_labels = plot.labels
    if plot.logarithmic:
        chart.y_labels = _powers([value for values in plot.lines.values() for value in values if value])
    for name, values in plot.lines.items():
        chart.add(name, [None if value is None else round(value, 4) for value in values])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{plot.name}.svg"
    path.write_bytes(_strip_dynamic_parts(chart.render()))
    return path


def _powers(values: Sequence[float]) -> list[float]:
    # Powers of ten and their halves, from below the minimum to above the maximum.
    exponents = range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)
    steps = [share * 10.0**exponent for exponent in exponents for share in (0.5, 1)]
    first = max((step for step in steps if step <= min(values)), default=steps[0])
    last = min((step for step in steps if step >= max(values)), default=steps[-1])
    return [step for step in steps if first <= step <= last]


def _strip_dynamic_parts(rendered: bytes) -> bytes:
    # Remove pygal's comment (which has the date), its script, and external references.
    ET.register_namespace("", SVG)
    root = ET.fromstring(rendered)  # noqa: S314 - made by pygal a moment ago
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in {f"{{{SVG}}}script", "script"}]:
            parent.remove(child)
    text: Any = ET.tostring(root, encoding="utf-8")
    return bytes(text) + b"\n"
