"""The memory of a card follows from its reviews alone, whatever the order in which they arrive."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.study.cards.model import Answer, CardState, Memory, Rating, Sm2, read_base
from alcove.apps.study.cards.scheduling import CardScheduler, apply_sm2

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
SCHEDULER = CardScheduler(retention=0.9)

answer_lists = st.lists(
    st.builds(
        lambda minutes, rating, number: Answer(
            id=uuid.UUID(int=number), rating=rating, quality=rating.quality,
            reviewed_at=START + timedelta(minutes=minutes),
        ),
        st.integers(0, 60 * 24 * 400), st.sampled_from(Rating), st.integers(0, 2**128 - 1),
    ),
    max_size=12, unique_by=lambda answer: answer.id,
)  # fmt: skip


@settings(max_examples=60)
@given(answer_lists, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(answers: list[Answer], chance: random.Random) -> None:
    """Any order of the same answers gives the same memory; so does taking one away and putting it back."""
    shuffled = [*answers]
    chance.shuffle(shuffled)
    first, second = SCHEDULER.replay(Memory(), answers), SCHEDULER.replay(Memory(), shuffled)
    assert first.memory == second.memory
    assert dict(zip([answer.id for answer in answers], first.states_before, strict=True)) == dict(
        zip([answer.id for answer in shuffled], second.states_before, strict=True)
    )


@settings(max_examples=60)
@given(answer_lists)
def test_the_schedule_is_that_of_the_library(answers: list[Answer]) -> None:
    """FSRS without fuzz, review by review, gives the same state, stability, difficulty and due date."""
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(due=START)
    for answer in sorted(answers, key=lambda answer: (answer.reviewed_at, answer.id.int)):
        card, _ = scheduler.review_card(card, fsrs.Rating(answer.rating.value), answer.reviewed_at)
    memory = SCHEDULER.replay(Memory(), answers).memory
    if answers:
        assert (memory.state.value, memory.stability, memory.difficulty) == (
            card.state.value,
            card.stability,
            card.difficulty,
        )
        assert (memory.due_at, memory.step, memory.last_review_at) == (card.due, card.step, card.last_review)
        assert memory.due_at is not None
        assert memory.due_at > max(answer.reviewed_at for answer in answers)
    else:
        assert memory == Memory()


def test_sm2_is_computed_as_the_function_does() -> None:
    """Easiness has two decimals and stays at 1.3 or more; a failed card starts again; intervals are bounded."""
    schedule = Sm2()
    steps = []
    for quality in (5, 5, 4, 2, 0, 0, 0, 3):
        answer = Answer(id=uuid.uuid4(), rating=Rating.GOOD, quality=quality, reviewed_at=START)
        schedule = apply_sm2(schedule, answer)
        steps.append((schedule.interval_days, schedule.easiness))
    assert steps == [
        (1, Decimal("2.60")), (6, Decimal("2.70")), (17, Decimal("2.70")), (1, Decimal("2.38")), (1, Decimal("1.58")),
        (1, Decimal("1.30")), (1, Decimal("1.30")), (1, Decimal("1.30")),
    ]  # fmt: skip
    answer = Answer(id=uuid.uuid4(), rating=Rating.EASY, quality=5, reviewed_at=START)
    for _ in range(1100):
        schedule = apply_sm2(schedule, answer)
    assert (schedule.interval_days, schedule.repetitions, schedule.easiness) == (36500, 1000, Decimal(99))


def test_a_card_from_elsewhere_begins_with_what_is_known_of_it() -> None:
    """A base gives a card in review, and the first answer continues from there, late or not."""
    base = {
        "stability": 30, "difficulty": 5, "due_at": "2026-01-15T12:00:00+00:00",
        "last_review_at": "2025-12-16T12:00:00+00:00", "easiness": 2.5, "repetitions": 4, "interval_days": 30,
    }  # fmt: skip
    start = read_base(base)
    assert (start.state, start.stability, start.sm2.repetitions) == (CardState.REVIEW, 30, 4)
    good = Answer(id=uuid.uuid4(), rating=Rating.GOOD, quality=4, reviewed_at=START + timedelta(days=14))
    memory = SCHEDULER.replay(start, [good]).memory
    assert memory.stability is not None
    assert memory.stability > 30
    early = Answer(id=uuid.uuid4(), rating=Rating.AGAIN, quality=1, reviewed_at=datetime(2001, 1, 1, tzinfo=UTC))
    assert SCHEDULER.replay(start, [early, good]).memory.lapses == 1
    assert read_base(None) == Memory()


@pytest.mark.parametrize("retention", [0.7, 0.97])
def test_more_retention_means_shorter_intervals(retention: float) -> None:
    """The wanted probability decides the intervals, and the previews grow with the rating."""
    answers = [
        Answer(id=uuid.uuid4(), rating=Rating.GOOD, quality=4, reviewed_at=START + timedelta(days=days))
        for days in (0, 1, 4)
    ]
    memory, usual = (CardScheduler(retention=value).replay(Memory(), answers).memory for value in (retention, 0.9))
    assert memory.due_at is not None
    assert usual.due_at is not None
    assert (memory.due_at > usual.due_at) is (retention < 0.9)
    due = SCHEDULER.preview(memory, START + timedelta(days=10))
    assert due[Rating.AGAIN] < due[Rating.HARD] < due[Rating.GOOD] < due[Rating.EASY]
    curve = SCHEDULER.curve
    assert (1 + curve.factor) ** curve.decay == pytest.approx(0.9)
