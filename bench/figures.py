"""What a measure finds."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a figure keeps its budget."""

    HOLDS = "holds"
    BROKEN = "broken"
    NONE = "no budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number; `at_least` and `at_most` are its budget."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return whether the budget is kept."""
        if self.at_least is None and self.at_most is None:
            return Verdict.NONE
        too_small = self.at_least is not None and self.value < self.at_least
        too_large = self.at_most is not None and self.value > self.at_most
        return Verdict.BROKEN if too_small or too_large else Verdict.HOLDS

    @property
    def budget(self) -> str:
        """Return the budget in words."""
        parts = [
            f"{word} {limit:g}" for word, limit in (("≥", self.at_least), ("≤", self.at_most)) if limit is not None
        ]
        return " and ".join(parts)
