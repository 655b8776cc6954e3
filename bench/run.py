"""Runs the measures and prints what they found: `make bench`, or `make bench ARGS="records.hot --quick"`."""

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
from bench.figures import Figure, Verdict
from bench.place import app_packages, opened

OWN = {"figures", "run"}
LATEST = Path(__file__).parent / "results" / "latest.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named measures, or all; exit 1 when a budget is broken."""
    known = measures()
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"what to measure: {', '.join(known) or 'nothing yet'}"
    )
    parser.add_argument("--json", type=Path, default=LATEST, help="write the figures to this file")
    parser.add_argument("--quick", action="store_true", help="measure once and briefly: to try, not to cite")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if not chosen([name], known)]
    if unknown:
        parser.error(f"there is no measure called {', '.join(unknown)}")
    with opened(quick=given.quick):
        found = {name: run(module) for name, module in chosen(given.names, known).items()}
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    figures = [figure for several in found.values() for figure in several]
    return int(any(figure.verdict is Verdict.BROKEN for figure in figures))


def measures() -> dict[str, ModuleType]:
    """Return the measures by name: every module here, and in the folder of an app, that has `TITLE` and `measure()`."""
    modules = _modules(bench)
    for package in app_packages():
        modules |= _modules(package)
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def _modules(package: ModuleType) -> dict[str, ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.name not in OWN)
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return {module.__name__.removeprefix("bench."): module for module in modules}


def chosen(names: Sequence[str], known: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """Return the measures of these names; an app's name stands for all of its measures, no name for every one."""
    return {
        name: module
        for name, module in known.items()
        if not names or any(name == wanted or name.startswith(f"{wanted}.") for wanted in names)
    }


def run(module: ModuleType) -> list[Figure]:
    """Run one measure and show its figures."""
    console = Console()
    with console.status(f"{module.TITLE} ..."):
        figures: list[Figure] = list(module.measure())
    table = Table(title=module.TITLE, title_justify="left", box=None)
    for heading in ("what", "found", "budget", "", "note"):
        table.add_column(heading, justify="right" if heading == "found" else "left")
    for figure in figures:
        shown = f"{figure.value:,.4g} {figure.unit}"
        table.add_row(figure.name, shown, figure.budget, figure.verdict.value, figure.note)
    console.print(table)
    return figures


if __name__ == "__main__":
    sys.exit(main())
