"""The report of `make faults` says honestly how each scenario ended."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from faults.report import BEGIN, END, NotRun, Row, Verdict, write_json, write_page
from faults.run import count_verdicts, run, select_scenarios
from faults.scenario import Bench

WHOLE = Row(name="whole", tried=3, survived=3, seconds=1.0, limit=2.0)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (WHOLE, Verdict.PASSED),
        (Row(name="no limit", tried=1, survived=1), Verdict.PASSED),
        (Row(name="nothing was tried"), Verdict.FAILED),
        (Row(name="one did not survive", tried=3, survived=2), Verdict.FAILED),
        (Row(name="lost", tried=3, survived=3, lost=1), Verdict.FAILED),
        (Row(name="doubled", tried=3, survived=3, doubled=1), Verdict.FAILED),
        (Row(name="too late", tried=1, survived=1, seconds=2.1, limit=2.0), Verdict.FAILED),
        (Row(name="never back", tried=1, survived=1, limit=2.0), Verdict.FAILED),
        (Row(name="a problem", tried=1, survived=1, problems=("500",)), Verdict.FAILED),
        (Row(name="not run", tried=1, survived=1, not_run="no mounts"), Verdict.NOT_RUN),
    ],
)
def test_verdicts(row: Row, verdict: Verdict) -> None:
    """A row has passed only if something was tried, everything survived, and it was back in time."""
    assert row.verdict is verdict


def make_scenario(run_scenario: object, *, seconds: float = 60.0) -> ModuleType:
    """Return a module that is a scenario."""
    module = ModuleType("scenario")
    vars(module).update(TITLE="A scenario", SECONDS=seconds, run=run_scenario)
    return module


def test_a_scenario_that_breaks_off_has_failed() -> None:
    """The rows so far are kept, and the reason is a failed row."""

    def run_scenario(_bench: Bench) -> Iterator[Row]:
        yield WHOLE
        raise AssertionError("still waiting")

    rows = run(make_scenario(run_scenario), bench=Bench(seed=1))
    assert [row.verdict for row in rows] == [Verdict.PASSED, Verdict.FAILED]
    assert "still waiting" in rows[1].remark


def test_a_scenario_that_takes_too_long_has_failed() -> None:
    """A scenario is stopped after its time."""

    def run_scenario(_bench: Bench) -> Iterator[Row]:
        time.sleep(30)
        yield WHOLE

    began = time.monotonic()
    rows = run(make_scenario(run_scenario, seconds=0.2), bench=Bench(seed=1))
    assert [row.verdict for row in rows] == [Verdict.FAILED]
    assert time.monotonic() - began < 20


def test_what_cannot_run_has_not_passed() -> None:
    """A scenario that needs what the machine refuses is not run; it neither passes nor fails."""

    def run_scenario(_bench: Bench) -> Iterator[Row]:
        raise NotRun("this machine refuses mounts")

    rows = run(make_scenario(run_scenario), bench=Bench(seed=1))
    assert rows == [Row(name="A scenario", not_run="this machine refuses mounts")]
    assert count_verdicts({"a": rows, "b": [WHOLE]}) == {Verdict.PASSED: 1, Verdict.FAILED: 0, Verdict.NOT_RUN: 1}


def test_names_select_scenarios() -> None:
    """A name selects a scenario, the name of an app all of its scenarios, and no name selects all."""
    scenarios = dict.fromkeys(("kills", "orchard.frost", "orchard.hail"), ModuleType("scenario"))
    assert list(select_scenarios(["orchard"], scenarios)) == ["orchard.frost", "orchard.hail"]
    assert list(select_scenarios(["kills"], scenarios)) == ["kills"]
    assert list(select_scenarios([], scenarios)) == list(scenarios)


def test_rows_are_written(tmp_path: Path) -> None:
    """The JSON has each row with its verdict; a page has the rows between its two marks, as often as it is written."""
    rows = {"a": [WHOLE, Row(name="b", not_run="no | mounts")]}
    write_json(tmp_path / "folder" / "rows.json", rows)
    assert [row["verdict"] for row in json.loads((tmp_path / "folder" / "rows.json").read_text())["a"]] == [
        "passed", "not run",
    ]  # fmt: skip
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    for _ in range(2):
        write_page(page, rows)
    before, _, rest = page.read_text().partition(BEGIN)
    table, _, after = rest.partition(END)
    assert (before, after) == ("before\n", "\nafter\n")
    assert "| whole | 3 | 3 | 0 | 0 | 1.0 (≤ 2) | passed |" in table
    assert "not run: no / mounts" in table
    assert "old" not in table
