"""Composes the filters of a statement whose values always stay bound parameters."""

from typing import Any

_ESCAPES = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class Where:
    """Collects conditions and numbers their placeholders."""

    def __init__(self) -> None:
        self.args: list[Any] = []
        self._conditions: list[str] = []

    def add(self, condition: str, *values: object) -> None:
        """Add a condition; each `{}` in it stands for the next of `values`."""
        parts = condition.split("{}")
        if len(parts) - 1 != len(values):
            raise ValueError(f"{condition!r} has {len(parts) - 1} places for {len(values)} values")
        places = [self.bind(value) for value in values]
        self._conditions.append("".join(part + place for part, place in zip(parts, [*places, ""], strict=True)))

    def bind(self, value: object) -> str:
        """Bind a value outside of any condition and return its placeholder."""
        self.args.append(value)
        return f"${len(self.args)}"

    @property
    def sql(self) -> str:
        """The conditions joined by AND, or TRUE when there are none."""
        return " AND ".join(f"({condition})" for condition in self._conditions) or "TRUE"


def like(term: str) -> str:
    """Return a LIKE pattern that finds `term` anywhere, letter for letter."""
    return f"%{term.translate(_ESCAPES)}%"
