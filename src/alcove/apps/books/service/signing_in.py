"""Who is calling: by session, by name and password, or by token; and how often that may be tried."""

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import Final

from alcove.apps.books.errors import TooManyTries
from alcove.apps.books.model.identity import EVERYBODY, Identity, Mode
from alcove.apps.books.service.opened_sources import Preferences
from alcove.apps.books.service.signing_in_doors import Door, Doors, Person
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store import sessions
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.telemetry import get_logger

MOST_OWN: Final = 10
"""Failures of one name from one address, after which the name is locked there."""
MOST_EVERY: Final = 50
"""Failures from one address, whatever the name."""
LOCKED: Final = 15 * 60.0
REMEMBERED: Final = 30 * 60.0
"""Seconds for which failures count: whoever fails again right after a lock is locked at once."""
WARNED: Final = 5
SLOWED: Final = 3
"""Failures that are answered at once; each further one is answered later than the one before."""
FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 2.0
CHECK_EVERY: Final = 5 * 60.0
SEEN_EVERY: Final = 60.0
ASSURED_FOR: Final = 2.0
KNOWN_FOR: Final = 60.0
MOST_KNOWN: Final = 256
LONGEST_NAME: Final = 64
WRONG: Final = "Invalid username or password."

log = get_logger("alcove.books.sign_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A failed sign-in, and how many more may fail."""

    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A sign-in that worked, and the session's id for the cookie."""

    identity: Identity
    session: str


class SigningIn:
    """Keeps sessions, and lets nobody guess passwords for long."""

    def __init__(self, pool: Pool, *, preferences: Preferences, clock: Clock) -> None:
        self._pool = pool
        self._preferences = preferences
        self._clock = clock
        self._doors = Doors(clock=clock)
        # Names with their passwords that were right a moment ago, under a key that nobody else has.
        self._key = secrets.token_bytes(32)
        self._assured = ("", -float("inf"))
        self._known: OrderedDict[bytes, tuple[float, Person]] = OrderedDict()

    async def mode(self) -> Mode:
        """Return the way of signing in."""
        return (await self._preferences.current()).sign_in

    async def by_session(self, session: str) -> Identity | None:
        """Return whose session it is; everybody when nobody has to sign in; SignInBroken."""
        settings = await self._preferences.current()
        door = self._doors.door(settings)
        if door is None:
            return EVERYBODY
        if not session:
            return None
        digest = _digest(session, door=door, settings=settings)
        found = await sessions.find(self._pool, digest)
        if found is None or found.mode != door.mode:
            return None
        is_admin = found.is_admin
        if found.unchecked > CHECK_EVERY:
            person = await door.find(found.username)
            if person is None:
                await sessions.end(self._pool, digest)
                log.info("session_ended", reason="the user is gone")
                return None
            is_admin = person.is_admin
            await sessions.checked(self._pool, digest, is_admin=is_admin)
        elif found.unseen > SEEN_EVERY:
            await sessions.seen(self._pool, digest)
        return _identity(Person(username=found.username, is_admin=is_admin), door=door, settings=settings)

    async def assure(self) -> None:
        """Raise SignInBroken when nobody could sign in: who is not let in is told so instead."""
        door = self._doors.door(await self._preferences.current())
        if door is None:
            return
        mark, until = self._assured
        if mark == door.mark and self._clock.monotonic() < until:
            return
        await door.find("")
        self._assured = (door.mark, self._clock.monotonic() + ASSURED_FOR)

    async def by_token(self, token: str) -> Identity | None:
        """Return whose token it is."""
        settings = await self._preferences.current()
        door = self._doors.door(settings)
        if door is None:
            return EVERYBODY
        found = await sessions.token(self._pool, hashlib.sha256(token.encode()).digest())
        if found is None:
            return None
        return Identity(username=found[0], is_admin=found[1], mode=door.mode)

    async def by_password(self, username: str, password: str, *, address: str) -> SignedIn | None:
        """Return who has this name and password, whose session begins unless they were right a moment ago.

        TooManyTries, SignInBroken.
        """
        settings = await self._preferences.current()
        door = self._doors.door(settings)
        if door is None:
            return SignedIn(identity=EVERYBODY, session="")
        # Scripts send both each time and keep no session: neither a check nor a session for each request.
        known = self._is_known(door, username, password=password)
        if known is not None:
            return SignedIn(identity=_identity(known, door=door, settings=settings), session="")
        found = await self.sign_in(username, password, address=address)
        return found if isinstance(found, SignedIn) else None

    async def sign_in(
        self, username: str, password: str, *, address: str, before: str = "", remember: bool = False
    ) -> SignedIn | Wrong:
        """Begin a session in place of the one before; TooManyTries, SignInBroken."""
        settings = await self._preferences.current()
        door = self._doors.door(settings)
        if door is None:
            return SignedIn(identity=EVERYBODY, session="")
        checked = await self._checked(door, username, password=password, address=address)
        if isinstance(checked, Wrong):
            return checked
        if before:
            await sessions.end(self._pool, _digest(before, door=door, settings=settings))
        identity = _identity(checked, door=door, settings=settings)
        session = await self._begin(checked, door=door, settings=settings, remember=remember)
        return SignedIn(identity=identity, session=session)

    async def sign_out(self, session: str) -> None:
        """End a session."""
        settings = await self._preferences.current()
        door = self._doors.door(settings)
        if session and door is not None:
            await sessions.end(self._pool, _digest(session, door=door, settings=settings))
        await sessions.sweep(self._pool)

    async def _begin(self, person: Person, *, door: Door, settings: BooksSettings, remember: bool) -> str:
        session = secrets.token_urlsafe(32)
        await sessions.sweep(self._pool)
        await sessions.add(
            self._pool,
            _digest(session, door=door, settings=settings),
            username=person.username,
            is_admin=person.is_admin,
            mode=door.mode,
            remember=remember,
        )
        return session

    async def _checked(self, door: Door, username: str, *, password: str, address: str) -> Person | Wrong:
        """Return whose name and password these are."""
        place = network_of(address)
        name = username.replace("\0", "")[:LONGEST_NAME]
        before, number = await self._reserve(name, place)
        try:
            person = await door.check(username, password) if username == name else None
        except BaseException:
            await asyncio.shield(sessions.drop_failure(self._pool, number))
            raise
        if person is None:
            return await self._failed(place, before=before)
        await sessions.drop_failures(self._pool, username=name, address=place)
        self._known[self._known_key(door, username, password=password)] = (
            self._clock.monotonic() + KNOWN_FOR,
            person,
        )
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return person

    async def _reserve(self, name: str, place: str) -> tuple[int, int]:
        """Count a try as failed before it is made, so that many at once are counted, too."""
        async with transaction(self._pool) as connection:
            found = await sessions.failures(connection, username=name, address=place, own=REMEMBERED, every=LOCKED)
            if found.own >= MOST_OWN and found.own_age < LOCKED:
                raise _too_many(LOCKED - found.own_age)
            if found.every >= MOST_EVERY:
                raise _too_many(LOCKED - found.every_age)
            return found.own, await sessions.add_failure(connection, username=name, address=place)

    async def _failed(self, place: str, *, before: int) -> Wrong:
        failures = before + 1
        log.warning("sign_in_failed", address=place, failures=failures)
        if failures > SLOWED:
            await self._clock.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - SLOWED - 1)))
        if failures >= MOST_OWN:
            raise _too_many(LOCKED)
        return Wrong(left=MOST_OWN - failures)

    def _is_known(self, door: Door, username: str, *, password: str) -> Person | None:
        until, person = self._known.get(self._known_key(door, username, password=password), (0.0, None))
        return person if self._clock.monotonic() < until else None

    def _known_key(self, door: Door, username: str, *, password: str) -> bytes:
        text = "\0".join((door.mode, door.mark, str(len(username)), username, password))
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")


def network_of(address: str) -> str:
    """Return what stands for an address when failures are counted: a household's whole network in IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)


def _identity(person: Person, *, door: Door, settings: BooksSettings) -> Identity:
    is_admin = person.is_admin or not settings.restrict_settings_to_admin
    return Identity(username=person.username, is_admin=is_admin, mode=door.mode)


def _digest(session: str, *, door: Door, settings: BooksSettings) -> bytes:
    """Return what a session is kept under; it is another one as soon as other people may sign in."""
    key = f"{settings.session_secret.reveal()}\0{door.mode}\0{door.mark}"
    return hmac.digest(key.encode(), session.encode("utf-8", "replace"), "sha256")


def _too_many(seconds: float) -> TooManyTries:
    minutes = max(1, ceil(seconds / 60))
    unit = "minute" if minutes == 1 else "minutes"
    return TooManyTries(
        f"Too many failed sign-ins. Try again in {minutes} {unit}.",
        headers={"Retry-After": str(ceil(max(1.0, seconds)))},
    )
