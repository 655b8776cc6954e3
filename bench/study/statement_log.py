"""The statements that PostgreSQL has logged with their parameters and durations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOGGED: Final = "log_min_duration_statement"
"""The setting of a database whose value 0 lets the server log every statement."""

_ENTRY: Final = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[(\d+)\] (LOG|DETAIL):  (.*(?:\n\t.*)*)", re.MULTILINE
)  # fmt: skip
_STATEMENT: Final = re.compile(
    r"duration: ([\d.]+) ms  (?:(statement)|(parse|bind|execute)(?: fetch from)? [^:]+): (.*)", re.DOTALL
)
_PARAMETER: Final = re.compile(r"\$\d+ = (NULL|'(?:[^']|'')*')")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedStatement:
    """A statement of the session `pid`, its parameters as literals, and the milliseconds of its plan and its run."""

    pid: int
    sql: str
    parameters: tuple[str, ...] = ()
    milliseconds: float


class StatementLog:
    """Reads a log from where the last read has ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = path.stat().st_size

    def read_new(self) -> list[LoggedStatement]:
        """Return the statements that have ended since the last read, in their order."""
        with self._path.open("rb") as file:
            file.seek(self._position)
            content = file.read()
        self._position += len(content)
        return list(_parse(content.decode()))


def _parse(text: str) -> Iterator[LoggedStatement]:
    last: LoggedStatement | None = None
    planned: dict[int, float] = {}
    for pid_text, severity, message in _ENTRY.findall(text):
        pid, content = int(pid_text), message.replace("\n\t", "\n")
        if severity == "DETAIL":
            if last is not None and last.pid == pid and content.startswith("Parameters: "):
                last = LoggedStatement(
                    pid=pid, sql=last.sql, parameters=tuple(_PARAMETER.findall(content)), milliseconds=last.milliseconds
                )
            continue
        if last is not None:
            yield last
            last = None
        if (found := _STATEMENT.match(content)) is None:
            continue
        duration, _, step, sql = found.groups()
        if step in ("parse", "bind"):
            planned[pid] = float(duration)
        else:
            last = LoggedStatement(pid=pid, sql=sql, milliseconds=float(duration) + planned.pop(pid, 0.0))
    if last is not None:
        yield last
