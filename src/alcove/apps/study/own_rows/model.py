"""The tables of this app as rows from elsewhere see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

EXCLUDED: Final[Mapping[str, str]] = {
    "api_vault": "keys are encrypted for one server alone: store them again",
    "rate_limits": "limits start anew",
    "study_analytics": "statistics are computed again from sessions, tasks, cards and messages",
    "study_streaks": "streaks are computed again from sessions",
}
"""Tables whose rows are not taken, and why."""

SUSPENDED_TRIGGERS: Final[Mapping[str, Sequence[str]]] = {
    "study_sessions": ("keep_analytics_inserted",),
    "tasks": ("keep_analytics_inserted",),
    "flashcard_sessions": ("keep_analytics_inserted",),
    "ai_messages": ("keep_analytics_inserted", "count_messages"),
    "flashcards": ("count_cards_inserted",),
    "profiles": ("set_updated_at", "recalculate_days"),
    "user_settings": ("set_updated_at",),
}
"""Triggers that add to a statistic for each row, or set the time of a change; statistics are computed afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn:
    """A column: its type, and its default as SQL where it must have a value."""

    name: str
    type: str
    is_required: bool
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A foreign key of one column to another table of this app; the target's rows have the same owner."""

    column: str
    target: str
    target_column: str
    target_owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTable:
    """A table whose rows belong to accounts."""

    name: str
    owner: str
    key: str
    columns: Sequence[OwnColumn]
    references: Sequence[Reference]
    checks: Sequence[str]

    @property
    def is_single(self) -> bool:
        """Whether an account has one row at most, which is made with the account."""
        return self.key == self.owner


@dataclass(slots=True, kw_only=True)
class RowResult:
    """What happened to the rows of a table."""

    found: int = 0
    added: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
