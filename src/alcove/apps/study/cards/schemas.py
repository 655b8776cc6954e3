"""The JSON of sets, cards, reviews and statistics."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.cards.model import (
    MAX_BATCH,
    MAX_DURATION,
    MAX_SIDE,
    MAX_TAGS,
    STATE_NAMES,
    Memory,
    StoredReview,
)
from alcove.apps.study.native_rows import LongText, Tag, Title

Side = Annotated[
    str, Meta(min_length=1, max_length=MAX_SIDE, pattern=r"\S", description="Plain text, with images as `![](name)`.")
]
NEW_PER_DAY: Final = 20
"""New cards of a study day, by default."""


class CardDifficulty(StrEnum):
    """How hard the learner finds a card; it does not influence the schedule."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class RatingName(StrEnum):
    """How well the learner recalled a card."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


class SetFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about a set of cards; everybody may read the cards of a public one."""

    title: Title
    description: LongText | None = None
    subject_id: UUID | None = None
    is_public: bool = False


class SetBody(msgspec.Struct, frozen=True, kw_only=True):
    """A set of cards, with how many of them are due and how many are new."""

    id: UUID
    user_id: UUID
    title: str
    description: str | None
    subject_id: UUID | None
    is_public: bool | None
    total_cards: int | None
    due_cards: int
    new_cards: int
    created_at: datetime
    updated_at: datetime


class CardFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner says about a card."""

    front_content: Side
    back_content: Side
    set_id: UUID | None = None
    difficulty: CardDifficulty | None = None
    tags: Annotated[list[Tag], Meta(max_length=MAX_TAGS)] = msgspec.field(default_factory=list)


class CardBody(msgspec.Struct, frozen=True, kw_only=True):
    """A card with its schedule: `stability` is in days, `state` is one of new, learning, review and relearning."""

    id: UUID
    user_id: UUID
    set_id: UUID | None
    front_content: str
    back_content: str
    difficulty: CardDifficulty | None
    tags: list[str] | None
    state: str
    due_at: datetime | None
    stability: float | None
    memory_difficulty: float | None
    reviews: int
    lapses: int
    suspended: bool
    last_review_at: datetime | None
    mastery_level: int | None
    created_at: datetime
    updated_at: datetime


class DueCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many cards wait."""

    learning: int
    review: int
    new: int


class QueueBody(msgspec.Struct, frozen=True, kw_only=True):
    """The cards to review now, in this order; `next_due_at` is when the next one will be due."""

    cards: list[CardBody]
    counts: DueCounts
    next_due_at: datetime | None


class QueueQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards to review now; `new` is how many new cards a study day has."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    new: Annotated[int, Meta(ge=0, le=10_000)] = NEW_PER_DAY
    set_id: str = ""


class PreviewBody(msgspec.Struct, frozen=True, kw_only=True):
    """When a card would be due after a review now, by rating."""

    again: datetime
    hard: datetime
    good: datetime
    easy: datetime


class ReviewFields(msgspec.Struct, frozen=True, kw_only=True):
    """A review: `id` is chosen by the client, so that it can be sent again; without an instant it is now."""

    id: UUID
    card_id: UUID
    rating: RatingName
    reviewed_at: datetime | None = None
    duration_ms: Annotated[int, Meta(ge=0, le=MAX_DURATION, description="Milliseconds.")] = 0


class BatchFields(msgspec.Struct, frozen=True, kw_only=True):
    """Reviews that were made without a connection: all of them are stored, or none."""

    reviews: Annotated[list[ReviewFields], Meta(min_length=1, max_length=MAX_BATCH)]


class ScheduleBody(msgspec.Struct, frozen=True, kw_only=True):
    """The schedule of a card after a review."""

    state: str
    due_at: datetime | None
    stability: float | None
    memory_difficulty: float | None
    lapses: int


class ReviewBody(msgspec.Struct, frozen=True, kw_only=True):
    """A review, and the schedule of its card; `duplicate` says that the review had been stored before."""

    id: UUID
    card_id: UUID
    rating: RatingName
    reviewed_at: datetime
    study_day: date
    duration_ms: int
    undone: bool
    duplicate: bool
    card: ScheduleBody


class BatchBody(msgspec.Struct, frozen=True, kw_only=True):
    """The reviews in the order in which they were sent."""

    reviews: list[ReviewBody]


class ListedReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review of the list."""

    id: UUID
    card_id: UUID | None
    rating: RatingName
    reviewed_at: datetime
    study_day: date
    duration_ms: int
    state_before: str


class ReviewListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of reviews; `next_before` is the parameter of the next page."""

    reviews: list[ListedReview]
    limit: int
    next_before: int | None


class ReviewListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which reviews to list."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 50
    before: Annotated[int, Meta(ge=0, le=2**62)] | None = None
    card_id: str = ""


class HeatMapQuery(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Which study days to count: by default those of the last year."""

    first: str = ""
    last: str = ""
    set_id: str = ""


class StatisticsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Over how many study days to count reviews, and for how many to forecast."""

    days: Annotated[int, Meta(ge=1, le=3660)] = 30
    forecast: Annotated[int, Meta(ge=1, le=365)] = 30
    set_id: str = ""


def review_body(review: StoredReview, memory: Memory, *, is_new: bool) -> ReviewBody:
    """Return a review as the caller sees it; its card exists."""
    assert review.card_id is not None
    return ReviewBody(
        id=review.id,
        card_id=review.card_id,
        rating=RatingName(review.rating.name.lower()),
        reviewed_at=review.reviewed_at,
        study_day=review.study_day,
        duration_ms=review.duration_ms,
        undone=review.undone_at is not None,
        duplicate=not is_new,
        card=ScheduleBody(
            state=STATE_NAMES[memory.state],
            due_at=memory.due_at,
            stability=memory.stability,
            memory_difficulty=memory.difficulty,
            lapses=memory.lapses,
        ),
    )
