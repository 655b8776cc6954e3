"""The results of a benchmark."""

from dataclasses import dataclass
from enum import StrEnum


class BudgetResult(StrEnum):
    """The comparison of a figure with its budget."""

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
    def budget_result(self) -> BudgetResult:
        """Return the comparison with the budget."""
        if self.at_least is None and self.at_most is None:
            return BudgetResult.NONE
        too_small = self.at_least is not None and self.value < self.at_least
        too_large = self.at_most is not None and self.value > self.at_most
        return BudgetResult.BROKEN if too_small or too_large else BudgetResult.HOLDS

    @property
    def budget(self) -> str:
        """Return the budget as text."""
        limits = [
            f"{sign} {limit:g}" for sign, limit in (("≥", self.at_least), ("≤", self.at_most)) if limit is not None
        ]
        return " and ".join(limits)
