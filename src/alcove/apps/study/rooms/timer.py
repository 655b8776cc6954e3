"""The shared timer: phases of work and breaks as a function of one row and the current time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class TimerState(StrEnum):
    """Whether the time of a phase passes."""

    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"


class Phase(StrEnum):
    """What the members do."""

    WORK = "work"
    BREAK = "break"
    LONG_BREAK = "long_break"


class TimerAction(StrEnum):
    """What a member does with the timer; each of them is possible in every state."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """The lengths of the phases in minutes; a long break follows after so many rounds."""

    work_minutes: int = 25
    break_minutes: int = 5
    long_break_minutes: int = 15
    rounds: int = 4

    def length(self, phase: Phase) -> timedelta:
        """Return the length of a phase."""
        minutes = {
            Phase.WORK: self.work_minutes,
            Phase.BREAK: self.break_minutes,
            Phase.LONG_BREAK: self.long_break_minutes,
        }
        return timedelta(minutes=minutes[phase])

    @property
    def cycle(self) -> timedelta:
        """The time from one first round to the next."""
        breaks = (self.rounds - 1) * self.length(Phase.BREAK) + self.length(Phase.LONG_BREAK)
        return self.rounds * self.length(Phase.WORK) + breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTimer:
    """A timer: `remaining` was left of the phase at `started_at`; `round` counts the phases of work from 1."""

    state: TimerState
    phase: Phase
    round: int
    started_at: datetime
    remaining: timedelta
    durations: Durations

    def at(self, now: datetime) -> "RoomTimer":
        """Return the same timer with `started_at` moved to `now`, in the phase that runs then."""
        if self.state is not TimerState.RUNNING:
            return replace(self, started_at=now)
        # The clocks of two hosts may differ a little.
        passed = max(now - self.started_at, timedelta())
        timer = self
        if passed >= timer.remaining:
            passed = timer.remaining + (passed - timer.remaining) % self.durations.cycle
        while passed >= timer.remaining:
            passed -= timer.remaining
            timer = timer.next_phase()
        return replace(timer, started_at=now, remaining=timer.remaining - passed)

    def next_phase(self) -> "RoomTimer":
        """Return the timer at the beginning of the phase that follows."""
        if self.phase is Phase.WORK:
            phase, number = (Phase.LONG_BREAK if self.round >= self.durations.rounds else Phase.BREAK), self.round
        else:
            phase, number = Phase.WORK, (1 if self.phase is Phase.LONG_BREAK else self.round + 1)
        return replace(self, phase=phase, round=number, remaining=self.durations.length(phase))

    def apply(self, action: TimerAction, *, now: datetime, durations: Durations | None = None) -> "RoomTimer":
        """Return the timer after an action; a repeated one changes nothing."""
        timer = self.at(now)
        match action:
            case TimerAction.START if timer.state is TimerState.STOPPED:
                return replace(new_timer(now, durations=durations or timer.durations), state=TimerState.RUNNING)
            case TimerAction.PAUSE if timer.state is TimerState.RUNNING:
                return replace(timer, state=TimerState.PAUSED)
            case TimerAction.START | TimerAction.RESUME if timer.state is TimerState.PAUSED:
                return replace(timer, state=TimerState.RUNNING)
            case TimerAction.SKIP if timer.state is not TimerState.STOPPED:
                return timer.next_phase()
            case TimerAction.RESET:
                return new_timer(now, durations=durations or timer.durations)
        return timer


DEFAULT_DURATIONS: Final = Durations()


def new_timer(now: datetime, *, durations: Durations = DEFAULT_DURATIONS) -> RoomTimer:
    """Return a stopped timer at the beginning of its first phase."""
    return RoomTimer(
        state=TimerState.STOPPED,
        phase=Phase.WORK,
        round=1,
        started_at=now,
        remaining=durations.length(Phase.WORK),
        durations=durations,
    )
