"""What archives have about cards, sessions and goals beside the rows of tables; all of it is checked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

_YEARS: Final = range(1900, 2200)
_MAX_INTEGER: Final = 2**31 - 1
_Count = Annotated[int, Meta(ge=0, le=_MAX_INTEGER)]
_CardState = Annotated[int, Meta(ge=0, le=3)]
_Stability = Annotated[float, Meta(gt=0, le=1e6)]
_Difficulty = Annotated[float, Meta(ge=1, le=10)]
_Easiness = Annotated[float, Meta(ge=1, le=99)]
_Days = Annotated[int, Meta(ge=0, le=36500)]
_Repetitions = Annotated[int, Meta(ge=0, le=1000)]
_Seconds = Annotated[float, Meta(ge=0, le=1e10)]


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row whose times have a zone and can be computed with."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, date) and value.year not in _YEARS:
                raise ValueError(f"{name} is not between {_YEARS.start} and {_YEARS.stop}")
            if isinstance(value, datetime) and value.tzinfo is None:
                raise ValueError(f"{name} has no time zone")


class MemoryStart(_Row, frozen=True, kw_only=True):
    """Where the memory of a card begins, which had a schedule by SM-2 before its first review."""

    stability: _Stability
    difficulty: _Difficulty
    due_at: datetime
    last_review_at: datetime
    easiness: _Easiness
    repetitions: _Repetitions
    interval_days: _Days


class CardMemory(_Row, frozen=True, kw_only=True):
    """The memory of a card."""

    card_id: UUID
    state: _CardState
    step: Annotated[int, Meta(ge=0, le=100)] | None = None
    stability: _Stability | None = None
    difficulty: _Difficulty | None = None
    due_at: datetime | None = None
    last_review_at: datetime | None = None
    reviews: Annotated[int, Meta(ge=0, le=10_000)] = 0
    lapses: _Count = 0
    is_suspended: bool = False
    base: MemoryStart | None = None


class CardSchedule(_Row, frozen=True, kw_only=True):
    """The schedule of a card by SM-2."""

    card_id: UUID
    easiness: _Easiness
    repetitions: _Repetitions
    interval_days: _Days
    due_at: datetime


class CardReview(_Row, frozen=True, kw_only=True):
    """A review; `card_id` is None when the card is deleted."""

    id: UUID
    card_id: UUID | None
    set_id: UUID | None
    rating: Annotated[int, Meta(ge=1, le=4)]
    quality: Annotated[int, Meta(ge=0, le=5)]
    reviewed_at: datetime
    study_day: date
    duration_ms: Annotated[int, Meta(ge=0, le=24 * 3600 * 1000)] = 0
    state_before: _CardState = 0
    is_counted: bool = True
    undone_at: datetime | None = None


class CardOrigin(_Row, frozen=True, kw_only=True):
    """The note of another program from which a card was imported."""

    card_id: UUID
    guid: Annotated[str, Meta(max_length=100)]
    ordinal: Annotated[int, Meta(ge=-_MAX_INTEGER, le=_MAX_INTEGER)]


class CardMedia(_Row, frozen=True, kw_only=True):
    """An image or sound; its content is the entry with its SHA-256."""

    name: str
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    added_at: datetime


class StudyDay(_Row, frozen=True, kw_only=True):
    """The day to which a row counts, by the time zone when its time was set."""

    source: Literal["study_sessions", "tasks", "flashcard_sessions", "ai_messages"]
    row_id: UUID
    counted_at: datetime
    day: date


class SessionTimer(_Row, frozen=True, kw_only=True):
    """How long a session has run and rested."""

    session_id: UUID
    running_since: datetime | None
    paused_at: datetime | None
    active_seconds: _Seconds
    paused_seconds: _Seconds


class GoalProgress(_Row, frozen=True, kw_only=True):
    """What a goal has counted in its period, in minutes, sessions or tasks."""

    goal_id: UUID
    period_start: date
    counted: Annotated[int, Meta(ge=-(2**53), le=2**53)]


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """The lists of an archive that belong to rows of its tables; older exports have fewer."""

    card_states: Sequence[CardMemory] = ()
    card_schedules: Sequence[CardSchedule] = ()
    card_reviews: Sequence[CardReview] = ()
    card_origins: Sequence[CardOrigin] = ()
    card_media: Sequence[CardMedia] = ()
    study_days: Sequence[StudyDay] = ()
    session_timers: Sequence[SessionTimer] = ()
    goal_progress: Sequence[GoalProgress] = ()

    def count(self) -> int:
        """Return the number of rows of all lists."""
        return sum(len(getattr(self, name)) for name in Learning.__struct_fields__)
