"""Compute the memory of a card from its reviews: FSRS without fuzz, and SM-2 beside it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from alcove.apps.study.cards.model import Answer, CardState, ForgettingCurve, Memory, Rating, Replay, Sm2

if TYPE_CHECKING:
    import fsrs

_CENT: Final = Decimal("0.01")
_EASIEST: Final = Decimal(99)
_HARDEST: Final = Decimal("1.3")
_SECOND_DAYS: Final = 6
_MAX_DAYS: Final = 36500
_MAX_REPETITIONS: Final = 1000
_PASSED: Final = 3
_BEST: Final = 5


class CardScheduler:
    """Schedules cards so that they are recalled with a wanted probability when they are due."""

    def __init__(self, *, retention: float) -> None:
        """Take the wanted probability, between 0 and 1."""
        import fsrs  # noqa: PLC0415 - with the first review, not at the start

        self._scheduler = fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False)
        self._retention = retention
        self._card, self._state, self._rating = fsrs.Card, fsrs.State, fsrs.Rating

    @property
    def curve(self) -> ForgettingCurve:
        """How the probability of recall falls with time."""
        decay = -self._scheduler.parameters[20]
        return ForgettingCurve(retention=self._retention, factor=0.9 ** (1 / decay) - 1, decay=decay)

    def replay(self, start: Memory, answers: Sequence[Answer]) -> Replay:
        """Return the memory after answers, which are taken in the order of their instants and then of their ids.

        So the order in which answers arrive makes no difference.
        """
        memory, states = start, {}
        for answer in sorted(answers, key=_order):
            states[answer.id] = memory.state
            memory = self._apply(memory, answer)
        return Replay(memory=memory, states_before=[states[answer.id] for answer in answers])

    def preview(self, memory: Memory, now: datetime) -> Mapping[Rating, datetime]:
        """Return when the card would be due after a review now, by rating."""
        return {rating: self._review(memory, rating, reviewed_at=now).due.astimezone(UTC) for rating in Rating}

    def _apply(self, memory: Memory, answer: Answer) -> Memory:
        card = self._review(memory, answer.rating, reviewed_at=answer.reviewed_at)
        is_lapse = memory.state is CardState.REVIEW and answer.rating is Rating.AGAIN
        return Memory(
            state=CardState(card.state.value),
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            due_at=card.due,
            last_review_at=card.last_review,
            lapses=memory.lapses + is_lapse,
            sm2=apply_sm2(memory.sm2, answer),
        )

    def _review(self, memory: Memory, rating: Rating, *, reviewed_at: datetime) -> "fsrs.Card":
        instant = reviewed_at.astimezone(UTC)
        # A card that is new has no last review, and FSRS calls it learning.
        card = self._card(
            card_id=0,
            state=self._state(max(memory.state, CardState.LEARNING)),
            step=0 if memory.state is CardState.NEW else memory.step,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=memory.due_at or instant,
            last_review=memory.last_review_at,
        )
        return self._scheduler.review_card(card, self._rating(rating.value), instant)[0]


def apply_sm2(schedule: Sm2, answer: Answer) -> Sm2:
    """Return the schedule after an answer, exactly as the function update_spaced_repetition computes it."""
    miss = _BEST - answer.quality
    if answer.quality < _PASSED:
        changed = replace(schedule, repetitions=0, interval_days=1)
    else:
        repetitions = min(schedule.repetitions + 1, _MAX_REPETITIONS)
        grown = min(math.ceil(schedule.interval_days * schedule.easiness), _MAX_DAYS)
        changed = replace(
            schedule, repetitions=repetitions, interval_days={1: 1, 2: _SECOND_DAYS}.get(repetitions, grown)
        )
    easiness = schedule.easiness + Decimal("0.1") - miss * (Decimal("0.08") + miss * Decimal("0.02"))
    return replace(
        changed,
        easiness=min(max(easiness, _HARDEST), _EASIEST).quantize(_CENT, ROUND_HALF_UP),
        due_at=answer.reviewed_at + timedelta(days=changed.interval_days),
    )


def _order(answer: Answer) -> tuple[datetime, int]:
    return answer.reviewed_at, answer.id.int
