"""Hold locks: the lease, its renewal while a block runs, and its end."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Final, Literal, Protocol

import msgspec
from msgspec import Meta

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.lock.errors import LockHeld, LockLost, LockUnavailable
from alcove.foundation.telemetry import get_logger

LEASE_SECONDS: Final = 30.0
_RENEWALS: Final = 3
"""How often a lease is renewed before it would expire."""
_UNAVAILABLE: Final = (LockUnavailable, *DATABASE_LOST)

log = get_logger("alcove.lock")


class LockSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where locks between processes are."""

    alcove_locks: Annotated[
        Literal["postgres", "redis"],
        Meta(
            description="Where locks between processes are: `postgres`, or `redis` in the Redis of `REDIS_URL`. All"
            " processes of a server need the same value. While the chosen one is unavailable, work that needs a lock"
            " waits."
        ),
    ] = "postgres"


class LockStore(Protocol):
    """Stores leases by the name of their lock; LockUnavailable, or an error of a lost database."""

    async def acquire(self, name: str, *, owner: str, seconds: float) -> int | None:
        """Take a lock that nobody holds, and return its fencing number; None when somebody does.

        The number is higher than all earlier ones of this lock.
        """
        ...

    async def extend(self, name: str, *, owner: str, seconds: float) -> bool:
        """Let the lease of this owner end in `seconds` from now; False when it is not the owner any more."""
        ...

    async def release(self, name: str, *, owner: str) -> bool:
        """End the lease of this owner; False when it is not the owner any more."""
        ...


class HeldLock:
    """A lock that this process holds; `fence` is its fencing number."""

    def __init__(self, name: str, *, owner: str, fence: int, ends_at: float, clock: Clock) -> None:
        self.name = name
        self.owner = owner
        self.fence = fence
        self._clock = clock
        self._ends_at = ends_at

    def __repr__(self) -> str:
        return f"HeldLock({self.name!r}, fence={self.fence})"

    @property
    def is_lost(self) -> bool:
        """Whether the lease may have ended."""
        return self._clock.monotonic() >= self._ends_at

    def check(self) -> None:
        """Raise LockLost if the lease may have ended: to be called between two steps."""
        if self.is_lost:
            raise LockLost(self.name)

    def extend_until(self, ends_at: float) -> None:
        """Set when the lease ends, by the monotonic clock."""
        self._ends_at = ends_at


class Locks:
    """The locks of this process."""

    def __init__(
        self, store: LockStore, *, clock: Clock, new_token: Callable[[], str] = lambda: secrets.token_hex(16)
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_token = new_token

    @asynccontextmanager
    async def hold(self, name: str, *, seconds: float = LEASE_SECONDS) -> AsyncIterator[HeldLock]:
        """Hold a lock during the block; LockHeld, LockUnavailable.

        The lease lasts `seconds` and is renewed until the block ends.
        """
        owner, started = self._new_token(), self._clock.monotonic()
        fence = await self._store.acquire(name, owner=owner, seconds=seconds)
        if fence is None:
            raise LockHeld(name)
        held = HeldLock(name, owner=owner, fence=fence, ends_at=started + seconds, clock=self._clock)
        renewal = asyncio.create_task(self._renew(held, seconds), name=f"lock {name}")
        try:
            yield held
        finally:
            renewal.cancel()
            with suppress(asyncio.CancelledError):
                await renewal
            with suppress(*_UNAVAILABLE):
                await self._store.release(name, owner=owner)

    async def _renew(self, held: HeldLock, seconds: float) -> None:
        """Renew the lease until it is lost; while the store is unavailable, until the lease has ended."""
        while not held.is_lost:
            await self._clock.sleep(seconds / _RENEWALS)
            started = self._clock.monotonic()
            try:
                is_owner = await self._store.extend(held.name, owner=held.owner, seconds=seconds)
            except _UNAVAILABLE as error:
                log.warning("lock_not_renewed", lock=held.name, error=type(error).__name__)
                continue
            held.extend_until(started + seconds if is_owner else started)
        log.warning("lock_lost", lock=held.name, fence=held.fence)
