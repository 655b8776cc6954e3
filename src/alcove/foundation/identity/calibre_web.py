"""Sign-in with the users of Calibre-Web; its database is read only, and treated as untrusted input."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from alcove.foundation.clock import Clock
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity.model import BackendUser, ExternalId, hash_code
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.store.calibre_web import DatabaseUnusable, User, find_user
from alcove.foundation.telemetry import get_logger

DEFAULT_PATH: Final = Path("/auth/app.db")
"""The path in containers."""
READ_TIMEOUT: Final = 5.0
"""Timeout in seconds of one read, because the disk may hang."""
LOG_INTERVAL: Final = 60.0

T = TypeVar("T")

log = get_logger("alcove.identity")


class BackendErrors:
    """Creates SignInUnavailable errors for a backend, and logs the reason at most once a minute."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._logged_at = -float("inf")

    def error(self, reason: str) -> SignInUnavailable:
        """Log the reason and return the error."""
        if self._clock.monotonic() - self._logged_at >= LOG_INTERVAL:
            self._logged_at = self._clock.monotonic()
            log.error("sign_in_unavailable", reason=reason)
        return SignInUnavailable(
            "Sign-in is configured, but the accounts cannot be read. See the server log for the reason."
        )

    async def read(self, read_database: Callable[[], T]) -> T:
        """Return what `read_database` returns, run in a thread; SignInUnavailable."""
        try:
            async with asyncio.timeout(READ_TIMEOUT):
                return await asyncio.to_thread(read_database)
        except DatabaseUnusable as error:
            raise self.error(str(error)) from error
        except TimeoutError as error:
            raise self.error("timeout") from error


class CalibreWeb:
    """The users of Calibre-Web. The file is opened for each check, so that a replaced one counts at once."""

    name = "cwa"

    def __init__(self, path: Path | None, *, hasher: PasswordHasher, errors: BackendErrors) -> None:
        self._path = path or DEFAULT_PATH
        self._hasher = hasher
        self._errors = errors
        self.fingerprint = hash_code(f"{self.name}\0{self._path}")

    def external_id(self, username: str) -> ExternalId:
        """Return the external id of a user."""
        return ExternalId("calibre-web", username)

    async def check(self, username: str, password: str, /) -> BackendUser | None:
        """Return the user with this name and password; SignInUnavailable."""
        user = await self._find_user(username)
        is_correct = await self._hasher.check_werkzeug(user.password_hash if user else "", password)
        return BackendUser(username=username, is_admin=user.is_admin) if user and is_correct else None

    async def find(self, username: str, /) -> BackendUser | None:
        """Return the user with this name; SignInUnavailable."""
        user = await self._find_user(username)
        return BackendUser(username=username, is_admin=user.is_admin) if user else None

    async def _find_user(self, username: str) -> User | None:
        user = await self._errors.read(lambda: find_user(self._path, username))
        return user if user and user.may_sign_in else None
