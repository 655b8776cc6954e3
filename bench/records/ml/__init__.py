"""The quality of taste models for simulated owners, their time and memory, and the effect of strategies.

The comparison with a plain regression uses other owners than those that the models were tuned with.

Set `ALCOVE_BENCH_PLOTS=docs/images/ml` to write the plots there.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

from bench.environment import is_quick
from bench.figures import Figure
from bench.processes import run_module
from bench.records.ml.plots import Plot, draw
from bench.records.ml.proof import compare, report
from bench.records.ml.quality import AUTO, NAMES, SCORE, SIZES, Result, results
from bench.records.ml.strategies import STRATEGIES, TARGETS, StrategyRun, batch_sizes, run_strategies, verdicts_needed

TITLE = "Taste models for simulated owners, a tenth of whose verdicts are wrong"
PLOTS = "ALCOVE_BENCH_PLOTS"
TRAINED = NAMES[1:-1]
ROWS = (1_000, 10_000, 100_000)
LISTINGS = 60_000
SCORING_BUDGET = 5.0
LONGEST = 1_200.0
BETTER = "blend"


def measure() -> Iterator[Figure]:
    """Yield the quality and cost of each recommender, and the verdicts that strategies save."""
    quick = is_quick()
    yield from _report_quality(list(results(quick=quick)))
    yield from report(list(compare(quick=quick)))
    yield from _report_strategies(run_strategies(quick=quick), batch_sizes(quick=quick))
    yield from _report_training(ROWS[:1] if quick else ROWS)
    yield from _report_scoring(2_000 if quick else LISTINGS)


def _report_quality(results: Sequence[Result]) -> Iterator[Figure]:
    sizes = [size for size in SIZES if any(result.labels == size for result in results)]
    tables = {
        metric: {name: [_mean(results, read, name=name, labels=size) for size in sizes] for name in NAMES}
        for metric, read in METRICS.items()
    }
    del tables["Brier score"][SCORE]
    for metric, lines in tables.items():
        yield from _report_values(metric, lines, sizes)
        title = f"{metric}, held out"
        maximum = None if metric == "Brier score" else 1.0
        _plot(
            Plot(
                name=FILES[metric],
                title=title,
                across="verdicts",
                labels=_format_numbers(sizes),
                lines=lines,
                maximum=maximum,
            )
        )
    precision = tables["precision at 20"]
    for index, size in enumerate(sizes):
        yield Figure(
            name=f"precision at 20, {BETTER} compared with improved, {size} verdicts",
            value=round(precision[BETTER][index] / precision["improved"][index], 2),
            unit="x",
            at_least=1.0,
        )
    yield from _report_by_kind(results, sizes[-2:][0])


def _report_values(what: str, lines: dict[str, list[float]], sizes: Sequence[int]) -> Iterator[Figure]:
    for index, size in enumerate(sizes):
        for name, values in lines.items():
            yield Figure(name=f"{what}, {size} verdicts, {name}", value=round(values[index], 3), unit="")


def _report_by_kind(results: Sequence[Result], size: int) -> Iterator[Figure]:
    kinds = list(dict.fromkeys(result.kind for result in results))
    lines = {
        name: [_mean(results, _precision, name=name, labels=size, kind=kind) for kind in kinds]
        for name in (SCORE, *TRAINED)
    }
    for name in (SCORE, "improved", BETTER):
        for kind, value in zip(kinds, lines[name], strict=True):
            yield Figure(name=f"precision at 20, {size} verdicts, {kind}, {name}", value=round(value, 3), unit="")
    title = f"precision at 20 by kind of owner, {size} verdicts"
    _plot(Plot(name="kinds", title=title, across="", labels=kinds, lines=lines, bars=True, maximum=1.0))
    selected = [result.selected for result in results if result.name == AUTO]
    for name in TRAINED:
        yield Figure(
            name=f"selected by cross-validation: {name}",
            value=round(selected.count(name) / len(selected), 3),
            unit="of times",
        )


def _report_strategies(results: Sequence[StrategyRun], after: Sequence[int]) -> Iterator[Figure]:
    lines = {
        strategy: [
            fmean(values)
            for values in zip(*(result.precision for result in results if result.strategy == strategy), strict=True)
        ]
        for strategy in STRATEGIES
    }
    _plot(
        Plot(
            name="strategies",
            title="precision at 20 by strategy",
            across="verdicts",
            labels=_format_numbers(after),
            lines=lines,
            maximum=1.0,
        )
    )
    for strategy, values in lines.items():
        for target in TARGETS:
            yield Figure(
                name=f"verdicts to reach precision {target} on average, {strategy}",
                value=verdicts_needed(values, target),
                unit="",
            )
    for kind in dict.fromkeys(result.kind for result in results):
        for strategy in STRATEGIES:
            mine = [result.precision for result in results if (result.kind, result.strategy) == (kind, strategy)]
            yield Figure(
                name=f"mean precision at 20 over all batches, {kind}, {strategy}",
                value=round(fmean(fmean(values) for values in mine), 3),
                unit="",
            )


def _report_training(rows: Sequence[int]) -> Iterator[Figure]:
    results = {
        name: [
            run_module(
                "bench.records.ml.training_process", {"what": "fit", "name": name, "offers": count}, seconds=LONGEST
            )
            for count in rows
        ]
        for name in TRAINED
    }
    for name, runs in results.items():
        for count, run in zip(rows, runs, strict=True):
            yield Figure(
                name=f"training on {count:,} verdicts, {name}", value=round(run["seconds"], 2), unit="s (processor)"
            )
            yield Figure(
                name=f"peak memory of that, {name}",
                value=round(run["peak"]),
                unit="MiB",
                note=f"{run['before']:.0f} MiB before, including the verdicts",
            )
    for what, key, unit in (("time", "seconds", "processor seconds"), ("memory", "peak", "MiB at the peak")):
        lines = {name: [run[key] for run in runs] for name, runs in results.items()}
        _plot(
            Plot(
                name=f"training-{what}", title=f"one training, {what}, {unit}",
                across="verdicts", labels=_format_numbers(rows), lines=lines, logarithmic=True,
            )
        )  # fmt: skip


def _report_scoring(listings: int) -> Iterator[Figure]:
    seconds = {}
    for name in TRAINED:
        run = run_module(
            "bench.records.ml.training_process", {"what": "score", "name": name, "offers": listings}, seconds=LONGEST
        )
        seconds[name] = [run["seconds"]]
        yield Figure(
            name=f"scoring {listings:,} listings with reasons, {name}",
            value=round(run["seconds"], 2),
            unit="s (processor)",
            at_most=SCORING_BUDGET,
            note=f"{run['reasons']:.1f} reasons per listing, bundle {run['bundle'] / 1024:.1f} MiB",
        )
    title = f"scoring {listings:,} listings with reasons, processor seconds"
    _plot(Plot(name="scoring", title=title, across="", labels=[""], lines=seconds, bars=True))


def _mean(
    results: Iterable[Result], read: Callable[[Result], float], *, name: str, labels: int, kind: str | None = None
) -> float:
    return fmean(
        read(result)
        for result in results
        if result.name == name and result.labels == labels and kind in (None, result.kind)
    )


def _precision(result: Result) -> float:
    return result.precision


METRICS: dict[str, Callable[[Result], float]] = {
    "precision at 20": _precision,
    "ROC AUC": lambda result: result.auc,
    "Brier score": lambda result: result.brier,
}
FILES = {"precision at 20": "precision", "ROC AUC": "auc", "Brier score": "brier"}


def _format_numbers(numbers: Sequence[int]) -> list[str]:
    return [f"{number:,}" for number in numbers]


def _plot(plot: Plot) -> None:
    if folder := os.environ.get(PLOTS):
        draw(plot, Path(folder))
