"""Cards, what a learner answered, and the memory that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

MAX_SIDE: Final = 20_000
"""Characters of one side of a card."""
MAX_TAGS: Final = 50
MAX_CARDS: Final = 100_000
"""Cards of one account."""
MAX_SETS: Final = 10_000
"""Sets of one account."""
MAX_CARD_REVIEWS: Final = 10_000
"""Reviews of one card that are stored."""
MAX_BATCH: Final = 500
"""Reviews in one request."""
MAX_DURATION: Final = 24 * 3600 * 1000
"""Milliseconds that one review may take."""
CHANNEL: Final = "study_cards"
"""The topic on which changes of an account's cards are announced; the payload is the account's id."""


class CardState(IntEnum):
    """Where a card is in being learned."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Rating(IntEnum):
    """How well the learner recalled a card."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def quality(self) -> int:
        """The rating as SM-2 counts it, from 0 to 5."""
        return 1 if self is Rating.AGAIN else self + 1


STATE_NAMES: Final = tuple(state.name.lower() for state in CardState)
RATING_NAMES: Final[Mapping[str, Rating]] = {rating.name.lower(): rating for rating in Rating}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A review as the schedules count it; `quality` is the rating by SM-2."""

    id: UUID
    rating: Rating
    quality: int
    reviewed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """A review that a client reports, with the id that it has chosen."""

    id: UUID
    card_id: UUID
    rating: Rating
    reviewed_at: datetime
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReview:
    """A review as it is stored; `card_id` is None when the card is deleted."""

    id: UUID
    card_id: UUID | None
    rating: Rating
    quality: int
    reviewed_at: datetime
    study_day: date
    duration_ms: int
    state_before: CardState
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sm2:
    """The schedule of a card by SM-2; the interval is in days."""

    easiness: Decimal = Decimal("2.5")
    repetitions: int = 0
    interval_days: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of the learner's memory of a card, by FSRS and by SM-2; stability is in days."""

    state: CardState = CardState.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due_at: datetime | None = None
    last_review_at: datetime | None = None
    lapses: int = 0
    sm2: Sm2 = Sm2()


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedCard:
    """A card that the caller's transaction has locked, with where its memory begins."""

    id: UUID
    set_id: UUID | None
    subject_id: UUID | None
    start: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The memory after all answers, and the states in which the card was before them, in the same order."""

    memory: Memory
    states_before: Sequence[CardState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A review that is stored; `is_new` is False when it had been stored already."""

    review: StoredReview
    is_new: bool


def read_base(base: Mapping[str, Any] | None) -> Memory:
    """Return where the memory of a card begins: a new card has no base."""
    if not base:
        return Memory()
    return Memory(
        state=CardState.REVIEW,
        stability=float(base["stability"]),
        difficulty=float(base["difficulty"]),
        due_at=datetime.fromisoformat(base["due_at"]),
        last_review_at=datetime.fromisoformat(base["last_review_at"]),
        sm2=Sm2(
            easiness=Decimal(str(base["easiness"])),
            repetitions=int(base["repetitions"]),
            interval_days=int(base["interval_days"]),
            due_at=datetime.fromisoformat(base["due_at"]),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingCurve:
    """The probability of recall after `t` days, `(1 + factor * t / stability) ** decay`, and the wanted one."""

    retention: float
    factor: float
    decay: float
