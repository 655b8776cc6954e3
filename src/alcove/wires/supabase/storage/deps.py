"""The dependency container of the storage API."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.config import StorageConfig
from alcove.wires.supabase.storage.files import FileStore
from alcove.wires.supabase.tokens import TokenVerifier


class TokenSigner(Protocol):
    """Signs and verifies the tokens in signed addresses."""

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed JSON Web Token."""
        ...

    def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a valid token; TokenError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageDeps:
    """The parts of a storage API; `verifier` and `signer` return those with the current keys.

    `pool` is for what callers ask for: its role may only become the roles of callers. `owner_pool` is the server's own:
    row security does not apply to it. Both raise DATABASE_LOST.
    """

    config: StorageConfig
    pool: Callable[[], Awaitable[Pool]]
    owner_pool: Callable[[], Awaitable[Pool]]
    files: FileStore
    verifier: Callable[[], TokenVerifier]
    signer: Callable[[], TokenSigner]
    clock: Clock
