"""A fake authenticator."""

from collections.abc import Callable
from dataclasses import dataclass

from alcove.foundation.identity import SignInPolicy
from alcove.foundation.web import Credentials, Principal, TokenAuthenticator

READER = Principal(account_id=None, name="reader", kind="session")


@dataclass
class FakeAuthenticator:
    """Identifies callers for whom `is_known` is true; all others have to sign in."""

    is_known: Callable[[Credentials], bool]
    principal: Principal = READER
    is_required: bool = True
    policy = SignInPolicy(open_address=True)
    schemes = TokenAuthenticator.SCHEMES

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return the caller, None for an unknown one."""
        return self.principal if self.is_known(credentials) else None
