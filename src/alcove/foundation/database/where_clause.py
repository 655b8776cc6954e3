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
        first, *others = condition.split("{}")
        if len(others) != len(values):
            raise ValueError(f"{condition!r} has {len(others)} placeholders for {len(values)} values")
        for value, text in zip(values, others, strict=True):
            first += self.bind(value) + text
        self._conditions.append(f"({first})")

    def bind(self, value: object) -> str:
        """Bind a value and return its placeholder."""
        self.args.append(value)
        return f"${len(self.args)}"

    @property
    def sql(self) -> str:
        """The conditions joined by AND, or TRUE when there are none."""
        return " AND ".join(self._conditions) or "TRUE"


def like_pattern(term: str) -> str:
    """Return a LIKE pattern that matches `term` literally at any position."""
    return f"%{term.translate(_ESCAPES)}%"
