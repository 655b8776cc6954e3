"""The ways of signing in: which one is open, whom it knows, and whether a password is theirs."""

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, TypeVar

from alcove.apps.books.errors import SignInBroken
from alcove.apps.books.model.identity import Mode
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.calibreweb import USUAL, Broken, User, find_user, hash_password, is_password
from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import get_logger

SIDE_BY_SIDE: Final = 2
"""Passwords that are checked at a time; each takes up to a quarter of a gigabyte."""
PATIENCE: Final = 5.0
"""Seconds for one look into a database on a disk that may hang."""
TELL_EVERY: Final = 60.0

T = TypeVar("T")

log = get_logger("alcove.books.sign_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may come in."""

    username: str
    is_admin: bool


class Door(Protocol):
    """One way of signing in; both questions raise SignInBroken when they cannot be answered."""

    @property
    def mode(self) -> Mode:
        """Return which way this is."""
        ...

    @property
    def mark(self) -> str:
        """Return what is different as soon as the way leads to other people; sign-ins do not outlive that."""
        ...

    async def check(self, username: str, password: str, /) -> Person | None:
        """Return the person of a name and password."""
        ...

    async def find(self, username: str, /) -> Person | None:
        """Return the person of a name."""
        ...


class Doors:
    """Opens the door that the settings name."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._turn = asyncio.Semaphore(SIDE_BY_SIDE)
        self._told = -float("inf")

    def door(self, settings: BooksSettings) -> Door | None:
        """Return the way of signing in, None when everybody may come in."""
        if settings.sign_in == "none":
            return None
        if settings.sign_in == "cwa":
            return _CalibreWeb(self, settings.cwa_db_path or USUAL)
        return _Own(self, settings.builtin_username, hashed=settings.builtin_password_hash.reveal())

    async def password(self, hashed: str, password: str) -> bool:
        """Tell whether a password is the one that was hashed."""
        async with self._turn:
            return await asyncio.to_thread(is_password, hashed, password)

    async def read(self, work: Callable[[], T]) -> T:
        """Return what a look into a database finds; SignInBroken, of which the log hears once a minute."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.to_thread(work)
        except Broken as error:
            raise self.broken(str(error)) from error
        except TimeoutError as error:
            raise self.broken("it does not answer") from error

    def broken(self, reason: str) -> SignInBroken:
        """Return the error, after the log has been told."""
        if self._clock.monotonic() - self._told >= TELL_EVERY:
            self._told = self._clock.monotonic()
            log.error("sign_in_broken", reason=reason)
        return SignInBroken("Authentication is unavailable")


class _CalibreWeb:
    """The users of Calibre-Web; the file is looked into anew each time, so that a replaced one counts at once."""

    mode: Mode = "cwa"

    def __init__(self, doors: Doors, path: Path) -> None:
        self._doors = doors
        self._path = path
        self.mark = str(path)

    async def check(self, username: str, password: str, /) -> Person | None:
        user = await self._user(username)
        # A name that nobody has takes as long as one that somebody has.
        hashed = user.password_hash if user else await asyncio.to_thread(_nobody)
        is_right = await self._doors.password(hashed, password)
        return Person(username=username, is_admin=user.is_admin) if user and is_right else None

    async def find(self, username: str, /) -> Person | None:
        user = await self._user(username)
        return Person(username=username, is_admin=user.is_admin) if user else None

    async def _user(self, username: str) -> User | None:
        user = await self._doors.read(lambda: find_user(self._path, username))
        return user if user and user.may_sign_in else None


class _Own:
    """The one user of our own."""

    mode: Mode = "builtin"

    def __init__(self, doors: Doors, username: str, *, hashed: str) -> None:
        self._doors = doors
        self._username = username
        self._hashed = hashed
        self.mark = f"{username}\0{hashed}"

    async def check(self, username: str, password: str, /) -> Person | None:
        is_named = self._is_named(username)
        hashed = self._hashed if is_named else await asyncio.to_thread(_nobody)
        is_right = await self._doors.password(hashed, password)
        return Person(username=username, is_admin=True) if is_named and is_right else None

    async def find(self, username: str, /) -> Person | None:
        return Person(username=username, is_admin=True) if self._is_named(username) else None

    def _is_named(self, username: str) -> bool:
        if not self._username or not self._hashed:
            raise self._doors.broken("BUILTIN_USERNAME and BUILTIN_PASSWORD_HASH must both be set")
        return hmac.compare_digest(username.encode("utf-8", "replace"), self._username.encode())


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password("")
