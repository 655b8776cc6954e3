"""Runs benchmarks and prints the results: `make bench`, or `make bench ARGS="records.hot --quick"`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import msgspec
from rich.console import Console
from rich.table import Table

import bench
from bench.environment import app_packages, shared_environment
from bench.figures import BudgetResult, Figure

OWN_MODULES = {"figures", "run"}
LATEST = Path(__file__).parent / "results" / "latest.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all; return 1 if a budget is exceeded."""
    benchmarks = find_benchmarks()
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"the benchmarks to run: {', '.join(benchmarks) or 'none'}"
    )
    parser.add_argument("--json", type=Path, default=LATEST, help="write the results to this file")
    parser.add_argument("--quick", action="store_true", help="run a short version whose results must not be cited")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if not select_benchmarks([name], benchmarks)]
    if unknown:
        parser.error(f"there is no benchmark named {', '.join(unknown)}")
    with shared_environment(quick=options.quick):
        figures_by_name = {name: run(module) for name, module in select_benchmarks(options.names, benchmarks).items()}
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures_by_name)))
    figures = [figure for module_figures in figures_by_name.values() for figure in module_figures]
    return int(any(figure.budget_result is BudgetResult.BROKEN for figure in figures))


def find_benchmarks() -> dict[str, ModuleType]:
    """Return the benchmarks by name: every module of this package and of app folders with `TITLE` and `measure()`."""
    modules = _modules(bench)
    for package in app_packages():
        modules |= _modules(package)
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def _modules(package: ModuleType) -> dict[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.name not in OWN_MODULES)
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return {module.__name__.removeprefix("bench."): module for module in modules}


def select_benchmarks(names: Sequence[str], benchmarks: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """Return the benchmarks with these names; the name of an app selects all of its benchmarks, no name selects all."""
    return {
        name: module
        for name, module in benchmarks.items()
        if not names or any(name == selected or name.startswith(f"{selected}.") for selected in names)
    }


def run(module: ModuleType) -> list[Figure]:
    """Run one benchmark and print its figures."""
    console = Console()
    with console.status(f"{module.TITLE} ..."):
        figures: list[Figure] = list(module.measure())
    table = Table(title=module.TITLE, title_justify="left", box=None)
    for heading in ("benchmark", "result", "budget", "", "note"):
        table.add_column(heading, justify="right" if heading == "result" else "left")
    for figure in figures:
        value = f"{figure.value:,.4g} {figure.unit}"
        table.add_row(figure.name, value, figure.budget, figure.budget_result.value, figure.note)
    console.print(table)
    return figures


if __name__ == "__main__":
    sys.exit(main())
