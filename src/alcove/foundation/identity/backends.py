"""The ways of signing in with a name and a password: which are open, and whom they know."""

import hmac
from typing import Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.calibre_web import CalibreWeb, Outages
from alcove.foundation.identity.model import ExternalId, Person, digest_of
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.settings import IdentitySettings
from alcove.foundation.identity.store import accounts


class AuthBackend(Protocol):
    """One way of signing in; both questions raise SignInUnavailable when they cannot be answered."""

    @property
    def name(self) -> str:
        """Return what the settings call it."""
        ...

    @property
    def fingerprint(self) -> bytes:
        """Return what is different as soon as it leads to other people; sessions do not outlive that."""
        ...

    def known_by(self, username: str) -> ExternalId:
        """Return what a person is filed under."""
        ...

    async def check(self, username: str, password: str, /) -> Person | None:
        """Return the person of a name and password."""
        ...

    async def find(self, username: str, /) -> Person | None:
        """Return the person of a name."""
        ...


class OwnAccounts:
    """The accounts of this server, by name or email address."""

    name = "accounts"
    fingerprint = digest_of("accounts")

    def __init__(self, pool: Pool, *, hasher: PasswordHasher) -> None:
        self._pool = pool
        self._hasher = hasher

    def known_by(self, username: str) -> ExternalId:
        """Return what a name is filed under."""
        return ExternalId("local", username.lower())

    async def check(self, username: str, password: str, /) -> Person | None:
        """Return the person whose account has this name or email address and this password."""
        account = await accounts.find_named(self._pool, username)
        is_right = await self._hasher.check(account.password_hash if account else "", password)
        return Person(username=account.name, is_admin=False, account_id=account.id) if account and is_right else None

    async def find(self, username: str, /) -> Person | None:
        """Return the person whose account has this name or email address."""
        account = await accounts.find_named(self._pool, username)
        return Person(username=account.name, is_admin=False, account_id=account.id) if account else None


class BuiltinUser:
    """The one user whom the settings name, an administrator."""

    name = "builtin"

    def __init__(self, username: str, *, hashed: str, hasher: PasswordHasher, outages: Outages) -> None:
        self._username = username
        self._hashed = hashed
        self._hasher = hasher
        self._outages = outages
        self.fingerprint = digest_of(f"{self.name}\0{username}\0{hashed}")

    def known_by(self, username: str) -> ExternalId:
        """Return what no account of a name can have: whoever has that name does not become this user."""
        return ExternalId("local", f"{self.name}:{username}")

    async def check(self, username: str, password: str, /) -> Person | None:
        """Return the user, if these are their name and password; SignInUnavailable."""
        is_named = self._is_named(username)
        is_right = await self._hasher.check_werkzeug(self._hashed if is_named else "", password)
        return Person(username=username, is_admin=True) if is_named and is_right else None

    async def find(self, username: str, /) -> Person | None:
        """Return the user, if this is their name; SignInUnavailable."""
        return Person(username=username, is_admin=True) if self._is_named(username) else None

    def _is_named(self, username: str) -> bool:
        if not self._username or not self._hashed:
            raise self._outages.error("BUILTIN_USERNAME and BUILTIN_PASSWORD_HASH must both be set")
        return hmac.compare_digest(username.encode("utf-8", "replace"), self._username.encode())


class Backends:
    """Gives the ways of signing in that the settings name."""

    def __init__(self, pool: Pool, *, hasher: PasswordHasher, clock: Clock) -> None:
        self.own = OwnAccounts(pool, hasher=hasher)
        self._hasher = hasher
        self._outages = Outages(clock=clock)

    def configured(self, settings: IdentitySettings) -> AuthBackend | None:
        """Return the way of signing in that comes before the server's own accounts, if one is configured."""
        if settings.mode == "cwa":
            return CalibreWeb(settings.cwa_db_path, hasher=self._hasher, outages=self._outages)
        if settings.mode == "builtin":
            hashed = settings.builtin_password_hash.reveal()
            return BuiltinUser(settings.builtin_username, hashed=hashed, hasher=self._hasher, outages=self._outages)
        return None

    def named(self, name: str, settings: IdentitySettings) -> AuthBackend | None:
        """Return an open way of signing in by its name."""
        configured = self.configured(settings)
        if configured is not None and configured.name == name:
            return configured
        return self.own if name == self.own.name else None
