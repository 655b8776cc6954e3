"""The waits that providers have asked this process for: they hold from the response on, before they are stored."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alcove.foundation.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHold:
    """A wait that one response has asked for."""

    name: str
    number: int
    until: datetime
    wait: timedelta
    is_stored: bool = False

    def holds(self, *, now: datetime) -> bool:
        """Return whether it has not ended; after the clock was set back only what is stored counts, corrected there."""
        return timedelta() < self.until - now <= self.wait


class OwnHolds:
    """Until when providers are not called, at most one wait for each.

    One that is stored, which all processes then see, holds only those here that have read before it was.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._holds: dict[str, OwnHold] = {}
        self.count = 0
        """How many there have been; who reads what is stored remembers it."""

    def add(self, name: str, seconds: float) -> OwnHold:
        """Hold a provider, and return the wait; a longer one that is not stored stays in its place."""
        self.count += 1
        now, wait = self._clock.now(), timedelta(seconds=seconds)
        hold = OwnHold(name=name, number=self.count, until=now + wait, wait=wait)
        last = self._holds.get(name)
        if last is None or last.is_stored or not last.holds(now=now) or last.until < hold.until:
            self._holds[name] = hold
        return hold

    def mark_stored(self, hold: OwnHold) -> None:
        """Remember that all processes see a wait."""
        if self._holds[hold.name] is hold:
            self._holds[hold.name] = replace(hold, is_stored=True)

    def find(self, name: str, *, seen: int) -> datetime | None:
        """Return until when a provider is held for who has read after `seen` waits, None when it is not."""
        hold = self._holds.get(name)
        if hold is None or not hold.holds(now=self._clock.now()) or (hold.is_stored and hold.number <= seen):
            return None
        return hold.until
