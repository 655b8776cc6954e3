"""The waits that providers have asked this process for: they hold from the response on, before they are stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alcove.foundation.clock import Clock


@dataclass(frozen=True, slots=True)
class _Hold:
    until: datetime
    wait: timedelta


class OwnHolds:
    """Until when providers are not called, at most one time for each.

    After the clock was set back they hold nobody: what is stored is corrected, and what is kept here is not.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._holds: dict[str, _Hold] = {}

    def add(self, name: str, seconds: float) -> None:
        """Hold a provider; a shorter wait never ends a longer one."""
        wait = timedelta(seconds=seconds)
        until = self._clock.now() + wait
        held_until = self.find(name)
        if held_until is None or until > held_until:
            self._holds[name] = _Hold(until, wait)

    def find(self, name: str) -> datetime | None:
        """Return until when a provider is held, None when it is not."""
        hold = self._holds.get(name)
        if hold is None or not timedelta() < hold.until - self._clock.now() <= hold.wait:
            return None
        return hold.until
