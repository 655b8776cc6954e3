"""Throttling of failed sign-ins, tokens and codes."""

import asyncio
import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import DISK_FULL, Pool, skip_on_full_disk, transaction
from alcove.foundation.errors import TooManyAttempts
from alcove.foundation.identity.store import failures
from alcove.foundation.telemetry import SecurityKind, get_logger, report_security

MAX_NAME_FAILURES: Final = 10
"""Failures of one name from one address, after which the name is locked for that address."""
MAX_ADDRESS_FAILURES: Final = 50
"""Failures from one address, whatever the name."""
LOCK_SECONDS: Final = 15 * 60.0
UNDELAYED_FAILURES: Final = 3
"""Failures without delay; each further failure is delayed longer."""
FIRST_DELAY: Final = 0.25
MAX_DELAY: Final = 2.0
MAX_LOCKED_ADDRESSES: Final = 1024
"""Locked addresses that a process caches."""

log = get_logger("alcove.identity")


class Attempt:
    """One attempt that is being checked; it counts as a failure unless `succeed` or `discard` is called."""

    def __init__(self, *, previous_failures: int) -> None:
        self.previous_failures = previous_failures
        self.outcome = "failed"

    def succeed(self) -> None:
        """Mark the attempt as successful: earlier failures of this name and address are deleted."""
        self.outcome = "succeeded"

    def discard(self) -> None:
        """Mark the attempt as not checkable: it does not count."""
        self.outcome = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRules:
    """After how many failures a name is locked for an address, for how long, and for how long failures count."""

    name_failures: int = MAX_NAME_FAILURES
    lock_seconds: float = LOCK_SECONDS

    @property
    def window_seconds(self) -> float:
        """Seconds for which failures count; longer than a lock, so that a failure right after a lock locks again."""
        return min(failures.RETENTION_SECONDS, 2 * self.lock_seconds)


class AttemptLimiter:
    """Limits failures by name and network. An attempt is counted before its check, so concurrent ones count, too."""

    def __init__(self, pool: Pool, *, clock: Clock, rules: AttemptRules = AttemptRules()) -> None:
        self._pool = pool
        self._rules = rules
        self._clock = clock
        self._uncounted = asyncio.Lock()
        self._locked_until: OrderedDict[str, float] = OrderedDict()

    def check_address(self, address: str) -> None:
        """Raise TooManyAttempts for an address that this process knows to be locked, without a database query."""
        seconds = self._locked_until.get(address_network(address), 0.0) - self._clock.monotonic()
        if seconds > 0:
            raise too_many_attempts(seconds)

    @asynccontextmanager
    async def attempt(self, name: str, *, address: str) -> AsyncIterator[Attempt]:
        """Count one attempt while the block checks it; TooManyAttempts before the check when there were too many.

        If the block raises, the attempt does not count.
        """
        network = address_network(address)
        try:
            previous_failures, attempt_id = await self._reserve(name, network)
        except DISK_FULL:
            async with self._uncounted_attempt() as attempt:
                yield attempt
            return
        attempt = Attempt(previous_failures=previous_failures)
        try:
            yield attempt
        except BaseException:
            attempt.discard()
            raise
        finally:
            if attempt.outcome == "discarded":
                await asyncio.shield(self._delete(attempt_id))
            elif attempt.outcome == "succeeded":
                await self.forget(name, address=address)

    @asynccontextmanager
    async def _uncounted_attempt(self) -> AsyncIterator[Attempt]:
        """Allow one attempt at a time and slowly: on a full disk failures cannot be counted."""
        async with self._uncounted:
            await self._clock.sleep(MAX_DELAY)
            yield Attempt(previous_failures=0)

    async def slow_down(self, attempt: Attempt, *, address: str) -> int:
        """Delay a failure, longer each time, and return the number of attempts left; TooManyAttempts after the last."""
        failure_count = attempt.previous_failures + 1
        report_security(SecurityKind.FAILED_SIGN_IN)
        log.warning("sign_in_failed", address=address_network(address), failures=failure_count)
        if failure_count > UNDELAYED_FAILURES:
            await self._clock.sleep(min(MAX_DELAY, FIRST_DELAY * 2 ** (failure_count - UNDELAYED_FAILURES - 1)))
        if failure_count >= self._rules.name_failures:
            raise too_many_attempts(self._rules.lock_seconds)
        return self._rules.name_failures - failure_count

    async def count_failure(self, name: str, *, address: str) -> None:
        """Count a wrong token or code as a failure, with a delay; TooManyAttempts."""
        async with self.attempt(name, address=address) as attempt:
            pass
        await self.slow_down(attempt, address=address)

    async def reserve(self, name: str, *, address: str) -> None:
        """Count an attempt as a failure until `forget` is called; TooManyAttempts when there were too many."""
        async with self.attempt(name, address=address):
            pass

    async def forget(self, name: str, *, address: str) -> None:
        """Delete the failures of a name and address, because an attempt was successful."""
        with skip_on_full_disk("earlier failures of a sign-in"):
            await failures.delete_all(self._pool, name=name, address=address_network(address))

    async def sweep(self) -> None:
        """Remove failures that no longer count."""
        await failures.sweep(self._pool)

    async def _delete(self, attempt_id: int) -> None:
        with skip_on_full_disk("attempt that does not count"):
            await failures.delete(self._pool, attempt_id)

    async def _reserve(self, name: str, network: str) -> tuple[int, int]:
        async with transaction(self._pool) as connection:
            counts = await failures.count_failures(
                connection,
                name=name,
                address=network,
                name_window=self._rules.window_seconds,
                address_window=LOCK_SECONDS,
            )
            if counts.own >= self._rules.name_failures and counts.own_age < self._rules.lock_seconds:
                raise too_many_attempts(self._rules.lock_seconds - counts.own_age)
            if counts.address >= MAX_ADDRESS_FAILURES:
                self._lock(network, LOCK_SECONDS - counts.address_age)
                raise too_many_attempts(LOCK_SECONDS - counts.address_age)
            return counts.own, await failures.add(connection, name=name, address=network)

    def _lock(self, network: str, seconds: float) -> None:
        self._locked_until[network] = self._clock.monotonic() + seconds
        while len(self._locked_until) > MAX_LOCKED_ADDRESSES:
            self._locked_until.popitem(last=False)


def address_network(address: str) -> str:
    """Return the network that failures of an address are counted for: the /64 network in IPv6."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def too_many_attempts(seconds: float) -> TooManyAttempts:
    """Return the error with the remaining lock time."""
    minutes = max(1, ceil(seconds / 60))
    unit = "minute" if minutes == 1 else "minutes"
    return TooManyAttempts(
        f"Too many failed sign-ins. Try again in {minutes} {unit}.",
        headers={"Retry-After": str(ceil(max(1.0, seconds)))},
    )
