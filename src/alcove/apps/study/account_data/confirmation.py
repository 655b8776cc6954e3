"""The confirmation of what cannot be undone: the password, or a sign-in a moment ago."""

from datetime import timedelta
from typing import Final

from alcove.apps.study.account_data.store.deletion import find_session_start
from alcove.apps.study.native_api import NotAllowed
from alcove.apps.study.native_callers import AccountCaller
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity import AttemptLimiter, PasswordHasher

RECENT: Final = timedelta(minutes=10)


class Confirmation:
    """Checks that it is the owner of an account who calls, and not somebody with their token or open page."""

    def __init__(self, pool: Pool, *, clock: Clock, hasher: PasswordHasher, attempts: AttemptLimiter) -> None:
        self._pool = pool
        self._clock = clock
        self._hasher = hasher
        self._attempts = attempts

    async def check(self, caller: AccountCaller, *, password: str, address: str) -> None:
        """Accept the right password, or without one a session that has just begun; NotAllowed, TooManyAttempts."""
        if caller.aal == "aal1" and any(factor.status == "verified" for factor in caller.user.factors):
            raise NotAllowed("Confirm the session with your second factor first.")
        if password:
            await self._check_password(caller, password, address=address)
        elif not await self._is_recent(caller):
            raise NotAllowed("Confirm this with your password, or sign in again.")

    async def _check_password(self, caller: AccountCaller, password: str, *, address: str) -> None:
        name = (caller.user.email or str(caller.user.id)).lower()
        # It counts as a failure until it turns out to be right, so that many guesses at once are not more than allowed.
        await self._attempts.reserve(name, address=address)
        if not await self._hasher.check(caller.user.password_hash, password):
            raise NotAllowed("The password is not right.")
        await self._attempts.forget(name, address=address)

    async def _is_recent(self, caller: AccountCaller) -> bool:
        if caller.session_id is None:
            return False
        start = await find_session_start(self._pool, caller.session_id)
        return start is not None and self._clock.now() - start <= RECENT
