"""API keys: JSON Web Tokens, opaque keys, and literal keys that are accepted as they are."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass

from alcove.wires.supabase.tokens import TokenError, TokenVerifier, VerifiedToken


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeys:
    """The keys of a project.

    `publishable` are opaque keys of `anon_role`, `secret` opaque keys of `service_role`. `literal_anon` are keys of
    another project that are taken for `anon_role` without a check, which is the least that a key can give.
    """

    publishable: Collection[str] = ()
    secret: Collection[str] = ()
    literal_anon: Collection[str] = ()
    anon_role: str = "anon"
    service_role: str = "service_role"

    def find_role(self, key: str) -> str | None:
        """Return the role of an opaque or literal key, None for an unknown one."""
        if _is_listed(key, self.secret):
            return self.service_role
        if _is_listed(key, self.publishable) or _is_listed(key, self.literal_anon):
            return self.anon_role
        return None

    def identify(self, key: str, *, verifier: TokenVerifier) -> VerifiedToken | None:
        """Return who calls with a key of any kind, None when it is not valid."""
        role = self.find_role(key)
        if role is not None:
            return VerifiedToken.of_role(role)
        try:
            return verifier.verify(key)
        except TokenError:
            return None


def _is_listed(key: str, keys: Collection[str]) -> bool:
    # Without a comparison in constant time, a key could be guessed by its beginning.
    sent = key.encode()
    return any(hmac.compare_digest(sent, known.encode()) for known in keys)
