"""Passwords that were right a moment ago."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.model import Account, SignedIn
from alcove.foundation.identity.store import accounts

KNOWN_FOR: Final = 60.0
MOST_KNOWN: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    account_id: UUID
    backend: str
    password_hash: str


class KnownPasswords:
    """Remembers names with their right passwords for a minute, under a key that nobody else has."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._secret = secrets.token_bytes(32)
        self._known: Cache[bytes, _Known] = Cache(size=MOST_KNOWN, ttl=KNOWN_FOR, clock=clock)

    def key(self, name: str, password: str, *, fingerprint: bytes) -> bytes:
        """Return what a name and a password are remembered under while a backend is configured as it is."""
        text = "\0".join((str(len(name)), name, password)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, fingerprint + text, "sha256")

    async def find(self, key: bytes) -> SignedIn | None:
        """Return whose they are; another password of the account, in whichever process it was set, ends that."""
        known = self._known.peek(key)
        if known is None:
            return None
        account = await accounts.find(self._pool, known.account_id)
        if account is None or not hmac.compare_digest(account.password_hash, known.password_hash):
            return None
        return SignedIn(account=account, backend=known.backend)

    def remember(self, key: bytes, account: Account, *, backend: str) -> None:
        """Remember that they were right."""
        self._known.put(key, _Known(account_id=account.id, backend=backend, password_hash=account.password_hash))
