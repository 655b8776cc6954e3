"""Writes the tables of `docs/explain/taste.md` from the last run: `python -m bench.records.ml.tables`.

A table stands between `<!-- bench: NAME -->` and `<!-- end -->`. Without figures for it in the run it stays as it is.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from bench.figures import Figure
from bench.records.ml.proof import ALL, METRICS, SIZES
from bench.records.ml.proof_owners import MAKES
from bench.records.ml.quality import NAMES, SCORE
from bench.records.ml.quality import SIZES as QUALITY_SIZES
from bench.records.ml.strategies import STRATEGIES, TARGETS

PAGE = Path(__file__).parents[3] / "docs" / "explain" / "taste.md"
RESULTS = Path(__file__).parents[2] / "results" / "latest.json"
BENCHMARK = "records.ml"
BLOCK = re.compile(r"(<!-- bench: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)

Figures = Mapping[str, Figure]


def main() -> None:
    """Write the tables of the page from a file of results, by default that of the last run."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    by_benchmark = msgspec.json.decode(path.read_bytes(), type=dict[str, list[Figure]])
    figures = {figure.name: figure for figure in by_benchmark[BENCHMARK]}
    PAGE.write_text(BLOCK.sub(lambda block: _render_block(block, figures), PAGE.read_text()))


def _render_block(block: re.Match[str], figures: Figures) -> str:
    try:
        table = TABLES[block["name"]](figures)
    except KeyError as error:
        print(f"{block['name']}: no figure {error}, the table stays")
        return block[0]
    return f"{block[1]}{table}\n{block[3]}"


def _render_quality(figures: Figures, *, metric: str) -> str:
    names = [name for name in NAMES if not (name == SCORE and metric == "Brier score")]
    titles = ["selected" if name == "auto" else name for name in names]
    rows = [
        [str(size), *(f"{figures[f'{metric}, {size} verdicts, {name}'].value:.2f}" for name in names)]
        for size in QUALITY_SIZES
    ]
    return _render_table(["Verdicts", *titles], rows)


def _render_gains(figures: Figures, *, metric: str) -> str:
    rows = [
        [make, strategy, *(_format_gain(figures, metric, f"{make}, {strategy}, {size} verdicts") for size in SIZES)]
        for make in (*MAKES, ALL)
        for strategy in STRATEGIES
    ]
    return _render_table(["Owners", "Asked by", *(f"{size} verdicts" for size in SIZES)], rows)


def _format_gain(figures: Figures, metric: str, what: str) -> str:
    figure = figures[f"gain over a plain regression: {metric}, {what}"]
    error = re.search(r"standard error ([\d.]+)", figure.note)
    missed = figure.at_least is not None and figure.value < figure.at_least
    text = f"{figure.value:+.3f} ± {error[1] if error else '?'}"
    return f"**{text} (missed)**" if missed else text


def _render_strategies(figures: Figures) -> str:
    rows = [
        [
            strategy,
            *(
                f"{figures[f'verdicts to reach precision {target} on average, {strategy}'].value:.0f}"
                for target in TARGETS
            ),
        ]
        for strategy in STRATEGIES
    ]
    return _render_table(["Verdicts needed for a mean precision at 20 of", *map(str, TARGETS)], rows)


def _render_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


TABLES: Mapping[str, Callable[[Figures], str]] = {
    **{metric: partial(_render_quality, metric=metric) for metric in ("precision at 20", "ROC AUC", "Brier score")},
    **{f"gain, {metric}": partial(_render_gains, metric=metric) for metric in METRICS},
    "strategies": _render_strategies,
}

if __name__ == "__main__":
    main()
