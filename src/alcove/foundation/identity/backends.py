"""Sign-in backends that check a user name and password."""

import hmac
from typing import Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.calibre_web import BackendErrors, CalibreWeb
from alcove.foundation.identity.model import BackendUser, ExternalId, hash_code
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.settings import IdentitySettings
from alcove.foundation.identity.store import accounts


class AuthBackend(Protocol):
    """A sign-in backend; `check` and `find` raise SignInUnavailable when its accounts cannot be read."""

    @property
    def name(self) -> str:
        """The name of the backend in the settings."""
        ...

    @property
    def fingerprint(self) -> bytes:
        """A hash that changes when the backend is configured differently; sessions of the old one end."""
        ...

    def external_id(self, username: str) -> ExternalId:
        """Return the external id of a user."""
        ...

    async def check(self, username: str, password: str, /) -> BackendUser | None:
        """Return the user with this name and password."""
        ...

    async def find(self, username: str, /) -> BackendUser | None:
        """Return the user with this name."""
        ...


class LocalAccounts:
    """The local accounts of this server, by name or email address."""

    name = "accounts"
    fingerprint = hash_code("accounts")

    def __init__(self, pool: Pool, *, hasher: PasswordHasher) -> None:
        self._pool = pool
        self._hasher = hasher

    def external_id(self, username: str) -> ExternalId:
        """Return the external id of a name."""
        return ExternalId("local", username.lower())

    async def check(self, username: str, password: str, /) -> BackendUser | None:
        """Return the user whose account has this name or email address and this password."""
        account = await accounts.find_by_login(self._pool, username)
        is_correct = await self._hasher.check(account.password_hash if account else "", password)
        return (
            BackendUser(username=account.name, is_admin=False, account_id=account.id)
            if account and is_correct
            else None
        )

    async def find(self, username: str, /) -> BackendUser | None:
        """Return the user whose account has this name or email address."""
        account = await accounts.find_by_login(self._pool, username)
        return BackendUser(username=account.name, is_admin=False, account_id=account.id) if account else None


class BuiltinUser:
    """The single user from the settings, an administrator."""

    name = "builtin"

    def __init__(self, username: str, *, password_hash: str, hasher: PasswordHasher, errors: BackendErrors) -> None:
        self._username = username
        self._password_hash = password_hash
        self._hasher = hasher
        self._errors = errors
        self.fingerprint = hash_code(f"{self.name}\0{username}\0{password_hash}")

    def external_id(self, username: str) -> ExternalId:
        """Return an id that no other account can have: an account of the same name is not this user."""
        return ExternalId("local", f"{self.name}:{username}")

    async def check(self, username: str, password: str, /) -> BackendUser | None:
        """Return the user if name and password match; SignInUnavailable."""
        is_username = self._is_username(username)
        is_correct = await self._hasher.check_werkzeug(self._password_hash if is_username else "", password)
        return BackendUser(username=username, is_admin=True) if is_username and is_correct else None

    async def find(self, username: str, /) -> BackendUser | None:
        """Return the user if the name matches; SignInUnavailable."""
        return BackendUser(username=username, is_admin=True) if self._is_username(username) else None

    def _is_username(self, username: str) -> bool:
        if not self._username or not self._password_hash:
            raise self._errors.error("BUILTIN_USERNAME and BUILTIN_PASSWORD_HASH must both be set")
        return hmac.compare_digest(username.encode("utf-8", "replace"), self._username.encode())


class Backends:
    """Creates the sign-in backends that are configured."""

    def __init__(self, pool: Pool, *, hasher: PasswordHasher, clock: Clock) -> None:
        self.local = LocalAccounts(pool, hasher=hasher)
        self._hasher = hasher
        self._errors = BackendErrors(clock=clock)

    def configured_backend(self, settings: IdentitySettings) -> AuthBackend | None:
        """Return the backend that is checked before the server's own accounts, if one is configured."""
        if settings.mode == "cwa":
            return CalibreWeb(settings.cwa_db_path, hasher=self._hasher, errors=self._errors)
        if settings.mode == "builtin":
            password_hash = settings.builtin_password_hash.reveal()
            return BuiltinUser(
                settings.builtin_username, password_hash=password_hash, hasher=self._hasher, errors=self._errors
            )
        return None

    def find_backend(self, name: str, settings: IdentitySettings) -> AuthBackend | None:
        """Return an enabled backend by its name."""
        configured = self.configured_backend(settings)
        if configured is not None and configured.name == name:
            return configured
        return self.local if name == self.local.name else None
