"""Sign-in by session, name and password, API token, or trusted proxy."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import DISK_FULL, Pool, skip_on_full_disk
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity.attempt_limiter import (
    LOCK_SECONDS,
    MAX_ADDRESS_FAILURES,
    AttemptLimiter,
    address_network,
    too_many_attempts,
)
from alcove.foundation.identity.backends import AuthBackend, Backends
from alcove.foundation.identity.external_accounts import ExternalAccounts
from alcove.foundation.identity.model import (
    MAX_NAME_LENGTH,
    Account,
    BackendUser,
    ExternalId,
    Session,
    SignInFailed,
    SignInResult,
    Token,
    hash_code,
)
from alcove.foundation.identity.password_cache import PasswordCache
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.settings import IdentitySettings
from alcove.foundation.identity.store import accounts, sessions, tokens
from alcove.foundation.telemetry import get_logger

CHECK_INTERVAL: Final = 5 * 60.0
SEEN_INTERVAL: Final = 60.0
AVAILABLE_TTL: Final = 2.0
MAX_USER_AGENT_LENGTH: Final = 300

CurrentSettings = Callable[[], Awaitable[IdentitySettings]]

log = get_logger("alcove.identity")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInfo:
    """The client of a sign-in."""

    address: str
    user_agent: str = ""


class SignIn:
    """Signs users in and out; throttles failed attempts."""

    def __init__(
        self,
        pool: Pool,
        *,
        current: CurrentSettings,
        external_accounts: ExternalAccounts,
        hasher: PasswordHasher,
        clock: Clock,
    ) -> None:
        self.current = current
        self.limiter = AttemptLimiter(pool, clock=clock)
        self.backends = Backends(pool, hasher=hasher, clock=clock)
        self._pool = pool
        self._external_accounts = external_accounts
        self._clock = clock
        self._password_cache = PasswordCache(pool, clock=clock)
        # Nothing is cached: concurrent callers with the same key share one check, which continues if they disconnect.
        self._checks: Cache[bytes, Any] = Cache(size=1, ttl=0.0, clock=clock, keep_loading=True)
        self._available_until = (b"", -float("inf"))

    async def find_session(self, cookie: str) -> Session | None:
        """Return the session of a cookie; SignInUnavailable when its user cannot be checked again."""
        if not cookie:
            return None
        settings = await self.current()
        session = await sessions.find(self._pool, _cookie_digest(cookie, settings))
        backend = self.backends.find_backend(session.backend, settings) if session is not None else None
        if session is None or backend is None or session.fingerprint != backend.fingerprint:
            return None
        if session.seconds_unchecked > CHECK_INTERVAL and backend is not self.backends.local:
            return await self._recheck(session, backend)
        if session.seconds_unused > SEEN_INTERVAL:
            with skip_on_full_disk("last use of a session"):
                await sessions.record_use(self._pool, session.id)
        return session

    async def find_token(self, token: str, *, address: str, is_counted: bool = True) -> Token | None:
        """Return the account of a token; with `is_counted` a wrong one counts as a failure. TooManyAttempts."""
        network, digest = address_network(address), hash_code(token)
        result = await tokens.find(
            self._pool, digest, address=network, within=LOCK_SECONDS, max_failures=MAX_ADDRESS_FAILURES
        )
        if result.is_locked and is_counted:
            raise too_many_attempts(LOCK_SECONDS)
        if result.account is None and is_counted:
            # Under its own name: an outdated token of a script locks out nothing else.
            await self.limiter.count_failure(f"token {digest.hex()[:16]}", address=address)
        return result if result.account is not None else None

    async def authenticate_password(self, name: str, password: str, *, client: ClientInfo) -> SignInResult | None:
        """Sign in with a name and password; start a session unless they are cached as correct.

        Concurrent calls with the same ones share one sign-in. TooManyAttempts, SignInUnavailable.
        """
        settings = await self.current()
        # Scripts send both with every request: do not check them or start a session each time.
        cached = await self._password_cache.find(self._cache_key(name, password, settings=settings))
        if cached is not None:
            return cached
        network = address_network(client.address)
        key = self._cache_key(f"{len(network)}{network}{name}", password, settings=settings)
        try:
            result: SignInResult | SignInFailed = await self._checks.get(
                key, lambda: self.sign_in(name, password, client=client)
            )
        except DISK_FULL:
            # A right password is cached by now; only its session could not be stored.
            return await self._password_cache.find(self._cache_key(name, password, settings=settings))
        return result if isinstance(result, SignInResult) else None

    async def find_proxy_account(self, username: str) -> Account | None:
        """Return the account of a user that a trusted proxy has signed in."""
        user = BackendUser(username=username, is_admin=False)
        return await self._external_accounts.find_or_create(user, external_id=ExternalId("proxy", username))

    async def sign_in(
        self, name: str, password: str, *, client: ClientInfo, before: str = "", remember: bool = False
    ) -> SignInResult | SignInFailed:
        """Check a name and password and start a session that replaces `before`; TooManyAttempts, SignInUnavailable."""
        settings = await self.current()
        checked = await self._check_credentials(name, password, client=client, settings=settings)
        if isinstance(checked, SignInFailed):
            return checked
        account, backend, username = checked
        if before:
            await sessions.end(self._pool, _cookie_digest(before, settings))
        return await self.start_session(account, backend=backend, username=username, client=client, remember=remember)

    async def start_session(
        self,
        account: Account,
        *,
        client: ClientInfo,
        backend: AuthBackend | None = None,
        username: str = "",
        remember: bool = False,
    ) -> SignInResult:
        """Start a session of an authenticated account."""
        backend = backend or self.backends.local
        token = secrets.token_urlsafe(32)
        await self.sweep()
        session_id = await sessions.add(
            self._pool,
            sessions.NewSession(
                account_id=account.id,
                digest=_cookie_digest(token, await self.current()),
                backend=backend.name,
                fingerprint=backend.fingerprint,
                username=username or account.name,
                remember=remember,
                address=_ip(client.address),
                user_agent=client.user_agent[:MAX_USER_AGENT_LENGTH],
            ),
        )
        await accounts.record_sign_in(self._pool, account.id)
        return SignInResult(account=account, backend=backend.name, session_id=session_id, session=token)

    async def sign_out(self, cookie: str) -> None:
        """End a session."""
        if cookie:
            await sessions.end(self._pool, _cookie_digest(cookie, await self.current()))
        await self.sweep()

    async def sweep(self) -> None:
        """Delete expired sessions and failures."""
        await sessions.sweep(self._pool)
        await self.limiter.sweep()

    async def check_available(self) -> None:
        """Raise SignInUnavailable when the accounts of the configured backend cannot be read."""
        backend = self.backends.configured_backend(await self.current())
        if backend is None:
            return
        fingerprint, until = self._available_until
        if fingerprint == backend.fingerprint and self._clock.monotonic() < until:
            return
        await backend.find("")
        self._available_until = (backend.fingerprint, self._clock.monotonic() + AVAILABLE_TTL)

    async def _recheck(self, session: Session, backend: AuthBackend) -> Session | None:
        """Check the user of a session at its backend: a removed user's session ends, changed roles apply."""
        user = await backend.find(session.username)
        account = await self._find_account(user, backend) if user is not None else None
        if account is None:
            await sessions.end_one(self._pool, session.id, account_id=session.account.id)
            log.info("session_ended", reason="the user was removed")
            return None
        with skip_on_full_disk("check of a session"):
            await sessions.record_check(self._pool, session.id)
        return Session(
            id=session.id, account=account, backend=session.backend, fingerprint=session.fingerprint,
            username=session.username, seconds_unused=0.0, seconds_unchecked=0.0,
        )  # fmt: skip

    async def _check_credentials(
        self, name: str, password: str, *, client: ClientInfo, settings: IdentitySettings
    ) -> tuple[Account, AuthBackend, str] | SignInFailed:
        throttled_name = name.replace("\0", "").strip().lower()[:MAX_NAME_LENGTH]
        key = self._cache_key(name, password, settings=settings)
        unavailable: SignInUnavailable | None = None
        authenticated: tuple[Account, AuthBackend, str] | None = None
        async with self.limiter.attempt(throttled_name, address=client.address) as attempt:
            try:
                if name.replace("\0", "") == name:
                    authenticated = await self._checks.get(
                        b"check" + key, lambda: self._check(name, password, settings=settings)
                    )
            except SignInUnavailable as error:
                unavailable = error
            if authenticated is not None:
                attempt.succeed()
            elif unavailable is not None and await self.backends.local.find(name) is None:
                attempt.discard()
        if unavailable is not None:
            raise unavailable
        if authenticated is None:
            return SignInFailed(left=await self.limiter.slow_down(attempt, address=client.address))
        account, backend, _ = authenticated
        self._password_cache.add(key, account, backend=backend.name)
        return authenticated

    async def _check(
        self, name: str, password: str, *, settings: IdentitySettings
    ) -> tuple[Account, AuthBackend, str] | None:
        """Check the configured backend, then the server's own accounts; SignInUnavailable when neither decides."""
        configured_backend, unavailable = self.backends.configured_backend(settings), None
        for backend in (configured_backend, self.backends.local):
            try:
                user = await backend.check(name, password) if backend is not None else None
            except SignInUnavailable as error:
                user, unavailable = None, error
            if backend is not None and user is not None:
                account = await self._find_account(user, backend)
                return (account, backend, user.username) if account is not None else None
        if unavailable is not None:
            raise unavailable
        return None

    async def _find_account(self, user: BackendUser, backend: AuthBackend) -> Account | None:
        return await self._external_accounts.find_or_create(user, external_id=backend.external_id(user.username))

    def _cache_key(self, name: str, password: str, *, settings: IdentitySettings) -> bytes:
        backend = self.backends.configured_backend(settings) or self.backends.local
        return self._password_cache.key(name, password, fingerprint=backend.fingerprint)


def _cookie_digest(cookie: str, settings: IdentitySettings) -> bytes:
    """Return the hash under which a session is stored."""
    key = settings.session_secret.reveal().encode()
    return hmac.new(key, cookie.encode("utf-8", "replace"), hashlib.sha256).digest()


def _ip(address: str) -> str | None:
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return None
