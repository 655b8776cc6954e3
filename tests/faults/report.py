"""The rows of the report, and how they are shown: on a terminal, as JSON and as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec
from rich.table import Table

HEADINGS = ("bad day", "tried", "survived", "lost", "doubled", "seconds to recover", "")
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"


class NotRun(Exception):
    """A scenario cannot run on this machine; the text says why."""


class Verdict(StrEnum):
    """How a row ended."""

    PASSED = "passed"
    FAILED = "FAILED"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the report.

    `tried` counts what was done to the server, or asked of it, and `survived` how much of that went as it should.
    `lost` is acknowledged work that is gone, `doubled` is work that was done twice. `seconds` is the longest recovery,
    `limit` what it may take. `problems` says what else is wrong.
    """

    name: str
    tried: int = 0
    survived: int = 0
    lost: int = 0
    doubled: int = 0
    seconds: float | None = None
    limit: float | None = None
    problems: tuple[str, ...] = ()
    not_run: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return how the row ended; a row in which nothing was tried has not passed."""
        if self.not_run:
            return Verdict.NOT_RUN
        is_late = self.limit is not None and (self.seconds is None or self.seconds > self.limit)
        is_whole = 0 < self.tried == self.survived and not self.lost and not self.doubled
        return Verdict.PASSED if is_whole and not is_late and not self.problems else Verdict.FAILED

    @property
    def remark(self) -> str:
        """Return the verdict with its reasons."""
        return ": ".join(filter(None, (str(self.verdict), self.not_run or "; ".join(self.problems))))

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the line."""
        if self.not_run:
            return (self.name, "", "", "", "", "", self.remark)
        limit = "" if self.limit is None else f" (≤ {self.limit:g})"
        seconds = f"none{limit}" if self.limit is not None and self.seconds is None else ""
        if self.seconds is not None:
            seconds = f"{self.seconds:.1f}{limit}"
        counts = (self.tried, self.survived, self.lost, self.doubled)
        return (self.name, *(f"{count:,}" for count in counts), seconds, self.remark)


def build_table(title: str, rows: Sequence[Row]) -> Table:
    """Return the rows of a scenario as a table for a terminal."""
    table = Table(title=title, title_justify="left", box=None)
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading in (HEADINGS[0], HEADINGS[-1]) else "right")
    for row in rows:
        table.add_row(*row.cells())
    return table


def write_json(file: Path, rows_by_scenario: Mapping[str, Sequence[Row]]) -> None:
    """Write all rows with their verdicts."""
    report = {
        name: [{**msgspec.to_builtins(row), "verdict": str(row.verdict)} for row in rows]
        for name, rows in rows_by_scenario.items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(report)))


def write_page(page: Path, rows_by_scenario: Mapping[str, Sequence[Row]]) -> None:
    """Replace the table between the two marks of a page."""
    before, _, rest = page.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    heading = [_join((*HEADINGS[:-1], "result")), _join(["---", *["---:"] * 5, "---"])]
    lines = []
    for name, rows in rows_by_scenario.items():
        lines.append(_join((f"**{name}**", *[""] * (len(HEADINGS) - 1))))
        lines += [_join(row.cells()) for row in rows]
    page.write_text("\n".join([f"{before}{BEGIN}", "", *heading, *lines, "", f"{END}{after}"]))


def _join(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
