"""Who may call an endpoint, and who is calling."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Protocol

Role = Literal["owner", "member"]
"""What an account may do in one app; without a role it may do nothing there."""

CredentialKind = Literal["session", "token", "password", "server-token", "proxy", "local"]
"""How a caller proved who they are; `local` is nobody's proof: the server asks for none."""


class Access(Enum):
    """What an endpoint asks of its caller; every endpoint names one."""

    PUBLIC = "public"
    """Anybody."""
    ACCOUNT = "account"
    """Anybody who is signed in, whatever their role in an app."""
    USER = "user"
    """Who has a role in the endpoint's app."""
    OWNER = "owner"
    """Who is an owner of the endpoint's app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a request says about its caller: its headers in lower case, the address it came from, and its scheme."""

    headers: Mapping[bytes, bytes]
    address: str
    scheme: str = "http"

    def header(self, name: bytes) -> str:
        """Return a header's text, or nothing."""
        return self.headers.get(name, b"").decode("latin-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A caller who is known: the account, its roles by app, and how it was proved.

    `scopes` limits an API token to apps (`records`) or to reading them (`records:read`); None means no limit.
    `set_cookie` is a Set-Cookie header that the answer carries, such as that of a session begun by a password, and
    `backend` the way of signing in that knows the person, if one does.
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
        """Return the caller's role in an app; who has the server's token, or needs no proof, owns all."""
        return "owner" if self.account_id is None else self.roles.get(app)


class Authenticator(Protocol):
    """Tells who is calling."""

    @property
    def is_required(self) -> bool:
        """Whether callers have to sign in; without, everybody is the local owner."""
        ...

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        """The ways to sign in as OpenAPI security schemes by name."""
        ...

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return who is calling, None for a stranger.

        TooManyAttempts when guesses are throttled, SignInUnavailable when the accounts cannot be read.
        """
        ...
