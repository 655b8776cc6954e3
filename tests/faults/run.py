"""Breaks a real server in every known way and prints what it survived: `make faults`, `make faults ARGS="--quick"`."""

import argparse
import importlib
import pkgutil
import signal
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from rich.console import Console

import faults
from faults.report import NotRun, Row, Verdict, build_table, write_json, write_page
from faults.scenario import Bench, time_limit
from faults.workload import app_packages

ROOT = Path(__file__).parents[2]
LATEST = ROOT / "bench" / "results" / "faults.json"
WIDTH = 160
PAGE = ROOT / "docs" / "explain" / "bad-days.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named scenarios, or all; return 1 if something was lost, done twice, or not back in time."""
    scenarios = find_scenarios()
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"the scenarios to run: {', '.join(scenarios)}")
    parser.add_argument("--quick", action="store_true", help="break fewer things, in about three minutes")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the random moments")
    parser.add_argument("--json", type=Path, default=LATEST, help="write the rows to this file")
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.relative_to(ROOT)}")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if not select_scenarios([name], scenarios)]
    if unknown:
        parser.error(f"there is no scenario named {', '.join(unknown)}")
    # So that a stopped run ends its servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    bench = Bench(seed=options.seed, quick=options.quick)
    selected = select_scenarios(options.names, scenarios)
    rows = {name: run(module, bench=bench) for name, module in selected.items()}
    write_json(options.json, rows)
    if options.page:
        write_page(PAGE, rows)
    counts = count_verdicts(rows)
    _build_console().print(f"seed {options.seed}: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    return int(counts[Verdict.FAILED] > 0)


def find_scenarios() -> dict[str, ModuleType]:
    """Return the scenarios by name: every module of this package and of app folders with `TITLE` and `run()`."""
    found: dict[str, ModuleType] = {}
    for package in (faults, *app_packages()):
        names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.ispkg)
        modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names if name != "run"]
        found |= {module.__name__.removeprefix("faults."): module for module in modules if hasattr(module, "TITLE")}
    return found


def select_scenarios(names: Sequence[str], scenarios: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """Return the scenarios with these names; the name of an app selects all of its scenarios, no name selects all."""
    return {
        name: module
        for name, module in scenarios.items()
        if not names or any(name == selected or name.startswith(f"{selected}.") for selected in names)
    }


def count_verdicts(rows_by_scenario: Mapping[str, Sequence[Row]]) -> dict[Verdict, int]:
    """Return how many rows ended in each way."""
    verdicts = [row.verdict for rows in rows_by_scenario.values() for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in Verdict}


def run(module: ModuleType, *, bench: Bench) -> list[Row]:
    """Run one scenario within its time and print its rows; one that breaks off is a failed row."""
    console, began = _build_console(), time.monotonic()
    rows: list[Row] = []
    with console.status(f"{module.TITLE} ..."):
        try:
            with time_limit(module.SECONDS):
                for row in module.run(bench):
                    rows.append(row)  # noqa: PERF402 - the rows so far count, also when the next one fails
        except NotRun as reason:
            rows.append(Row(name=module.TITLE, not_run=str(reason)))
        except Exception as error:  # noqa: BLE001 - the other scenarios still run
            traceback.print_exc()
            rows.append(Row(name=module.TITLE, problems=(f"broke off: {error!s:.500}",)))
    console.print(build_table(f"{module.TITLE} ({time.monotonic() - began:.0f} s)", rows))
    return rows


def _build_console() -> Console:
    """Return the output; what is not a terminal takes wide lines."""
    return Console(width=None if sys.stdout.isatty() else WIDTH)


if __name__ == "__main__":
    sys.exit(main())
