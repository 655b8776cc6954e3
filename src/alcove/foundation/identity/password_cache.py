"""Cache of recently checked passwords."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.model import Account, SignInResult
from alcove.foundation.identity.store import accounts

TTL: Final = 60.0
MAX_ENTRIES: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    account_id: UUID
    backend: str
    password_hash: str


class PasswordCache:
    """Caches correct names and passwords for a minute, under an HMAC with a random key."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._secret = secrets.token_bytes(32)
        self._cache: Cache[bytes, _Entry] = Cache(size=MAX_ENTRIES, ttl=TTL, clock=clock)

    def key(self, name: str, password: str, *, fingerprint: bytes) -> bytes:
        """Return the cache key of a name and password for a backend's configuration."""
        text = "\0".join((str(len(name)), name, password)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, fingerprint + text, "sha256")

    async def find(self, key: bytes) -> SignInResult | None:
        """Return the cached sign-in; None once the account's password changed, in any process."""
        entry = self._cache.peek(key)
        if entry is None:
            return None
        account = await accounts.find(self._pool, entry.account_id)
        if account is None or not hmac.compare_digest(account.password_hash, entry.password_hash):
            return None
        return SignInResult(account=account, backend=entry.backend)

    def add(self, key: bytes, account: Account, *, backend: str) -> None:
        """Cache a correct name and password."""
        self._cache.put(key, _Entry(account_id=account.id, backend=backend, password_hash=account.password_hash))
