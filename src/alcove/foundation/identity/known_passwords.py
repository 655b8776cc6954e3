"""Passwords that were right a moment ago, and checks that several callers wait for together."""

import asyncio
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.model import Account, SignedIn
from alcove.foundation.identity.store import accounts

KNOWN_FOR: Final = 60.0
MOST_KNOWN: Final = 256

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    until: float
    account_id: UUID
    backend: str
    password_hash: str


class KnownPasswords:
    """Remembers names with their right passwords for a minute, under a key that nobody else has."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def key(self, name: str, password: str, *, fingerprint: bytes) -> bytes:
        """Return what a name and a password are remembered under while a backend is configured as it is."""
        text = "\0".join((str(len(name)), name, password)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, fingerprint + text, "sha256")

    async def find(self, key: bytes) -> SignedIn | None:
        """Return whose they are; another password of the account, in whichever process it was set, ends that."""
        known = self._known.get(key)
        if known is None or self._clock.monotonic() >= known.until:
            return None
        account = await accounts.find(self._pool, known.account_id)
        if account is None or not hmac.compare_digest(account.password_hash, known.password_hash):
            return None
        return SignedIn(account=account, backend=known.backend)

    def remember(self, key: bytes, account: Account, *, backend: str) -> None:
        """Remember that they were right."""
        self._known[key] = _Known(
            until=self._clock.monotonic() + KNOWN_FOR,
            account_id=account.id,
            backend=backend,
            password_hash=account.password_hash,
        )
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)


class SingleFlight:
    """Runs one piece of work per key at a time; whoever asks for the same meanwhile waits for its result."""

    def __init__(self) -> None:
        self._flights: dict[bytes, asyncio.Task[Any]] = {}

    async def once(self, key: bytes, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what `work` returns, or raise what it raises."""
        flight: asyncio.Task[T] | None = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(work())
            flight.add_done_callback(lambda done: self._end(key, done))
        # Whoever hangs up leaves the work of the others alone.
        return await asyncio.shield(flight)

    def _end(self, key: bytes, flight: asyncio.Task[Any]) -> None:
        self._flights.pop(key, None)
        # Where all who waited have hung up, nobody else looks at what went wrong.
        if not flight.cancelled():
            flight.exception()
