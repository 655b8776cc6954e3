"""Access levels of endpoints, and the principal that calls them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, Protocol

from msgspec import Struct

Role = Literal["owner", "member"]
"""The role of an account in one app; without a role it has no access to the app."""

CredentialKind = Literal["session", "token", "password", "server-token", "proxy", "local"]
"""How a caller authenticated; `local` means that the server requires no sign-in."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""HTTP methods that change nothing, unless a route says so."""


class Access(Enum):
    """The access level of an endpoint; every endpoint declares one."""

    PUBLIC = "public"
    """Anybody."""
    ACCOUNT = "account"
    """Any signed-in account, with or without a role in an app."""
    USER = "user"
    """Accounts with a role in the endpoint's app."""
    OWNER = "owner"
    """Owners of the endpoint's app."""


class Credentials(Struct, frozen=True, kw_only=True):
    """What identifies the caller of a request: its headers in lower case, its client address, and its scheme."""

    headers: Mapping[bytes, bytes]
    address: str
    scheme: str = "http"

    def header(self, name: bytes) -> str:
        """Return a header, "" when it is absent."""
        return self.headers.get(name, b"").decode("latin-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """An identified caller: the account, its roles by app, and how it authenticated.

    `scopes` limits an API token to apps (`records`) or to reading them (`records:read`); None means no limit.
    `set_cookie` is a Set-Cookie header for the response, such as that of a session started by a password. `backend`
    names the sign-in backend that knows the person, if any.
    """

    account_id: uuid.UUID | None
    name: str
    kind: CredentialKind
    roles: Mapping[str, Role] = field(default_factory=dict)
    email: str | None = None
    session_id: uuid.UUID | None = None
    scopes: frozenset[str] | None = None
    set_cookie: str | None = None
    backend: str = ""

    def role_in(self, app: str) -> Role | None:
        """Return the caller's role in an app; callers without an account (server token, no sign-in) own every app."""
        return "owner" if self.account_id is None else self.roles.get(app)


class Authenticator(Protocol):
    """Identifies callers."""

    @property
    def is_required(self) -> bool:
        """Whether callers have to sign in; if not, every caller is the local owner."""
        ...

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        """The OpenAPI security schemes, by name."""
        ...

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return the caller, None for an unknown one.

        Raise TooManyAttempts while failed attempts are throttled, SignInUnavailable when accounts cannot be read.
        """
        ...
