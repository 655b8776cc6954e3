"""How often a password, a token or a code may be guessed."""

import asyncio
import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.errors import TooManyAttempts
from alcove.foundation.identity.store import failures
from alcove.foundation.telemetry import get_logger

MOST_OWN: Final = 10
"""Failures of one name from one address, after which the name is locked there."""
MOST_ADDRESS: Final = 50
"""Failures from one address, whatever the name."""
LOCKED: Final = 15 * 60.0
REMEMBERED: Final = 30 * 60.0
"""Seconds for which failures count: whoever fails again right after a lock is locked at once."""
SLOWED: Final = 3
"""Failures that are answered at once; each further one is answered later than the one before."""
FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 2.0
MOST_LOCKED: Final = 1024
"""Locked addresses that a process remembers."""

log = get_logger("alcove.identity")


class Guess:
    """One guess that is being checked; it is a failure unless `passed` or `dropped` is called."""

    def __init__(self, *, before: int) -> None:
        self.before = before
        self.outcome = "failed"

    def passed(self) -> None:
        """Say that it was right: its failures from there are forgotten."""
        self.outcome = "passed"

    def dropped(self) -> None:
        """Say that nobody can tell: it counts for nothing."""
        self.outcome = "dropped"


class GuessLimiter:
    """Counts failures by name and network, before a guess is checked: many at once are counted, too."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._locked: OrderedDict[str, float] = OrderedDict()

    def check_address(self, address: str) -> None:
        """Raise TooManyAttempts where this process has found an address locked, without a look into the database."""
        left = self._locked.get(network_of(address), 0.0) - self._clock.monotonic()
        if left > 0:
            raise too_many(left)

    @asynccontextmanager
    async def guess(self, name: str, *, address: str) -> AsyncIterator[Guess]:
        """Count one guess while the block checks it; TooManyAttempts before the check when there were too many.

        A block that raises takes its guess back.
        """
        place = network_of(address)
        before, number = await self._reserve(name, place)
        guess = Guess(before=before)
        try:
            yield guess
        except BaseException:
            guess.dropped()
            raise
        finally:
            if guess.outcome == "dropped":
                await asyncio.shield(failures.drop(self._pool, number))
            elif guess.outcome == "passed":
                await failures.drop_all(self._pool, name=name, address=place)

    async def slow_down(self, guess: Guess, *, address: str) -> int:
        """Let a failure wait, longer each time, and return how many more may fail; TooManyAttempts at the last one."""
        failed = guess.before + 1
        log.warning("sign_in_failed", address=network_of(address), failures=failed)
        if failed > SLOWED:
            await self._clock.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failed - SLOWED - 1)))
        if failed >= MOST_OWN:
            raise too_many(LOCKED)
        return MOST_OWN - failed

    async def count_failure(self, name: str, *, address: str) -> None:
        """Count a wrong token or code, and let it wait; TooManyAttempts."""
        async with self.guess(name, address=address) as guess:
            pass
        await self.slow_down(guess, address=address)

    async def sweep(self) -> None:
        """Remove failures that no longer count."""
        await failures.sweep(self._pool)

    async def _reserve(self, name: str, place: str) -> tuple[int, int]:
        async with transaction(self._pool) as connection:
            found = await failures.failures(connection, name=name, address=place, own=REMEMBERED, every=LOCKED)
            if found.own >= MOST_OWN and found.own_age < LOCKED:
                raise too_many(LOCKED - found.own_age)
            if found.address >= MOST_ADDRESS:
                self._lock(place, LOCKED - found.address_age)
                raise too_many(LOCKED - found.address_age)
            return found.own, await failures.add(connection, name=name, address=place)

    def _lock(self, place: str, seconds: float) -> None:
        self._locked[place] = self._clock.monotonic() + seconds
        while len(self._locked) > MOST_LOCKED:
            self._locked.popitem(last=False)


def network_of(address: str) -> str:
    """Return what stands for an address when failures are counted: a household's whole network in IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)


def too_many(seconds: float) -> TooManyAttempts:
    """Return the error that says for how long nothing more is checked."""
    minutes = max(1, ceil(seconds / 60))
    unit = "minute" if minutes == 1 else "minutes"
    return TooManyAttempts(
        f"Too many failed sign-ins. Try again in {minutes} {unit}.",
        headers={"Retry-After": str(ceil(max(1.0, seconds)))},
    )
