"""Build WHERE clauses whose values are bound parameters."""

from typing import Any

_ESCAPES = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class WhereClause:
    """Collects conditions and numbers their placeholders."""

    def __init__(self) -> None:
        self.args: list[Any] = []
        self._conditions: list[str] = []

    def add(self, condition: str, *values: object) -> None:
        """Add a condition; each `{}` in it becomes the placeholder of the next value."""
        count = condition.count("{}")
        if count != len(values):
            raise ValueError(f"{condition!r} has {count} placeholders for {len(values)} values")
        for value in values:
            condition = condition.replace("{}", self.bind(value), 1)
        self._conditions.append(condition)

    def bind(self, value: object) -> str:
        """Bind a value and return its placeholder."""
        self.args.append(value)
        return f"${len(self.args)}"

    @property
    def sql(self) -> str:
        """The conditions joined by AND, or TRUE when there are none."""
        return " AND ".join(f"({condition})" for condition in self._conditions) or "TRUE"


def like_pattern(term: str) -> str:
    """Return a LIKE pattern that matches `term` literally at any position."""
    return f"%{term.translate(_ESCAPES)}%"
