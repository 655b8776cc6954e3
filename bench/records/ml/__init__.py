"""What learning is worth: quality on simulated owners, time and memory, and what asking well saves.

`ALCOVE_BENCH_PLOTS=docs/images/ml` has the plots written there.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

from bench.figures import Figure
from bench.place import brief
from bench.processes import aside
from bench.records.ml.plots import Plot, draw
from bench.records.ml.quality import AUTO, NAMES, SCORE, SIZES, Result, results
from bench.records.ml.teaching import ENOUGH, STRATEGIES, Lesson, batches, lessons, needed

TITLE = "Learning a taste: simulated owners, a tenth of whose verdicts are wrong"
PLOTS = "ALCOVE_BENCH_PLOTS"
TRAINED = NAMES[1:-1]
ROWS = (1_000, 10_000, 100_000)
LISTINGS = 60_000
SCORING_BUDGET = 5.0
LONGEST = 1_200.0
BETTER = "blend"


def measure() -> Iterator[Figure]:
    """Give the quality of each recommender, what it costs, and the verdicts that asking well saves."""
    quick = brief()
    yield from _quality(list(results(quick=quick)))
    yield from _teaching(lessons(quick=quick), batches(quick=quick))
    yield from _training(ROWS[:1] if quick else ROWS)
    yield from _scoring(2_000 if quick else LISTINGS)


def _quality(found: Sequence[Result]) -> Iterator[Figure]:
    sizes = [size for size in SIZES if any(one.labels == size for one in found)]
    tables = {
        what: {name: [_mean(found, read, name=name, labels=size) for size in sizes] for name in NAMES}
        for what, read in READINGS.items()
    }
    del tables["Brier score"][SCORE]
    for what, lines in tables.items():
        yield from _read_out(what, lines, sizes)
        title = f"{what}, held out"
        most = None if what == "Brier score" else 1.0
        _plot(Plot(name=FILES[what], title=title, across="verdicts", labels=_words(sizes), lines=lines, most=most))
    precision = tables["precision at 20"]
    for place, size in enumerate(sizes):
        yield Figure(
            name=f"precision at 20, {BETTER} beside improved, {size} verdicts",
            value=round(precision[BETTER][place] / precision["improved"][place], 2),
            unit="x",
            at_least=1.0,
        )
    yield from _by_kind(found, sizes[-2:][0])


def _read_out(what: str, lines: dict[str, list[float]], sizes: Sequence[int]) -> Iterator[Figure]:
    for place, size in enumerate(sizes):
        for name, values in lines.items():
            yield Figure(name=f"{what}, {size} verdicts, {name}", value=round(values[place], 3), unit="")


def _by_kind(found: Sequence[Result], size: int) -> Iterator[Figure]:
    kinds = list(dict.fromkeys(one.kind for one in found))
    lines = {
        name: [_mean(found, _precision, name=name, labels=size, kind=kind) for kind in kinds]
        for name in (SCORE, *TRAINED)
    }
    for name in (SCORE, "improved", BETTER):
        for kind, value in zip(kinds, lines[name], strict=True):
            yield Figure(name=f"precision at 20, {size} verdicts, {kind}, {name}", value=round(value, 3), unit="")
    title = f"precision at 20 by kind of owner, {size} verdicts"
    _plot(Plot(name="kinds", title=title, across="", labels=kinds, lines=lines, bars=True, most=1.0))
    chosen = [one.chosen for one in found if one.name == AUTO]
    for name in TRAINED:
        yield Figure(
            name=f"chosen by cross-validation: {name}",
            value=round(chosen.count(name) / len(chosen), 3),
            unit="of times",
        )


def _teaching(found: Sequence[Lesson], after: Sequence[int]) -> Iterator[Figure]:
    lines = {
        strategy: [
            fmean(values) for values in zip(*(one.precision for one in found if one.strategy == strategy), strict=True)
        ]
        for strategy in STRATEGIES
    }
    _plot(
        Plot(
            name="asking",
            title="precision at 20 by what is asked",
            across="verdicts",
            labels=_words(after),
            lines=lines,
            most=1.0,
        )
    )
    for strategy, values in lines.items():
        for enough in ENOUGH:
            yield Figure(
                name=f"verdicts to reach precision {enough} on average, {strategy}",
                value=needed(values, enough),
                unit="",
            )
    for kind in dict.fromkeys(one.kind for one in found):
        for strategy in STRATEGIES:
            mine = [one.precision for one in found if (one.kind, one.strategy) == (kind, strategy)]
            yield Figure(
                name=f"mean precision at 20 over all batches, {kind}, {strategy}",
                value=round(fmean(fmean(values) for values in mine), 3),
                unit="",
            )


def _training(rows: Sequence[int]) -> Iterator[Figure]:
    found = {
        name: [
            aside("bench.records.ml.fitting", {"what": "fit", "name": name, "offers": count}, seconds=LONGEST)
            for count in rows
        ]
        for name in TRAINED
    }
    for name, runs in found.items():
        for count, run in zip(rows, runs, strict=True):
            yield Figure(
                name=f"training on {count:,} verdicts, {name}", value=round(run["seconds"], 2), unit="s (processor)"
            )
            yield Figure(
                name=f"peak memory of that, {name}",
                value=round(run["peak"]),
                unit="MiB",
                note=f"{run['before']:.0f} MiB before, the verdicts themselves included",
            )
    for what, key, unit in (("time", "seconds", "processor seconds"), ("memory", "peak", "MiB at the peak")):
        lines = {name: [run[key] for run in runs] for name, runs in found.items()}
        _plot(
            Plot(
                name=f"training-{what}", title=f"one training, {what}, {unit}",
                across="verdicts", labels=_words(rows), lines=lines, logarithmic=True,
            )
        )  # fmt: skip


def _scoring(listings: int) -> Iterator[Figure]:
    seconds = {}
    for name in TRAINED:
        run = aside("bench.records.ml.fitting", {"what": "score", "name": name, "offers": listings}, seconds=LONGEST)
        seconds[name] = [run["seconds"]]
        yield Figure(
            name=f"scoring {listings:,} listings with reasons, {name}",
            value=round(run["seconds"], 2),
            unit="s (processor)",
            at_most=SCORING_BUDGET,
            note=f"{run['reasons']:.1f} reasons each, bundle {run['bundle'] / 1024:.1f} MiB",
        )
    title = f"scoring {listings:,} listings with reasons, processor seconds"
    _plot(Plot(name="scoring", title=title, across="", labels=[""], lines=seconds, bars=True))


def _mean(
    found: Iterable[Result], read: Callable[[Result], float], *, name: str, labels: int, kind: str | None = None
) -> float:
    return fmean(read(one) for one in found if one.name == name and one.labels == labels and kind in (None, one.kind))


def _precision(result: Result) -> float:
    return result.precision


READINGS: dict[str, Callable[[Result], float]] = {
    "precision at 20": _precision,
    "ROC AUC": lambda result: result.auc,
    "Brier score": lambda result: result.brier,
}
FILES = {"precision at 20": "precision", "ROC AUC": "auc", "Brier score": "brier"}


def _words(numbers: Sequence[int]) -> list[str]:
    return [f"{number:,}" for number in numbers]


def _plot(plot: Plot) -> None:
    if folder := os.environ.get(PLOTS):
        draw(plot, Path(folder))
