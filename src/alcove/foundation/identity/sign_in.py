"""Who is calling: by session, by name and password, by token, or by the word of a trusted proxy."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity.backends import AuthBackend, Backends
from alcove.foundation.identity.guesses import LOCKED, MOST_ADDRESS, GuessLimiter, network_of, too_many
from alcove.foundation.identity.known_passwords import KnownPasswords
from alcove.foundation.identity.model import (
    LONGEST_NAME,
    Account,
    ExternalId,
    Person,
    Session,
    SignedIn,
    Token,
    Wrong,
    digest_of,
)
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.people import People
from alcove.foundation.identity.settings import IdentitySettings
from alcove.foundation.identity.store import accounts, sessions, tokens
from alcove.foundation.telemetry import get_logger

CHECK_EVERY: Final = 5 * 60.0
SEEN_EVERY: Final = 60.0
ASSURED_FOR: Final = 2.0
LONGEST_AGENT: Final = 300

CurrentSettings = Callable[[], Awaitable[IdentitySettings]]

log = get_logger("alcove.identity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Where a sign-in comes from."""

    address: str
    user_agent: str = ""


class SignIn:
    """Keeps sessions, and lets nobody guess for long."""

    def __init__(
        self, pool: Pool, *, current: CurrentSettings, people: People, hasher: PasswordHasher, clock: Clock
    ) -> None:
        self.current = current
        self.limiter = GuessLimiter(pool, clock=clock)
        self.backends = Backends(pool, hasher=hasher, clock=clock)
        self._pool = pool
        self._people = people
        self._clock = clock
        self._known = KnownPasswords(pool, clock=clock)
        # Nothing is kept; callers with the same key share one check, which outlives those who hang up.
        self._checks: Cache[bytes, Any] = Cache(size=1, ttl=0.0, clock=clock, keep_loading=True)
        self._assured = (b"", -float("inf"))

    async def by_session(self, cookie: str) -> Session | None:
        """Return the session of a cookie; SignInUnavailable when its person cannot be looked up again."""
        if not cookie:
            return None
        settings = await self.current()
        found = await sessions.find(self._pool, _cookie_digest(cookie, settings))
        backend = self.backends.named(found.backend, settings) if found is not None else None
        if found is None or backend is None or found.fingerprint != backend.fingerprint:
            return None
        if found.unchecked > CHECK_EVERY and backend is not self.backends.own:
            return await self._checked_again(found, backend)
        if found.unseen > SEEN_EVERY:
            await sessions.seen(self._pool, found.id)
        return found

    async def by_token(self, token: str, *, address: str, is_counted: bool = True) -> Token | None:
        """Return whose token it is; a wrong one counts as a failure, unless nothing hangs on it. TooManyAttempts."""
        place, digest = network_of(address), digest_of(token)
        found = await tokens.find(self._pool, digest, address=place, within=LOCKED, most=MOST_ADDRESS)
        if found.is_locked and is_counted:
            raise too_many(LOCKED)
        if found.account is None and is_counted:
            # Under a name of its own: an old token that a script still sends locks out nothing else.
            await self.limiter.count_failure(f"token {digest.hex()[:16]}", address=address)
        return found if found.account is not None else None

    async def by_password(self, name: str, password: str, *, client: Client) -> SignedIn | None:
        """Return who has this name and password, whose session begins unless they were right a moment ago.

        Many at once with the same ones are one sign-in. TooManyAttempts, SignInUnavailable.
        """
        settings = await self.current()
        # Scripts send both each time and keep no session: neither a check nor a session for each request.
        known = await self._known.find(self._key_of(name, password, settings=settings))
        if known is not None:
            return known
        place = network_of(client.address)
        key = self._key_of(f"{len(place)}{place}{name}", password, settings=settings)
        found: SignedIn | Wrong = await self._checks.get(key, lambda: self.sign_in(name, password, client=client))
        return found if isinstance(found, SignedIn) else None

    async def by_proxy(self, username: str) -> Account | None:
        """Return the account of a person whom a trusted proxy has signed in."""
        person = Person(username=username, is_admin=False)
        return await self._people.account_of(person, known_by=ExternalId("proxy", username))

    async def sign_in(
        self, name: str, password: str, *, client: Client, before: str = "", remember: bool = False
    ) -> SignedIn | Wrong:
        """Begin a session in place of the one before; TooManyAttempts, SignInUnavailable."""
        settings = await self.current()
        found = await self._guessed(name, password, client=client, settings=settings)
        if isinstance(found, Wrong):
            return found
        account, backend, username = found
        if before:
            await sessions.end(self._pool, _cookie_digest(before, settings))
        return await self.begin(account, backend=backend, username=username, client=client, remember=remember)

    async def begin(
        self,
        account: Account,
        *,
        client: Client,
        backend: AuthBackend | None = None,
        username: str = "",
        remember: bool = False,
    ) -> SignedIn:
        """Begin a session of somebody who has proved who they are."""
        backend = backend or self.backends.own
        text = secrets.token_urlsafe(32)
        await self.sweep()
        session_id = await sessions.add(
            self._pool,
            sessions.NewSession(
                account_id=account.id,
                digest=_cookie_digest(text, await self.current()),
                backend=backend.name,
                fingerprint=backend.fingerprint,
                username=username or account.name,
                remember=remember,
                address=_ip(client.address),
                user_agent=client.user_agent[:LONGEST_AGENT],
            ),
        )
        await accounts.note_sign_in(self._pool, account.id)
        return SignedIn(account=account, backend=backend.name, session_id=session_id, session=text)

    async def sign_out(self, cookie: str) -> None:
        """End a session."""
        if cookie:
            await sessions.end(self._pool, _cookie_digest(cookie, await self.current()))
        await self.sweep()

    async def sweep(self) -> None:
        """Remove sessions that have ended by themselves, and failures that count no more."""
        await sessions.sweep(self._pool)
        await self.limiter.sweep()

    async def assure(self) -> None:
        """Raise SignInUnavailable when nobody of the configured way could sign in: strangers are told so instead."""
        backend = self.backends.configured(await self.current())
        if backend is None:
            return
        fingerprint, until = self._assured
        if fingerprint == backend.fingerprint and self._clock.monotonic() < until:
            return
        await backend.find("")
        self._assured = (backend.fingerprint, self._clock.monotonic() + ASSURED_FOR)

    async def _checked_again(self, session: Session, backend: AuthBackend) -> Session | None:
        """Look a session's person up where they come from: who was removed is out, a changed role counts."""
        person = await backend.find(session.username)
        account = await self._account_of(person, backend) if person is not None else None
        if account is None:
            await sessions.end_one(self._pool, session.id, account_id=session.account.id)
            log.info("session_ended", reason="the user is gone")
            return None
        await sessions.checked(self._pool, session.id)
        return Session(
            id=session.id, account=account, backend=session.backend, fingerprint=session.fingerprint,
            username=session.username, unseen=0.0, unchecked=0.0,
        )  # fmt: skip

    async def _guessed(
        self, name: str, password: str, *, client: Client, settings: IdentitySettings
    ) -> tuple[Account, AuthBackend, str] | Wrong:
        counted = name.replace("\0", "").strip().lower()[:LONGEST_NAME]
        key = self._key_of(name, password, settings=settings)
        failure: SignInUnavailable | None = None
        found: tuple[Account, AuthBackend, str] | None = None
        async with self.limiter.guess(counted, address=client.address) as guess:
            try:
                if name.replace("\0", "") == name:
                    found = await self._checks.get(
                        b"check" + key, lambda: self._check(name, password, settings=settings)
                    )
            except SignInUnavailable as error:
                failure = error
            if found is not None:
                guess.passed()
            elif failure is not None and await self.backends.own.find(name) is None:
                guess.dropped()
        if failure is not None:
            raise failure
        if found is None:
            return Wrong(left=await self.limiter.slow_down(guess, address=client.address))
        account, backend, _ = found
        self._known.remember(key, account, backend=backend.name)
        return found

    async def _check(
        self, name: str, password: str, *, settings: IdentitySettings
    ) -> tuple[Account, AuthBackend, str] | None:
        """Ask the configured way, then the server's own accounts; SignInUnavailable when neither can tell."""
        configured, failure = self.backends.configured(settings), None
        for backend in (configured, self.backends.own):
            try:
                person = await backend.check(name, password) if backend is not None else None
            except SignInUnavailable as error:
                person, failure = None, error
            if backend is not None and person is not None:
                account = await self._account_of(person, backend)
                return (account, backend, person.username) if account is not None else None
        if failure is not None:
            raise failure
        return None

    async def _account_of(self, person: Person, backend: AuthBackend) -> Account | None:
        return await self._people.account_of(person, known_by=backend.known_by(person.username))

    def _key_of(self, name: str, password: str, *, settings: IdentitySettings) -> bytes:
        backend = self.backends.configured(settings) or self.backends.own
        return self._known.key(name, password, fingerprint=backend.fingerprint)


def _cookie_digest(cookie: str, settings: IdentitySettings) -> bytes:
    """Return what a session is kept under."""
    key = settings.session_secret.reveal().encode()
    return hmac.new(key, cookie.encode("utf-8", "replace"), hashlib.sha256).digest()


def _ip(address: str) -> str | None:
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return None
