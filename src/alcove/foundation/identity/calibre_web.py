"""The users of Calibre-Web as a way of signing in: its database is read, never written, and never trusted."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from alcove.foundation.clock import Clock
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity.model import ExternalId, Person, digest_of
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.store.calibre_web import Broken, User, find_user
from alcove.foundation.telemetry import get_logger

USUAL: Final = Path("/auth/app.db")
"""Where containers have it."""
PATIENCE: Final = 5.0
"""Seconds for one look into a database on a disk that may hang."""
LOG_EVERY: Final = 60.0

T = TypeVar("T")

log = get_logger("alcove.identity")


class Outages:
    """Turns what is wrong with a way of signing in into SignInUnavailable, and logs why once a minute."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._logged = -float("inf")

    def error(self, reason: str) -> SignInUnavailable:
        """Return the error, after the reason has been logged."""
        if self._clock.monotonic() - self._logged >= LOG_EVERY:
            self._logged = self._clock.monotonic()
            log.error("sign_in_unavailable", reason=reason)
        return SignInUnavailable(
            "Sign-in is configured, and the accounts cannot be read. The log of the server says why."
        )

    async def read(self, work: Callable[[], T]) -> T:
        """Return what a look into a database finds; SignInUnavailable."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.to_thread(work)
        except Broken as error:
            raise self.error(str(error)) from error
        except TimeoutError as error:
            raise self.error("it does not answer") from error


class CalibreWeb:
    """The users of Calibre-Web; the file is looked into anew each time, so that a replaced one counts at once."""

    name = "cwa"

    def __init__(self, path: Path | None, *, hasher: PasswordHasher, outages: Outages) -> None:
        self._path = path or USUAL
        self._hasher = hasher
        self._outages = outages
        self.fingerprint = digest_of(f"{self.name}\0{self._path}")

    def known_by(self, username: str) -> ExternalId:
        """Return what a user is filed under."""
        return ExternalId("calibre-web", username)

    async def check(self, username: str, password: str, /) -> Person | None:
        """Return the user of a name and password; SignInUnavailable."""
        user = await self._user(username)
        is_right = await self._hasher.check_werkzeug(user.password_hash if user else "", password)
        return Person(username=username, is_admin=user.is_admin) if user and is_right else None

    async def find(self, username: str, /) -> Person | None:
        """Return the user of a name; SignInUnavailable."""
        user = await self._user(username)
        return Person(username=username, is_admin=user.is_admin) if user else None

    async def _user(self, username: str) -> User | None:
        user = await self._outages.read(lambda: find_user(self._path, username))
        return user if user and user.may_sign_in else None
