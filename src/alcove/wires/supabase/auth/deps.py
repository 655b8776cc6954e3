"""The dependency container of the accounts API, and what its user provides."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.vault import Vault
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.requests import ClientInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthMail:
    """A mail to send; kinds: `confirmation`, `recovery`, `magic_link`, `invite`, `email_change`, `reauthentication`."""

    to: str
    kind: str
    subject: str
    html: str
    text: str


class AuthMailer(Protocol):
    """Sends the mails of accounts."""

    async def send(self, connection: Connection, mail: AuthMail) -> None:
        """Send or queue a mail, in the transaction of the connection; AuthError when it cannot be sent."""
        ...


class PasswordHasher(Protocol):
    """Hashes and checks passwords without blocking the event loop."""

    async def hash(self, password: str) -> str:
        """Return the hash of a password of at most 72 bytes."""
        ...

    async def check(self, password_hash: str, password: str) -> bool:
        """Return whether the password matches; for an empty or unknown hash False, in the same time."""
        ...

    def can_check(self, password_hash: str) -> bool:
        """Return whether a hash of another program can be checked, at a bounded cost."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether a matching password should be hashed again."""
        ...


class AuthLimiter(Protocol):
    """Limits requests and guesses. The actions are those of `limits`; AuthError 429 with Retry-After when exceeded."""

    async def check(self, action: str, *, client: ClientInfo, name: str = "") -> None:
        """Count one request of an action (`signup`, `token`, `otp`, `verify`, `refresh`, `mail`, ...)."""
        ...

    async def check_lock(self, name: str, *, client: ClientInfo) -> None:
        """Refuse a guess at an account that is locked for this client after too many failures."""
        ...

    async def record_failure(self, name: str, *, client: ClientInfo) -> None:
        """Count a wrong password or code of an account."""
        ...

    async def record_success(self, name: str, *, client: ClientInfo) -> None:
        """Forget the failures of an account and client."""
        ...


class TokenSigner(Protocol):
    """Signs access tokens, and publishes the public keys with which others verify them."""

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed JSON Web Token."""
        ...

    def verify(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a valid token; TokenError."""
        ...

    def derive(self, label: str, content: bytes) -> bytes:
        """Return 32 bytes that depend on the server's secret, the label and the content."""
        ...

    def public_jwks(self) -> Mapping[str, Any]:
        """Return the JSON Web Key Set of the public keys, which is empty for shared secrets."""
        ...


class AuthHooks(Protocol):
    """What the host of the API does beside it, in the same transaction."""

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        """Follow up on a new user, for example with its role in an app."""
        ...


class NoHooks:
    """Hooks that do nothing."""

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        """Do nothing."""


async def allow_administration(connection: Connection, user_id: UUID) -> None:
    """Let administrators change every user."""


def ignore_change(user_id: UUID | None) -> None:
    """Do nothing after a change."""


class MailTemplates(Protocol):
    """Reads the templates of mails that the configuration names."""

    async def load(self, setting: str, *, site_url: str) -> str:
        """Return the template of a setting, '' for the built-in one."""
        ...


class InlineTemplates:
    """Templates that are written in the configuration."""

    async def load(self, setting: str, *, site_url: str) -> str:  # noqa: ARG002 - it may be on the site elsewhere
        """Return the setting."""
        return setting


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthDeps:
    """The parts of an accounts API; `config` and `signer` return the current ones."""

    config: Callable[[], AuthConfig]
    pool: Callable[[], Pool]
    clock: Clock
    signer: Callable[[], TokenSigner]
    hasher: PasswordHasher
    mailer: AuthMailer
    limiter: AuthLimiter
    network: Network
    hooks: AuthHooks = field(default_factory=NoHooks)
    check_administration: Callable[[Connection, UUID], Awaitable[None]] = allow_administration
    """Refuses that administrators of this API change, delete or sign in as a user; AuthError."""
    after_change: Callable[[UUID | None], None] = ignore_change
    """Is called after a request that may have ended sessions, of a user or, by an administrator, of anybody (None)."""
    vault: Vault | None = None
    """Encrypts the secrets of second factors; without it they are stored plain, as GoTrue stores them."""
    templates: MailTemplates = field(default_factory=InlineTemplates)
