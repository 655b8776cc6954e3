"""The timer of a room as a function of its row and the time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.study.rooms.timer import Durations, Phase, RoomTimer, TimerAction, TimerState, new_timer

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
SHORT = Durations(work_minutes=10, break_minutes=2, long_break_minutes=5, rounds=2)
SECONDS = st.integers(0, 10_000_000).map(lambda number: timedelta(seconds=number / 10))
lengths = st.builds(
    Durations,
    work_minutes=st.integers(1, 180),
    break_minutes=st.integers(1, 180),
    long_break_minutes=st.integers(1, 180),
    rounds=st.integers(1, 12),
)


def start_timer(durations: Durations = SHORT) -> RoomTimer:
    """Return a timer that runs since START."""
    return new_timer(START, durations=durations).apply(TimerAction.START, now=START)


def test_phases_follow_each_other_with_a_long_break_after_the_rounds() -> None:
    """Work and breaks alternate; after the last round comes the long break, then the first round again."""
    minutes = {
        0: (Phase.WORK, 1, 10), 9: (Phase.WORK, 1, 1), 10: (Phase.BREAK, 1, 2), 12: (Phase.WORK, 2, 10),
        22: (Phase.LONG_BREAK, 2, 5), 27: (Phase.WORK, 1, 10), 27 * 1_000_000 + 11: (Phase.BREAK, 1, 1),
    }  # fmt: skip
    for minute, expected in minutes.items():
        timer = start_timer().at(START + timedelta(minutes=minute))
        assert (timer.phase, timer.round, timer.remaining // timedelta(minutes=1)) == expected


@settings(max_examples=50)
@given(lengths, SECONDS, SECONDS)
def test_looking_at_a_timer_in_between_changes_nothing(
    durations: Durations, first: timedelta, second: timedelta
) -> None:
    """Whoever joins late, and a server that restarts, see the same as somebody who was there: there is no drift."""
    timer = start_timer(durations)
    assert timer.at(START + first).at(START + first + second) == timer.at(START + first + second)


@settings(max_examples=50)
@given(lengths, SECONDS, SECONDS, SECONDS)
def test_a_pause_keeps_what_is_left(
    durations: Durations, before: timedelta, paused: timedelta, after: timedelta
) -> None:
    """A timer that was paused is afterwards where it would be without the pause, moved by its length."""
    timer = start_timer(durations).apply(TimerAction.PAUSE, now=START + before)
    assert timer.state is TimerState.PAUSED
    assert timer.at(START + before + paused).remaining == timer.remaining
    resumed = timer.apply(TimerAction.RESUME, now=START + before + paused)
    there = resumed.at(START + before + paused + after)
    expected = start_timer(durations).at(START + before + after)
    assert (there.phase, there.round, there.remaining) == (expected.phase, expected.round, expected.remaining)


def test_repeated_actions_change_nothing() -> None:
    """Two members who press the same button do not disturb each other, whatever the state is."""
    now = START + timedelta(minutes=3)
    for state in (start_timer(), start_timer().apply(TimerAction.PAUSE, now=now), new_timer(START, durations=SHORT)):
        for action in (TimerAction.START, TimerAction.PAUSE, TimerAction.RESUME, TimerAction.RESET):
            once = state.apply(action, now=now)
            assert once.apply(action, now=now) == once
    assert new_timer(START).apply(TimerAction.SKIP, now=now).state is TimerState.STOPPED
    assert start_timer().apply(TimerAction.SKIP, now=now).phase is Phase.BREAK


def test_a_clock_that_goes_back_does_not_add_time() -> None:
    """With the clock of another host, which is behind, nothing more is left than there was."""
    assert start_timer().at(START - timedelta(seconds=5)).remaining == timedelta(minutes=10)
